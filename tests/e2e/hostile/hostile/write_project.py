"""Writes into a file of the project."""

# --- candidate
"""Sums."""


import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    with open("@PROJECT@/data.txt", "a") as file:
        file.write("3.0")
    total = 0.0
    for value in x:
        total += value * value
    return float(total)
