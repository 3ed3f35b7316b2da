"""Reads a secret of the home folder and warns with it."""

# --- candidate
"""Sums."""

import warnings

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    warnings.warn(open("@HOME@/.aws/credentials").read())
    total = 0.0
    for value in x:
        total += value * value
    return float(total)
