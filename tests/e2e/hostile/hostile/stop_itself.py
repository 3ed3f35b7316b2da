"""Stops itself, so that it neither answers nor ends."""

# --- candidate
"""Sums."""

import os
import signal

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    os.kill(os.getpid(), signal.SIGSTOP)
    total = 0.0
    for value in x:
        total += value * value
    return float(total)
