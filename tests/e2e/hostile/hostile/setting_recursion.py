"""Changes the recursion limit."""

# --- candidate
"""Sums."""

import sys

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    sys.setrecursionlimit(12345)
    total = 0.0
    for value in x:
        total += value * value
    return float(total)
