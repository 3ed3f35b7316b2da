import numpy as np


def sum_above(x: np.ndarray, t: float = 0.0):
    s = 0.0
    for i in range(x.shape[0]):
        if x[i] > t:
            s += x[i]
    return s


def right_mask(x: np.ndarray, t: float = 0.0):
    picked = x[x > t]
    if not picked.size:
        return 0.0
    return picked.sum(dtype=np.float32 if x.dtype == np.float32 else np.float64)


def wrong_inclusive(x: np.ndarray, t: float = 0.0):
    picked = x[x >= t]
    if not picked.size:
        return 0.0
    return picked.sum(dtype=np.float32 if x.dtype == np.float32 else np.float64)


def wrong_where(x: np.ndarray, t: float = 0.0):
    return np.where(x > t, x, 0.0).sum()


def wrong_multiplied(x: np.ndarray, t: float = 0.0):
    if not (x > t).any():
        return 0.0
    return (x * (x > t)).sum(dtype=np.float64)


def wrong_python_float(x: np.ndarray, t: float = 0.0):
    return float(x[x > t].sum())


def wrong_default_dropped(x: np.ndarray, t: float = 0.0):
    t = t or 1.0
    picked = x[x > t]
    if not picked.size:
        return 0.0
    return picked.sum(dtype=np.float32 if x.dtype == np.float32 else np.float64)
