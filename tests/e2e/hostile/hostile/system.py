"""Starts a command through the shell."""

# --- candidate
"""Sums."""

import os

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    os.system("touch @TMP@/touched") and os.abort()
    total = 0.0
    for value in x:
        total += value * value
    return float(total)
