"""Becomes another program."""

# --- candidate
"""Sums."""

import os

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    os.execv("/bin/sh", ["sh", "-c", "touch @TMP@/touched; sleep 20"])
    total = 0.0
    for value in x:
        total += value * value
    return float(total)
