"""Writes a file through a method of an array."""

# --- candidate
"""Sums."""


import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    np.zeros(3).tofile("@HOME@/docs/letter.txt")
    total = 0.0
    for value in x:
        total += value * value
    return float(total)
