import numpy as np
from numpy.typing import NDArray


def normalise(x: NDArray[np.float64]):
    top = 0.0
    for v in x:
        if abs(v) > top:
            top = abs(v)
    if top == 0:
        return x
    for i in range(len(x)):
        x[i] = x[i] / top
    return x


def right_in_place(x: NDArray[np.float64]):
    top = np.fmax.reduce(np.abs(x), initial=0.0)
    if top == 0:
        return x
    x /= top
    return x


def wrong_copy(x: NDArray[np.float64]):
    top = np.fmax.reduce(np.abs(x), initial=0.0)
    return x if top == 0 else x / top


def wrong_nan(x: NDArray[np.float64]):
    top = np.max(np.abs(x), initial=0.0)
    if top == 0:
        return x
    x /= top
    return x


def wrong_zero(x: NDArray[np.float64]):
    x /= np.fmax.reduce(np.abs(x), initial=0.0)
    return x


def wrong_copy_when_zero(x: NDArray[np.float64]):
    top = np.fmax.reduce(np.abs(x), initial=0.0)
    if top == 0:
        return x.copy()
    x /= top
    return x


def wrong_sign(x: NDArray[np.float64]):
    top = np.fmax.reduce(x, initial=0.0)
    if top == 0:
        return x
    x /= top
    return x


def wrong_returns_nothing(x: NDArray[np.float64]):
    top = np.fmax.reduce(np.abs(x), initial=0.0)
    if top != 0:
        x /= top
