"""Remembers results in a default argument of a helper."""

# --- candidate
"""Sums."""


import numpy as np


def _slow(x):
    total = 0.0
    for value in x:
        total += value * value
    return float(total)


def _remembered(x, key, memo={}):
    if key not in memo:
        memo[key] = _slow(x)
    return memo[key]


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    key = (np.asarray(x).tobytes(), str(np.asarray(x).dtype), np.shape(x))
    return _remembered(x, key)
