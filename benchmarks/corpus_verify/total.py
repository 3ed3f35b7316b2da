import functools
import math
import operator

import numpy as np


def total(xs: list[float]) -> float:
    s = 0.0
    for v in xs:
        s += v
    return s


def right_sum(xs: list[float]) -> float:
    return sum(xs, 0.0)


def right_reduce(xs: list[float]) -> float:
    return functools.reduce(operator.add, xs, 0.0)


def wrong_int_when_empty(xs: list[float]) -> float:
    return sum(xs)


def wrong_numpy_type(xs: list[float]) -> float:
    return np.sum(np.asarray(xs, dtype=np.float64))


def wrong_single_precision(xs: list[float]) -> float:
    return float(np.asarray(xs, dtype=np.float32).sum())


def wrong_nansum(xs: list[float]) -> float:
    return float(np.nansum(xs))


def wrong_fsum_raises(xs: list[float]) -> float:
    return math.fsum(xs)


def wrong_skips_last_of_long(xs: list[float]) -> float:
    return sum(xs[:100], 0.0) + sum(xs[101:], 0.0)
