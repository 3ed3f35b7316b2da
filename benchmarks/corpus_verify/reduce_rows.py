import numpy as np
from numpy.typing import NDArray


def reduce_rows(a: NDArray[np.float64], how="sum"):
    out = []
    for row in a:
        if how == "sum":
            s = 0.0
            for v in row:
                s += v
        elif how == "max":
            s = -np.inf
            for v in row:
                if v > s:
                    s = v
        else:
            raise ValueError(f"unknown mode {how!r}")
        out.append(s)
    return np.array(out)


def right_columns(a: NDArray[np.float64], how="sum"):
    if not len(a):
        return np.array([])
    if how == "sum":
        return a.sum(axis=1)
    if how == "max":
        best = np.full(len(a), -np.inf)
        for column in a.T:
            best = np.where(column > best, column, best)
        return best
    raise ValueError(f"unknown mode {how!r}")


def wrong_max_of_nan(a: NDArray[np.float64], how="sum"):
    if not len(a):
        return np.array([])
    if how == "sum":
        return a.sum(axis=1)
    if how == "max":
        return a.max(axis=1, initial=-np.inf)
    raise ValueError(f"unknown mode {how!r}")


def wrong_eager_check(a: NDArray[np.float64], how="sum"):
    if how not in ("sum", "max"):
        raise ValueError(f"unknown mode {how!r}")
    if how == "sum":
        return a.sum(axis=1)
    return np.fmax.reduce(a, axis=1, initial=-np.inf)


def wrong_message(a: NDArray[np.float64], how="sum"):
    if not len(a):
        return np.array([])
    if how == "sum":
        return a.sum(axis=1)
    if how == "max":
        return np.fmax.reduce(a, axis=1, initial=-np.inf)
    raise ValueError(f"unknown mode {how}")


def wrong_silent(a: NDArray[np.float64], how="sum"):
    if not len(a):
        return np.array([])
    if how == "max":
        return np.fmax.reduce(a, axis=1, initial=-np.inf)
    return a.sum(axis=1)


def wrong_empty_rows(a: NDArray[np.float64], how="sum"):
    if not a.size:
        return np.array([])
    if how == "sum":
        return a.sum(axis=1)
    if how == "max":
        return np.fmax.reduce(a, axis=1, initial=-np.inf)
    raise ValueError(f"unknown mode {how!r}")
