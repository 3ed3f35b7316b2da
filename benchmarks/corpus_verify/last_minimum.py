from collections.abc import Sequence

import numpy as np


def last_minimum(xs: Sequence[float]) -> int:
    k = 0
    for i in range(1, len(xs)):
        if xs[i] <= xs[k]:
            k = i
    return k


def right_local(xs: Sequence[float]) -> int:
    k = 0
    for i, v in enumerate(xs):
        if i == 0:
            low = v
        elif v <= low:
            k, low = i, v
    return k


def wrong_first_tie(xs: Sequence[float]) -> int:
    k = 0
    for i in range(1, len(xs)):
        if xs[i] < xs[k]:
            k = i
    return k


def wrong_argmin(xs: Sequence[float]) -> int:
    return int(np.argmin(xs)) if len(xs) else 0


def wrong_reversed_argmin(xs: Sequence[float]) -> int:
    return len(xs) - 1 - int(np.argmin(xs[::-1])) if len(xs) else 0


def wrong_min_of_range(xs: Sequence[float]) -> int:
    return min(range(len(xs)), key=lambda i: (xs[i], -i))


def wrong_nan(xs: Sequence[float]) -> int:
    if not xs:
        return 0
    low = np.nanmin(xs)
    return max(i for i, v in enumerate(xs) if v == low)
