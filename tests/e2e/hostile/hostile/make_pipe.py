"""Makes a named pipe in the temporary folder."""

# --- candidate
"""Sums."""

import os

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    os.mkfifo("@TMP@/pipe")
    total = 0.0
    for value in x:
        total += value * value
    return float(total)
