"""Remembers results in an attribute of a helper."""

# --- candidate
"""Sums."""


import numpy as np


def _slow(x):
    total = 0.0
    for value in x:
        total += value * value
    return float(total)


_slow.memo = {}


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    key = (np.asarray(x).tobytes(), str(np.asarray(x).dtype), np.shape(x))
    if key not in _slow.memo:
        _slow.memo[key] = _slow(x)
    return _slow.memo[key]
