"""Gives back more than fits into a frame."""

# --- candidate
"""Sums."""


import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    return bytes(200 << 20)
