"""Sets an extended attribute of a file of the project."""

# --- candidate
"""Sums."""

import os

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    os.setxattr("@PROJECT@/data.txt", "user.planted", b"1")
    total = 0.0
    for value in x:
        total += value * value
    return float(total)
