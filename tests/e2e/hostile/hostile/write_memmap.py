"""Changes a file of the project through memory."""

# --- candidate
"""Sums."""


import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    m = np.memmap("@PROJECT@/data.txt", dtype=np.uint8, mode="r+")
    m[0] = 57
    m.flush()
    total = 0.0
    for value in x:
        total += value * value
    return float(total)
