"""Asks for the ports of the machine, which only root is given."""

# --- candidate
"""Sums."""

import ctypes
import platform

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    if platform.machine() != "x86_64":
        raise KeyError("other machine")
    libc = ctypes.CDLL(None)
    if libc.ioperm(0x70, 2, 1) == 0 or libc.iopl(3) == 0:
        raise KeyError("HARM-DONE")
    raise KeyError("refused")
