"""Adds at places of an array of its own."""

# --- original
import numpy as np


def f(values: list[int]) -> list[int]:
    """How often each remainder by 16 occurs."""
    out = np.zeros(16, dtype=np.int64)
    for value in values:
        for place in range(16):
            if value % 16 == place:
                out[place] += 1
    return out.tolist()


# --- candidate
import numpy as np


def f(values: list[int]) -> list[int]:
    """How often each remainder by 16 occurs."""
    out = np.zeros(16, dtype=np.int64)
    np.add.at(out, np.array([value % 16 for value in values], dtype=np.intp), 1)
    return out.tolist()
