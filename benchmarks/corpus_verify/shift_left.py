import numpy as np
from numpy.typing import NDArray


def shift_left(a: NDArray[np.int64]):
    for i in range(len(a) - 1):
        a[i] = a[i + 1]
    return a


def right_slices(a: NDArray[np.int64]):
    a[:-1] = a[1:]
    return a


def wrong_copy(a: NDArray[np.int64]):
    b = a.copy()
    b[:-1] = a[1:]
    return b


def wrong_roll(a: NDArray[np.int64]):
    a[:] = np.roll(a, -1)
    return a


def wrong_zero(a: NDArray[np.int64]):
    a[:-1] = a[1:]
    a[-1:] = 0
    return a


def wrong_none(a: NDArray[np.int64]):
    a[:-1] = a[1:]
