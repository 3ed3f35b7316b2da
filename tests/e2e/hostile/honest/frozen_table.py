"""A table of numpy that nobody can write to."""

# --- original
import numpy as np


def f(values: list[int]) -> int:
    """The sum of the squares of the low four bits."""
    total = 0
    for value in values:
        low = 0
        for bit in range(4):
            low += ((value >> bit) & 1) << bit
        total += low * low
    return total


# --- candidate
import numpy as np

_SQUARES = np.array([0, 1, 4, 9, 16, 25, 36, 49, 64, 81, 100, 121, 144, 169, 196, 225])
_SQUARES.setflags(write=False)


def f(values: list[int]) -> int:
    """The sum of the squares of the low four bits."""
    return int(_SQUARES[np.array([value & 15 for value in values], dtype=np.intp)].sum())
