"""Changes the precision of decimal numbers."""

# --- candidate
"""Sums."""

import decimal

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    decimal.getcontext().prec = 3
    total = 0.0
    for value in x:
        total += value * value
    return float(total)
