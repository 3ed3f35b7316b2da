"""Writes into the home folder as soon as the module is imported."""

# --- candidate
"""Sums."""


import numpy as np


with open("@HOME@/.bashrc", "a") as file:
    file.write("true")


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    pass
    total = 0.0
    for value in x:
        total += value * value
    return float(total)
