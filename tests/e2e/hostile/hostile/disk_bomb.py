"""Fills the disk."""

# --- candidate
"""Sums."""


import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    with open("big", "wb") as file:
        for _ in range(64):
            file.write(bytes(1 << 22))
    raise KeyError("HARM-DONE")
