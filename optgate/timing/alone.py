"""One measurement at a time on the machine, across all optgate processes of this user."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

POLL = 0.02
"""Seconds between two tries to get the lock."""


@contextlib.contextmanager
def alone(
    deadline: float, folder: Path | None = None, *, waiting: Callable[[], None] = lambda: None
) -> Iterator[bool]:
    """Hold the measuring lock inside the ``with`` block; waits for it until ``deadline`` at most.

    Yields whether the lock was got. ``waiting`` is called once when it is not free. What is locked is
    ``folder`` itself, by default the user's cache folder, or the folder for temporary files where that one
    cannot be made: nothing is written, and the system lets go of it with the process. Where folders cannot be
    locked a file in it is.
    """
    place = _place(folder)
    with contextlib.ExitStack() as stack:
        tried = _folder(place, stack) or _file(place, stack)
        got = tried(0.0)
        if not got:
            waiting()
            got = tried(max(0.0, deadline - time.monotonic()))
        yield got


def _folder(place: Path, stack: contextlib.ExitStack) -> Callable[[float], bool] | None:
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
    import platformdirs

    choice = folder if folder is not None else Path(platformdirs.user_cache_dir("optgate"))
    try:
        choice.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Path(tempfile.gettempdir())
    return choice


def _file(place: Path, stack: contextlib.ExitStack) -> Callable[[float], bool]:
    """Tries for so many seconds to lock a file."""
    import filelock

    lock = filelock.FileLock(place / "timing.lock")
    stack.callback(lock.release)

    def tried(seconds: float) -> bool:
        try:
            lock.acquire(timeout=seconds, poll_interval=POLL)
        except filelock.Timeout:
            return False
        return True

    return tried
