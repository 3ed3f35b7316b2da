"""Stops the clock of Python and is slow."""

# --- candidate
"""Sums."""

import time

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    time.perf_counter = time.perf_counter_ns = time.monotonic = lambda: 0
    total = 0.0
    for value in x:
        total += value * value
    return float(total)
