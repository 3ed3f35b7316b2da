"""One process at a time works with the store's file, and one that waits has its turn.

sqlite locks the file, which says nothing about what stands under its name, and lets those who wait try again
at random, so that of many some never get in. So whoever uses the file holds a lock on its folder. Nothing is
left behind, and the system takes it back from a process that is killed.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import queue
import threading
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def locked(folder: Path, seconds: float) -> Iterator[None]:
    """Hold a folder; where the file system has no such locks, nothing is held.

    Raises:
        TimeoutError: Others hold it for longer than ``seconds``.
        OSError: There is no such folder, or it is closed to us.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        descriptor = _queued(descriptor, seconds)
    except OSError:
        pass
    try:
        yield
    finally:
        os.close(descriptor)


def _queued(descriptor: int, seconds: float) -> int:
    """Wait in the system's queue, which knows no time limit and so is waited in by a thread.

    Who gives up closes nothing: the thread does, once its turn has come.
    """
    turns: queue.SimpleQueue[int] = queue.SimpleQueue()
    given_up = threading.Event()

    def drop() -> None:
        with contextlib.suppress(queue.Empty):
            os.close(turns.get_nowait())

    def wait() -> None:
        with contextlib.suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        turns.put(descriptor)
        if given_up.is_set():
            drop()

    threading.Thread(target=wait, daemon=True).start()
    try:
        return turns.get(timeout=seconds)
    except queue.Empty:
        given_up.set()
        drop()
        raise TimeoutError from None


def identity(path: Path) -> tuple[int, int] | None:
    """What stands under a name, or None."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
