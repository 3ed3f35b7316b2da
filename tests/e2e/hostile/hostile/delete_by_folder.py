"""Deletes a file through a folder that is only held as a place."""

# --- candidate
"""Sums."""

import os

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    place = os.open("@HOME@/docs", os.O_PATH | os.O_DIRECTORY)
    os.unlink("letter.txt", dir_fd=place)
