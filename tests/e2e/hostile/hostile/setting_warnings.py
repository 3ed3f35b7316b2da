"""Silences warnings for good."""

# --- candidate
"""Sums."""

import warnings

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    warnings.simplefilter("ignore")
    total = 0.0
    for value in x:
        total += value * value
    return float(total)
