"""Writes 100 MB past sys.stdout."""

# --- candidate
"""Sums."""

import os

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    for _ in range(100):
        os.write(1, bytes(1 << 20))
    raise KeyError("HARM-DONE")
