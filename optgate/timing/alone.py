"""One measurement at a time on the machine, across all optgate processes of this user."""

from __future__ import annotations

import contextlib
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def alone(deadline: float, folder: Path | None = None) -> Iterator[bool]:
    """Hold the measuring lock inside the ``with`` block; waits for it until ``deadline`` at most.

    Yields whether the lock was got. The lock lies in ``folder``, by default the user's cache folder, or
    the folder for temporary files where that one cannot be written.
    """
    import filelock

    lock = filelock.FileLock(_place(folder) / "timing.lock")
    try:
        lock.acquire(timeout=max(0.0, deadline - time.monotonic()), poll_interval=0.02)
    except filelock.Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()


def _place(folder: Path | None) -> Path:
    import os

    import platformdirs

    choice = folder if folder is not None else Path(platformdirs.user_cache_dir("optgate"))
    try:
        choice.mkdir(parents=True, exist_ok=True)
        writable = os.access(choice, os.W_OK)
    except OSError:
        writable = False
    return choice if writable else Path(tempfile.gettempdir())
