"""Starts a command."""

# --- candidate
"""Sums."""

import subprocess

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    subprocess.run(["touch", "@TMP@/touched"], check=True)
    total = 0.0
    for value in x:
        total += value * value
    return float(total)
