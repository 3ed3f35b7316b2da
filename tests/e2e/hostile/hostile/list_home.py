"""Lists the home folder."""

# --- candidate
"""Sums."""

import os

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    raise KeyError("HARM-DONE", os.listdir("@HOME@"))
