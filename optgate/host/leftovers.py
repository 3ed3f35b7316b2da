"""Processes and private folders that must not outlive the gate, however it ends.

What is started or made here is on a list before it exists, so that no interrupt falls in between; what is
still on it when the interpreter goes is ended and removed then. A gate that is killed clears up nothing: its
processes end by themselves (see ``guest.limits``), its folders are removed by the next one, which knows by a
lock that their owner is gone.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import os
import re
import secrets
import shutil
import signal
import stat
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

_SECONDS = 10.0
_NAME = re.compile(r"optgate-[a-z]+-[0-9a-f]{16}")

_processes: list[subprocess.Popen[bytes]] = []
_folders: list[Path] = []


def start(command: list[str], **options: Any) -> subprocess.Popen[bytes]:
    """Start a process in a session of its own, from a thread that lives as long as the gate.

    A signal is never handled in that thread, so no process starts without being known; and Linux sends the
    parent-death signal when the *thread* that started a process ends.

    Args:
        command: The program and its arguments.
        options: As for ``subprocess.Popen``.

    Raises:
        OSError: It does not start.
    """
    answer: SimpleQueue[subprocess.Popen[bytes] | OSError] = SimpleQueue()
    _orders().put((command, options, answer))
    started = answer.get()
    if isinstance(started, OSError):
        raise started
    return started


@cache
def _orders() -> SimpleQueue[Any]:
    """What the thread is to start. A pool would wait for ever at the end when a signal hits its start."""
    orders: SimpleQueue[Any] = SimpleQueue()
    threading.Thread(target=_serve, args=(orders,), name="optgate-starter", daemon=True).start()
    return orders


def _serve(orders: SimpleQueue[Any]) -> None:
    """Carry out orders, each with a queue for its answer; a queue alone is answered in its turn."""
    while True:
        order = orders.get()
        if isinstance(order, SimpleQueue):
            order.put(None)
            continue
        command, options, answer = order
        try:
            process = subprocess.Popen(command, start_new_session=True, stdin=subprocess.DEVNULL, **options)
        except (OSError, ValueError) as error:
            answer.put(error if isinstance(error, OSError) else OSError(str(error)))
        else:
            _processes[:] = [other for other in _processes if other.returncode is None]
            _processes.append(process)
            answer.put(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """Kill a process and its group, and wait until it is gone. Safe to call twice."""
    if process.poll() is None:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            process.kill()
    process.wait()


@contextlib.contextmanager
def private_folder(purpose: str, place: Path | None = None) -> Iterator[Path]:
    """A new folder for this process alone, removed with the ``with`` block.

    Args:
        purpose: A word for its name.
        place: Where it is made; by default where temporary files are.

    Raises:
        OSError: It cannot be made.
    """
    place = Path(os.path.realpath(place or tempfile.gettempdir()))
    _sweep(place)
    path, held = place, -1
    try:
        while held < 0:
            path = place / f"optgate-{purpose}-{secrets.token_hex(8)}"
            _folders.append(path)
            path.mkdir(0o700)
            held = _locked(path)
        yield path
    finally:
        _remove(path)
        if held >= 0:
            os.close(held)


def _locked(path: Path) -> int:
    """The folder held open as ours; -1 when another process took it for abandoned first."""
    held = os.open(path, os.O_RDONLY)
    with contextlib.suppress(OSError):
        fcntl.flock(held, fcntl.LOCK_SH)
    try:
        if path.stat().st_ino == os.fstat(held).st_ino:
            return held
    except FileNotFoundError:
        pass
    os.close(held)
    return -1


@cache
def _sweep(place: Path) -> None:
    """Remove the folders of gates that were killed; those of living ones are locked."""
    with contextlib.suppress(OSError):
        for path in place.iterdir():
            if _NAME.fullmatch(path.name):
                _sweep_one(path)


def _sweep_one(path: Path) -> None:
    with contextlib.suppress(OSError):
        found = path.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
            return
        held = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _remove(path)
        finally:
            os.close(held)


def _remove(path: Path) -> None:
    """Remove a folder, also one that holds folders nobody may enter."""
    shutil.rmtree(path, ignore_errors=True)
    if path.exists():
        for folder, names, _ in os.walk(path):
            for name in names:
                with contextlib.suppress(OSError):
                    if not (Path(folder) / name).is_symlink():
                        (Path(folder) / name).chmod(0o700)
        shutil.rmtree(path, ignore_errors=True)
    with contextlib.suppress(ValueError):
        _folders.remove(path)


def _forget() -> None:
    """A copy of the gate owns nothing of what the gate has started."""
    _processes.clear()
    _folders.clear()
    _orders.cache_clear()


os.register_at_fork(after_in_child=_forget)


@atexit.register
def _clear() -> None:
    if _orders.cache_info().currsize:
        idle: SimpleQueue[None] = SimpleQueue()
        _orders().put(idle)
        with contextlib.suppress(Empty):
            idle.get(timeout=_SECONDS)
    for process in _processes:
        end(process)
    for path in list(_folders):
        _remove(path)
