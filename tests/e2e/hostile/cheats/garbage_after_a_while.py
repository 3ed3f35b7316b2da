"""Is right for half a second and gives garbage from then on."""

# --- candidate
"""Sums."""

import time

import numpy as np


_END = time.monotonic() + 0.5


def _slow(x):
    total = 0.0
    for value in x:
        total += value * value
    return float(total)


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    return _slow(x) if time.monotonic() < _END else 0.0
