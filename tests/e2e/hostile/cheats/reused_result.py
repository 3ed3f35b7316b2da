"""Gives back the same array every time, with new values in it."""

# --- original
import numpy as np


def f(x: np.ndarray) -> np.ndarray:
    """The squares."""
    out = np.zeros(len(x))
    for i in range(len(x)):
        out[i] = float(x[i]) * float(x[i])
    return out


# --- candidate
import numpy as np

_OUT = np.zeros(0)


def f(x: np.ndarray) -> np.ndarray:
    """The squares."""
    global _OUT
    if len(_OUT) != len(x):
        _OUT = np.zeros(len(x))
    np.square(np.asarray(x, dtype=float), out=_OUT)
    return _OUT
