"""Goes into the home folder and writes there."""

# --- candidate
"""Sums."""

import os

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    os.chdir("@HOME@")
    open("planted", "w").close()
    total = 0.0
    for value in x:
        total += value * value
    return float(total)
