"""Leaves a set of semaphores behind."""

# --- candidate
"""Sums."""

import ctypes
import platform

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    libc = ctypes.CDLL(None, use_errno=True)
    arm = platform.machine() == "aarch64"
    if libc.syscall(190 if arm else 64, 0x6F6774, 1, 0o1666) >= 0:
        raise KeyError("HARM-DONE")
    raise KeyError("refused")
