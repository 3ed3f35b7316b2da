"""Takes over the page faults of the process."""

# --- candidate
"""Sums."""

import ctypes
import platform

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    libc = ctypes.CDLL(None, use_errno=True)
    arm = platform.machine() == "aarch64"
    if libc.syscall(282 if arm else 323, 1) >= 0:
        raise KeyError("HARM-DONE")
    raise KeyError("refused")
