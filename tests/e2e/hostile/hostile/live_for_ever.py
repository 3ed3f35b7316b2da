"""Takes back that it dies with its parent."""

# --- candidate
"""Sums."""

import ctypes

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    if ctypes.CDLL(None).prctl(1, 0, 0, 0, 0) == 0:
        raise KeyError("HARM-DONE")
    raise KeyError("refused")
