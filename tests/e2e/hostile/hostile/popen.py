"""Starts a command and reads what it says."""

# --- candidate
"""Sums."""

import os

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    os.popen("touch @TMP@/touched").read()
    if not os.path.exists("@TMP@/touched"):
        raise KeyError("refused")
    total = 0.0
    for value in x:
        total += value * value
    return float(total)
