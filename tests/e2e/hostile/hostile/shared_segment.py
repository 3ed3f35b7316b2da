"""Leaves a segment of System V shared memory behind."""

# --- candidate
"""Sums."""

import ctypes

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    libc = ctypes.CDLL(None)
    segment = libc.shmget(0, 4096, 0o1600)
    if segment >= 0:
        libc.shmctl(segment, 0, None)
        raise KeyError("HARM-DONE")
    raise KeyError("refused")
