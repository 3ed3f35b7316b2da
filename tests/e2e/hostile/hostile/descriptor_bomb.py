"""Opens files until it cannot."""

# --- candidate
"""Sums."""


import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    held = [open("/dev/null") for _ in range(5000)]
    raise KeyError("HARM-DONE", len(held))
