import numpy as np


def variance(x: np.ndarray, ddof: int = 0):
    n = len(x)
    if n == 0 or n <= ddof:
        raise ValueError("not enough values")
    m = 0.0
    for v in x:
        m += v
    m /= n
    ss = 0.0
    for v in x:
        ss += (v - m) ** 2
    return ss / (n - ddof)


def right_numpy(x: np.ndarray, ddof: int = 0):
    n = len(x)
    if n == 0 or n <= ddof:
        raise ValueError("not enough values")
    kind = np.float32 if x.dtype == np.float32 else np.float64
    d = x - x.sum(dtype=kind) / n
    return (d * d).sum(dtype=kind) / (n - ddof)


def wrong_one_pass(x: np.ndarray, ddof: int = 0):
    n = len(x)
    if n == 0 or n <= ddof:
        raise ValueError("not enough values")
    kind = np.float32 if x.dtype == np.float32 else np.float64
    m = x.sum(dtype=kind) / n
    return ((x.astype(kind) ** 2).sum() - n * m * m) / (n - ddof)


def wrong_ddof(x: np.ndarray, ddof: int = 0):
    n = len(x)
    if n == 0 or n <= ddof:
        raise ValueError("not enough values")
    return x.var()


def wrong_message(x: np.ndarray, ddof: int = 0):
    n = len(x)
    if n == 0 or n <= ddof:
        raise ValueError("too few values")
    return x.var(ddof=ddof)


def wrong_empty(x: np.ndarray, ddof: int = 0):
    return x.var(ddof=ddof)


def wrong_std(x: np.ndarray, ddof: int = 0):
    n = len(x)
    if n == 0 or n <= ddof:
        raise ValueError("not enough values")
    return x.std(ddof=ddof)
