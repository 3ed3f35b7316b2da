"""Ends the process with a signal."""

# --- candidate
"""Sums."""

import os

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    os.abort()
