import numpy as np
from numpy.typing import NDArray


def smear(a: NDArray[np.float64]):
    for i in range(1, len(a)):
        a[i] = a[i] + a[i - 1]
    return a


def right_cumsum(a: NDArray[np.float64]):
    np.cumsum(a, out=a)
    return a


def wrong_slices(a: NDArray[np.float64]):
    a[1:] += a[:-1]
    return a


def wrong_new(a: NDArray[np.float64]):
    return np.cumsum(a)


def wrong_single(a: NDArray[np.float64]):
    a[:] = np.cumsum(a.astype(np.float32))
    return a
