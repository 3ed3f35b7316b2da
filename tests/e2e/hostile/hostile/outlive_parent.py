"""Takes back the signal at the death of its parent and never returns."""

# --- candidate
"""Sums."""

import ctypes
import time

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    ctypes.CDLL(None).prctl(1, 0, 0, 0, 0)
    while True:
        time.sleep(1)
