"""Never comes back from a loop in C."""

# --- candidate
"""Sums."""


import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    return float(pow(3, 10**9) % 7)
