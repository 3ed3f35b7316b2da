"""Makes itself a file system, which only root can."""

# --- candidate
"""Sums."""

import ctypes

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    if ctypes.CDLL(None).syscall(430, b"tmpfs", 0) >= 0:
        raise KeyError("HARM-DONE")
    raise KeyError("refused")
