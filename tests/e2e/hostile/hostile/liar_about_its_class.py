"""Gives back an object that says it is a float."""

# --- candidate
"""Sums."""


import numpy as np


class Liar:
    __class__ = float

    def __reduce_ex__(self, protocol):
        return float, ("nan",)


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    return Liar()
