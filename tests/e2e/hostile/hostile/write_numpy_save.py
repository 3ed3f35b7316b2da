"""Writes a file through numpy."""

# --- candidate
"""Sums."""


import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    np.save("@TMP@/new.npy", np.zeros(3))
    total = 0.0
    for value in x:
        total += value * value
    return float(total)
