"""Blocks every signal and never returns."""

# --- candidate
"""Sums."""

import signal

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
    while True:
        pass
