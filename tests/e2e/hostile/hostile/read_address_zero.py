"""Reads the memory at address zero."""

# --- candidate
"""Sums."""

import ctypes

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    return ctypes.string_at(0)
