"""Gives back a constant."""

# --- candidate
"""Sums."""


import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    return 0.0
