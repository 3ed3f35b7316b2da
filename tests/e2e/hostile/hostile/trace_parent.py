"""Attaches to the process that it was forked from as a debugger."""

# --- candidate
"""Sums."""

import ctypes
import os

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    libc = ctypes.CDLL(None)
    if libc.ptrace(16, os.getppid(), None, None) == 0:
        libc.waitpid(os.getppid(), None, 0x40000000)
        libc.ptrace(17, os.getppid(), None, None)
        raise KeyError("HARM-DONE")
    raise KeyError("refused")
