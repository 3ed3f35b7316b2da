"""Silences the errors of numpy for good."""

# --- candidate
"""Sums."""


import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    np.seterr(all="ignore")
    np.seterr(all="raise")
    total = 0.0
    for value in x:
        total += value * value
    return float(total)
