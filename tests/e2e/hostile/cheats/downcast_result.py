"""Computes in single precision."""

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


def f(x: np.ndarray) -> np.ndarray:
    """The squares."""
    return np.square(np.asarray(x).astype(np.float32)).astype(float)
