"""Raises with a message of 200 MB."""

# --- candidate
"""Sums."""


import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    raise ValueError("x" * (200 << 20))
