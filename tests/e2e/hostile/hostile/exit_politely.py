"""Raises SystemExit, which some runners take for success."""

# --- candidate
"""Sums."""

import sys

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    sys.exit(0)
