"""A signal at a chosen system call of a Python function, in a process of its own (Linux, ``ptrace``).

The process stops before and after every system call; each stop is a step. What is counted is what the kernel
sees, so no step can be forgotten, whatever the code between the calls is.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

_TRACEME, _SYSCALL, _SETOPTIONS = 0, 24, 0x4200
_OPTIONS = 0x00000001 | 0x00100000  # marks the stops of system calls; nothing outlives the tracer
_CALL = signal.SIGTRAP | 0x80


class Ended(NamedTuple):
    """The exit status (minus the signal where one killed it), the steps seen, what was printed."""

    status: int
    steps: int
    output: str


def stepped(action: Callable[[], int], output: Path, *, at: int = 0, number: int = signal.SIGKILL) -> Ended:
    """Run ``action`` in a child and send it a signal at a step (from 1; 0: never).

    Raises:
        OSError: the system does not let a process be traced.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if not child:
        _act(action, output)
    _stopped(child)
    _ptrace(_SETOPTIONS, child, _OPTIONS)
    steps, forward = 0, 0
    while True:
        _ptrace(_SYSCALL, child, forward)
        _, ended = os.waitpid(child, 0)
        if not os.WIFSTOPPED(ended):
            return Ended(os.waitstatus_to_exitcode(ended), steps, output.read_text(errors="replace"))
        forward = os.WSTOPSIG(ended)
        if forward == _CALL:
            forward = 0
            steps += 1
            if steps == at:
                os.kill(child, number)
                if number == signal.SIGKILL:
                    os.waitpid(child, 0)
                    return Ended(-number, steps, output.read_text(errors="replace"))


def _act(action: Callable[[], int], output: Path) -> None:
    status = 70
    try:
        descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(descriptor, 1)
        os.dup2(descriptor, 2)
        _ptrace(_TRACEME, 0, 0)
        os.kill(os.getpid(), signal.SIGSTOP)
        status = action()
    except KeyboardInterrupt:
        status = 130
    finally:
        os._exit(status)


def _stopped(child: int) -> None:
    _, ended = os.waitpid(child, 0)
    if not os.WIFSTOPPED(ended):
        raise OSError("this system does not let a process be traced")


def _ptrace(request: int, process: int, data: int) -> None:
    call = ctypes.CDLL(None, use_errno=True).ptrace
    call.argtypes, call.restype = (
        [ctypes.c_long, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p],
        ctypes.c_long,
    )
    if call(request, process, None, data) < 0:
        raise OSError(ctypes.get_errno(), "ptrace")
