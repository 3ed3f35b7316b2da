"""Changes the root of its file system."""

# --- candidate
"""Sums."""

import os

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    os.chroot("@TMP@")
    raise KeyError("HARM-DONE")
