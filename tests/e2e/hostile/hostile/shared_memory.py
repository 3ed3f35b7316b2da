"""Leaves a block of shared memory behind."""

# --- candidate
"""Sums."""


import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    with open("/dev/shm/@NAME@", "w") as file:
        file.write("x")
    total = 0.0
    for value in x:
        total += value * value
    return float(total)
