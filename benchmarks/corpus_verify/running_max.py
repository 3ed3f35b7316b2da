import itertools

import numpy as np


def running_max(xs: list[float]) -> list[float]:
    out = []
    m = float("-inf")
    for v in xs:
        if v > m:
            m = v
        out.append(m)
    return out


def right_walrus(xs: list[float]) -> list[float]:
    m = float("-inf")
    return [m := v if v > m else m for v in xs]


def right_initial(xs: list[float]) -> list[float]:
    return list(itertools.accumulate(xs, max, initial=float("-inf")))[1:]


def wrong_nan_first(xs: list[float]) -> list[float]:
    return list(itertools.accumulate(xs, max))


def wrong_numpy(xs: list[float]) -> list[float]:
    return np.maximum.accumulate(np.array(xs, dtype=np.float64)).tolist()


def wrong_arguments_swapped(xs: list[float]) -> list[float]:
    return list(itertools.accumulate(xs, lambda m, v: max(v, m), initial=float("-inf")))[1:]


def wrong_start_zero(xs: list[float]) -> list[float]:
    m = 0.0
    return [m := v if v > m else m for v in xs]


def wrong_array(xs: list[float]) -> list[float]:
    return np.fmax.accumulate(np.array([float("-inf"), *xs]))[1:]
