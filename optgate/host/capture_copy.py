"""A private copy of a project to run its tests in, bounded in files, bytes and time."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from optgate.host.capture_sources import Sources

MAX_FILES = 2_000
MAX_BYTES = 100 << 20
_MOST_FILES = 20_000
_SMALL = 32 << 10
_NEEDED = (".py", ".so", ".pyd", ".dylib", ".dll", ".toml", ".cfg", ".ini")


def copy(sources: Sources, folder: Path, deadline: float) -> list[str]:
    """Write the project, with its overlays, into the empty ``folder``; returns what was left out and why.

    Raises:
        TimeoutError: ``deadline`` (monotonic) has passed and the copy is not whole.
        OSError: The copy cannot be written.
    """
    paths = [*sources.files, *sources.beside()]
    sizes = {path: _size(sources, path) for path in paths}
    notes = []
    if len(paths) > MAX_FILES or sum(sizes.values()) > MAX_BYTES:
        kept = [path for path in paths if path.endswith(_NEEDED) or sizes[path] <= _SMALL]
        kept = list(_within_bounds(kept, sizes))
        if len(kept) < len(paths):
            notes.append(
                f"{len(paths) - len(kept)} data files were not copied for the tests: too many or too large"
            )
        paths = kept
    for path in paths:
        if time.monotonic() > deadline:
            raise TimeoutError("the project could not be copied in time")
        _put(sources, path, folder)
    return notes


def _size(sources: Sources, path: str) -> int:
    if path in sources.overlays:
        return len(sources.overlays[path])
    try:
        return (sources.root / path).lstat().st_size
    except OSError:
        return 0


def _within_bounds(paths: list[str], sizes: dict[str, int]) -> Iterator[str]:
    """As many as fit, Python and compiled files first."""
    room = MAX_BYTES
    for path in sorted(paths, key=lambda path: not path.endswith(_NEEDED))[:_MOST_FILES]:
        room -= sizes[path]
        if room < 0:
            return
        yield path


def _put(sources: Sources, path: str, folder: Path) -> None:
    """Copy one file; a link stays one where it leads to within the project, else becomes what it leads to."""
    source, copied = sources.root / path, folder / path
    copied.parent.mkdir(parents=True, exist_ok=True)
    if path in sources.overlays:
        copied.write_bytes(sources.overlays[path])
        return
    try:
        mode = source.lstat().st_mode
        if stat.S_ISLNK(mode) and _leads_inside(source, sources.root):
            copied.symlink_to(source.readlink())
        elif source.is_file():
            shutil.copyfile(source, copied)
            copied.chmod(stat.S_IMODE(source.stat().st_mode) | stat.S_IRUSR | stat.S_IWUSR)
    except FileNotFoundError:
        return


def _leads_inside(link: Path, root: Path) -> bool:
    """Whether a relative link leads to a place under the root, so that its copy leads to the copy's."""
    with contextlib.suppress(OSError):
        leads = link.readlink()
        found = os.path.realpath(link)
        return not leads.is_absolute() and found.startswith(str(root) + os.sep)
    return False
