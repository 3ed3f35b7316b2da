import numpy as np


def differences(x):
    d = np.empty(max(len(x) - 1, 0), dtype=x.dtype)
    for i in range(1, len(x)):
        d[i - 1] = x[i] - x[i - 1]
    return d


def right_slices(x):
    if not len(x):
        return np.empty(0, dtype=x.dtype)
    return x[1:] - x[:-1]


def right_diff(x):
    return np.diff(x)


def wrong_roll(x):
    return x - np.roll(x, 1)


def wrong_widened(x):
    return np.diff(x.astype(np.float64))


def wrong_sign(x):
    return x[:-1] - x[1:]


def wrong_absolute(x):
    return np.abs(np.diff(x))


def wrong_list(x):
    return [b - a for a, b in zip(x, x[1:])]


def wrong_single(x):
    if len(x) == 1:
        return x.copy()
    return np.diff(x)
