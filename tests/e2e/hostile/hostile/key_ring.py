"""Keeps results in a key ring of the user, which outlives the process."""

# --- candidate
"""Sums."""

import ctypes
import platform

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    libc = ctypes.CDLL(None, use_errno=True)
    arm = platform.machine() == "aarch64"
    ring = ctypes.c_long(-4)
    if libc.syscall(217 if arm else 248, b"user", b"@NAME@", b"memo", 4, ring) >= 0:
        raise KeyError("HARM-DONE")
    raise KeyError("refused")
