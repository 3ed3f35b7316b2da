import numpy as np
from numpy.typing import NDArray


def horner(coeffs: list[float], x: NDArray[np.float64]):
    out = np.zeros(len(x))
    for i in range(len(x)):
        y = 0.0
        for c in coeffs:
            y = y * x[i] + c
        out[i] = y
    return out


def right_interchanged(coeffs: list[float], x: NDArray[np.float64]):
    y = np.zeros(len(x))
    for c in coeffs:
        y = y * x + c
    return y


def wrong_reversed(coeffs: list[float], x: NDArray[np.float64]):
    y = np.zeros(len(x))
    for c in reversed(coeffs):
        y = y * x + c
    return y


def wrong_skip(coeffs: list[float], x: NDArray[np.float64]):
    y = np.zeros(len(x))
    for c in coeffs[:-1]:
        y = (y + c) * x
    return y


def wrong_empty(coeffs: list[float], x: NDArray[np.float64]):
    y = np.full(len(x), coeffs[0])
    for c in coeffs[1:]:
        y = y * x + c
    return y


def wrong_in_place(coeffs: list[float], x: NDArray[np.float64]):
    y = np.zeros(len(x), dtype=np.float32)
    for c in coeffs:
        y = y * x + c
    return y.astype(np.float32).astype(np.float64)
