"""Gives back a list nested 100,000 deep."""

# --- candidate
"""Sums."""


import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    result = []
    for _ in range(100_000):
        result = [result]
    return result
