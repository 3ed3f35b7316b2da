"""What is done with the store as a whole: where it is, its end, and what was dismissed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from optgate.gate import root

if TYPE_CHECKING:
    from optgate.config import Config


def cache_folder(cwd: Path, config: Config) -> Path:
    """The folder of verdicts and proposals; it need not exist."""
    return root(cwd) / config.cache_dir


def clean(cwd: Path, config: Config) -> int:
    """Delete the cache folder; returns the bytes that were freed.

    Raises:
        UsageError: An apply was interrupted and its record is in there, the folder is not optgate's own, or
            it cannot be deleted.
    """
    from optgate import patch, store
    from optgate.model import UsageError

    folder = cache_folder(cwd, config)
    if patch.is_pending(folder):
        raise UsageError(
            f"{folder} is not deleted: an apply was interrupted, and how to put it back stands in there",
            "`optgate apply --undo` puts its files back",
        )
    return store.clean(folder)


def dismissals(cwd: Path, config: Config) -> list[tuple[str, str, str]]:
    """Every dismissed proposal, the newest first: its id, its function (``path.py::name``) and the reason."""
    from optgate import store

    with store.open(root(cwd), config) as shelf:
        return shelf.dismissals()


def reinstate(cwd: Path, id: str, config: Config) -> str:
    """Take back that a proposal was dismissed; returns its id.

    Raises:
        UsageError: No dismissed proposal's id starts so, or several do.
    """
    from optgate import store

    with store.open(root(cwd), config) as shelf:
        return shelf.reinstate(id)
