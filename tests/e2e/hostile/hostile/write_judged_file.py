"""Writes itself into the judged file."""

# --- candidate
"""Sums."""


import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    with open("@PROJECT@/mod.py", "a") as file:
        file.write("# more")
    total = 0.0
    for value in x:
        total += value * value
    return float(total)
