import math
import numpy as np


def roots(xs: list[float]) -> list[float]:
    out = []
    for v in xs:
        out.append(math.sqrt(v))
    return out


def right_comprehension(xs: list[float]) -> list[float]:
    sqrt = math.sqrt
    return [sqrt(v) for v in xs]


def wrong_numpy(xs: list[float]) -> list[float]:
    return np.sqrt(np.array(xs, dtype=float)).tolist()


def wrong_power(xs: list[float]) -> list[float]:
    return [v**0.5 for v in xs]


def wrong_abs(xs: list[float]) -> list[float]:
    return [math.sqrt(abs(v)) for v in xs]


def wrong_silent(xs: list[float]) -> list[float]:
    return [math.sqrt(v) if v >= 0 else float("nan") for v in xs]
