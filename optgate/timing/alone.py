"""One measurement at a time on the machine, across all optgate processes of its users."""

from __future__ import annotations

import contextlib
import os
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path

POLL = 0.02
"""Seconds between two tries to get the lock."""

WAITING = "waiting for another measurement on this machine"

SHARED = Path("/tmp")
"""The folder for temporary files that all users of a machine have in common, whatever TMPDIR says."""

Try = Callable[[float], bool]
"""Tries for so many seconds to get one lock."""


@contextlib.contextmanager
def alone(
    deadline: float,
    folder: Path | None = None,
    *,
    shared: Path | None = None,
    waiting: Callable[[], None] = lambda: None,
) -> Iterator[bool]:
    """Hold the measuring lock inside the ``with`` block; waits for it until ``deadline`` at most.

    Yields whether the lock was got. ``waiting`` is called once when it is not free. What is locked are
    folders themselves: nothing is written and no link in them followed, and the system lets go of them with
    the process. One is ``folder``, by default the user's cache folder; where folders cannot be locked it is a
    file in it. The other is ``shared``, by default that for the temporary files of all users, unless
    ``folder`` is given or ``XDG_CACHE_HOME`` says that the user keeps apart; where it is no such folder, or
    cannot be locked, users do not wait for each other.
    """
    apart = folder is not None or bool(os.environ.get("XDG_CACHE_HOME"))
    place = _place(folder)
    with contextlib.ExitStack() as stack:
        tries = [_folder(place, stack) or _file(place, stack)]
        common = shared or (None if apart else SHARED)
        if common is not None and _common(common) and not common.samefile(place):
            tries += filter(None, [_folder(common, stack)])
        got = all(tried(0.0) for tried in tries)
        if not got:
            waiting()
            got = all(tried(max(0.0, deadline - time.monotonic())) for tried in tries)
        yield got


def _common(folder: Path) -> bool:
    """Whether anybody may make files in a folder and nobody remove those of others."""
    try:
        mode = folder.stat().st_mode
    except OSError:
        return False
    return stat.S_ISDIR(mode) and bool(mode & stat.S_ISVTX) and bool(mode & stat.S_IWOTH)


def _folder(place: Path, stack: contextlib.ExitStack) -> Try | None:
    """Tries for so many seconds to lock a folder; None where that is not possible."""
    try:
        import fcntl

        descriptor = os.open(place, os.O_RDONLY | os.O_CLOEXEC)
    except (ImportError, OSError):
        return None
    stack.callback(os.close, descriptor)

    def tried(seconds: float) -> bool:
        until = time.monotonic() + seconds
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= until:
                    return False
                time.sleep(POLL)
            else:
                return True

    return tried


def _place(folder: Path | None) -> Path:
    import tempfile

    import platformdirs

    choice = folder if folder is not None else Path(platformdirs.user_cache_dir("optgate"))
    try:
        choice.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Path(tempfile.gettempdir())
    return choice


def _file(place: Path, stack: contextlib.ExitStack) -> Try:
    """Tries for so many seconds to lock a file."""
    import filelock

    lock = filelock.FileLock(place / "timing.lock")
    stack.callback(lock.release, force=True)

    def tried(seconds: float) -> bool:
        try:
            lock.acquire(timeout=seconds, poll_interval=POLL)
        except filelock.Timeout:
            return False
        return True

    return tried
