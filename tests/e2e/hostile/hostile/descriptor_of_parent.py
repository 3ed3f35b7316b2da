"""Takes an open descriptor out of the process it was forked from."""

# --- candidate
"""Sums."""

import ctypes
import os

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    libc = ctypes.CDLL(None)
    held = libc.syscall(434, os.getppid(), 0)
    if held >= 0 or libc.syscall(438, held, 0, 0) >= 0:
        raise KeyError("HARM-DONE")
    raise KeyError("refused")
