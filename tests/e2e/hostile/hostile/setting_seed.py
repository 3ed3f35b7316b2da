"""Seeds the random generator that everybody shares."""

# --- candidate
"""Sums."""

import random

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    random.seed(1)
    np.random.seed(2)
    total = 0.0
    for value in x:
        total += value * value
    return float(total)
