"""``optgate init``: what to do in this repository, and doing it. The index is never touched."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from optgate.install import Step


class Told(NamedTuple):
    """What was done (or would be), a line each, and what is left for the user."""

    done: tuple[str, ...]
    next: tuple[str, ...]
    changed: bool


def init(cwd: Path, *, plain: bool = False, write: bool = True) -> Told:
    """Write the settings and install the hooks: through pre-commit where it is used, else those of git.

    Args:
        cwd: A folder of the repository.
        plain: Use the hooks of git all the same.
        write: Whether to write, or only to say what would be.

    Raises:
        UsageError: No repository with a work tree, or a place that cannot be written.
    """
    from optgate import install
    from optgate.install.framework import used
    from optgate.select import repository

    places = repository.places(cwd)
    steps = install.settings(places.top)
    if used(places.top) and not plain:
        steps += install.framework(places.top)
    else:
        place = install.layout(places.top, places.common, places.hooks)
        steps += install.plain(place, places.top)
    return _carried_out(steps, write=write)


def uninstall(cwd: Path, *, write: bool = True) -> Told:
    """Take the hooks of git out again and put back what was kept; settings stay.

    Raises:
        UsageError: As for ``init``.
    """
    from optgate import install
    from optgate.select import repository

    places = repository.places(cwd)
    place = install.layout(places.top, places.common, places.hooks)
    return _carried_out(install.removed(place, places.top), write=write)


def _carried_out(steps: list[Step], *, write: bool) -> Told:
    from optgate import install

    if write:
        install.carry_out(steps)
    left = tuple(dict.fromkeys(step.next for step in steps if step.next))
    return Told(tuple(step.says for step in steps), left, any(step.changes for step in steps))
