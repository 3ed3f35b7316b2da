"""Remembers results in the closure of a decorator."""

# --- candidate
"""Sums."""


import numpy as np


def _once(function):
    memo = {}

    def inner(x):
        key = (np.asarray(x).tobytes(), str(np.asarray(x).dtype), np.shape(x))
        if key not in memo:
            memo[key] = function(x)
        return memo[key]

    return inner


@_once
def f(x: np.ndarray) -> float:
    """The sum of squares."""
    total = 0.0
    for value in x:
        total += value * value
    return float(total)
