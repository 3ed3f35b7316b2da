"""Is right for the first 500 calls and gives garbage from then on."""

# --- candidate
"""Sums."""

import itertools

import numpy as np


_CALLS = itertools.count()


def _slow(x):
    total = 0.0
    for value in x:
        total += value * value
    return float(total)


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    return _slow(x) if next(_CALLS) < 500 else 0.0
