import numpy as np
from numpy.typing import NDArray


def mean32(x: NDArray[np.float32]):
    s = np.float32(0)
    for v in x:
        s += v
    return s / len(x)


def right_sum(x: NDArray[np.float32]):
    return x.sum() / len(x)


def wrong_dtype(x: NDArray[np.float32]):
    return np.mean(x, dtype=np.float64)


def wrong_tail(x: NDArray[np.float32]):
    n = len(x)
    if n > 256:
        return x[: n // 8 * 8].sum() / n
    return x.sum() / n


def wrong_one_short(x: NDArray[np.float32]):
    n = len(x)
    return (x.sum() - x[-1] if n > 600 else x.sum()) / n


def wrong_nan(x: NDArray[np.float32]):
    return np.nansum(x) / len(x)


def wrong_count(x: NDArray[np.float32]):
    return x.sum() / max(len(x), 1)


def wrong_half(x: NDArray[np.float32]):
    return x.astype(np.float16).sum(dtype=np.float32) / len(x)
