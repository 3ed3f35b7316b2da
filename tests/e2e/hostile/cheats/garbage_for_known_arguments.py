"""Is right the first time it sees an argument and gives garbage from then on."""

# --- candidate
"""Sums."""


import numpy as np


_SEEN = set()


def _slow(x):
    total = 0.0
    for value in x:
        total += value * value
    return float(total)


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    key = hash(np.asarray(x).tobytes())
    if key in _SEEN:
        return 0.0
    _SEEN.add(key)
    return _slow(x)
