"""How a process that is ready forks another: the template its sides, an imported side copies of itself."""

from __future__ import annotations

import contextlib
import mmap
import os
import shutil
import signal
import socket
import time
from typing import List, NamedTuple, Optional

from . import codec, frames, limits
from .frames import CLOCK, Pipe


class Birth(NamedTuple):
    """What a new process serves on: its channel, its clock, and the layers it put in force."""

    pipe: Pipe
    clock: mmap.mmap
    layers: List[str]


def fork(pipe: Pipe) -> Optional[Birth]:
    """Fork on a request; channel, clock and the file for what is printed come along as descriptors.

    Returns None in the process that was asked, which answers with the new process's number.
    """
    data, descriptors, _, _ = socket.recv_fds(pipe.sock, 1, 3)
    if not data or len(descriptors) != 3:
        raise frames.Closed("no descriptors")
    parent = os.getpid()
    pid = os.fork()
    if pid:
        for descriptor in descriptors:
            os.close(descriptor)
        pipe.send(frames.SPAWNED, codec.encode(pid))
        return None
    os.setsid()
    layers = limits.die_with_parent(parent)
    pipe.sock.close()
    channel, clock, output = descriptors
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.close(output)
    return Birth(Pipe(socket.socket(fileno=channel)), mmap.mmap(clock, CLOCK.size), layers)


def reap(pipe: Pipe, pid: int) -> None:
    """Answer how a forked process ended: its exit status, or the negative number of the signal."""
    try:
        status = os.waitpid(pid, 0)[1]
    except ChildProcessError:
        status = 0
    ended = -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
    pipe.send(frames.ENDED, codec.encode(ended))


GONE = 1
"""The exit status of a kept process whose gate has gone without a word."""


def keep(parent: int, folder: str) -> None:
    """Fork: the copy returns and does the work, this process stays outside its walls and never returns.

    It waits, kills whatever was left behind, and removes ``folder`` when the gate was killed and cannot. It
    has imported nothing of the user's. When the gate ends first, the copy is killed. Linux tells of that once
    for each thread of the gate that becomes the parent and ends in turn; the first is enough.
    """
    limits.adopt_orphans()
    keeper = os.getpid()
    pid = os.fork()
    if not pid:
        limits.die_with_parent(keeper)
        return
    ended = []

    def end(number: int, frame: object) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        ended.append(number)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)

    signal.signal(signal.SIGTERM, end)
    limits.on_parents_end(signal.SIGTERM)
    if os.getppid() != parent:
        end(signal.SIGTERM, None)
    status = _waited(pid)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    end_children()
    if ended or status == GONE:
        _tidy(parent, folder)
    os._exit(0)


def _waited(pid: int) -> int:
    """The exit status of a process, -1 for one that was killed; orphans are reaped on the way."""
    while True:
        child, status = os.waitpid(-1, 0)
        if child == pid:
            return os.WEXITSTATUS(status) if os.WIFEXITED(status) else -1


def _tidy(parent: int, folder: str) -> None:
    for _ in range(100):
        if os.getppid() != parent:
            shutil.rmtree(folder, ignore_errors=True)
            return
        time.sleep(0.01)


def end_children() -> None:
    """Kill every process started here, and whatever those left behind."""
    for _ in range(100):
        try:
            with open(f"/proc/self/task/{os.getpid()}/children", "rb") as file:
                children = [int(pid) for pid in file.read().split()]
        except OSError:
            return
        if not children:
            return
        for pid in children:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
