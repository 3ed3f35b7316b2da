"""Gives back an object that does harm when it is forgotten."""

# --- candidate
"""Sums."""


import numpy as np


class Payload:
    def __del__(self):
        open("@TMP@/later", "w").close()


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    return Payload()
