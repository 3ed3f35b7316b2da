"""Takes all memory."""

# --- candidate
"""Sums."""


import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    held = []
    while True:
        held.append(np.zeros(1 << 26))
