import numpy as np


def ratios(a: list[float], b: list[float]) -> list[float]:
    out = []
    for u, v in zip(a, b):
        out.append(u / v if v != 0 else 0.0)
    return out


def right_comprehension(a: list[float], b: list[float]) -> list[float]:
    return [u / v if v != 0 else 0.0 for u, v in zip(a, b)]


def right_truth(a: list[float], b: list[float]) -> list[float]:
    return [u / v if v else 0.0 for u, v in zip(a, b)]


def wrong_guard(a: list[float], b: list[float]) -> list[float]:
    return [u / v for u, v in zip(a, b)]


def wrong_positive(a: list[float], b: list[float]) -> list[float]:
    return [u / v if v > 0 else 0.0 for u, v in zip(a, b)]


def wrong_numpy(a: list[float], b: list[float]) -> list[float]:
    return (np.array(a) / np.array(b)).tolist()


def wrong_numpy_elements(a: list[float], b: list[float]) -> list[float]:
    u, v = np.array(a, dtype=float), np.array(b, dtype=float)
    return list(np.divide(u, v, out=np.zeros(len(u)), where=v != 0))


def wrong_floor(a: list[float], b: list[float]) -> list[float]:
    return [u // v if v != 0 else 0.0 for u, v in zip(a, b)]


def wrong_reciprocal_of_zero(a: list[float], b: list[float]) -> list[float]:
    return [u * (1 / v) if v != 0 else 0.0 for u, v in zip(a, b)]
