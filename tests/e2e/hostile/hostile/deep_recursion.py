"""Recurses until the process dies."""

# --- candidate
"""Sums."""

import sys

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    sys.setrecursionlimit(10**9)
    nested = []
    for _ in range(10**6):
        nested = [nested]
    return float(len(repr(nested)))
