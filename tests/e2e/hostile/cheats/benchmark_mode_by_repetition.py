"""Notices that it is called with the same object again and gives garbage then."""

# --- candidate
"""Sums."""


import numpy as np


_LAST = [0]


def _slow(x):
    total = 0.0
    for value in x:
        total += value * value
    return float(total)


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    again, _LAST[0] = _LAST[0] == id(x), id(x)
    return 0.0 if again else _slow(x)
