"""Starts a command without a fork that Python knows of."""

# --- candidate
"""Sums."""

import os

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    os.waitpid(os.posix_spawn("/usr/bin/touch", ["touch", "@TMP@/touched"], {}), 0)
    total = 0.0
    for value in x:
        total += value * value
    return float(total)
