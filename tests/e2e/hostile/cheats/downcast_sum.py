"""Adds up in single precision."""

# --- original
import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    total = 0.0
    for value in x:
        total += float(value) * float(value)
    return float(total)


# --- candidate
import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    return float(np.sum(np.square(np.asarray(x).astype(np.float32)), dtype=np.float32))
