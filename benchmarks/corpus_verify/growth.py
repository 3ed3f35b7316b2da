import numpy as np


def growth(v0: float, rates: np.ndarray) -> np.ndarray:
    out = np.empty(len(rates))
    v = v0
    for i in range(len(rates)):
        v *= 1 + rates[i]
        out[i] = v
    return out


def right_first(v0: float, rates: np.ndarray) -> np.ndarray:
    factors = np.empty(len(rates) + 1)
    factors[0] = v0
    one = np.float32 if rates.dtype == np.float32 else rates.dtype
    values = []
    v = v0
    for r in rates:
        v *= 1 + r
        values.append(v)
    return np.array(values, dtype=np.float64)


def wrong_exclusive(v0: float, rates: np.ndarray) -> np.ndarray:
    return v0 * np.concatenate(([1.0], np.cumprod(1.0 + rates)))[:-1]


def wrong_sum(v0: float, rates: np.ndarray) -> np.ndarray:
    return v0 * (1.0 + np.cumsum(rates))


def wrong_start(v0: float, rates: np.ndarray) -> np.ndarray:
    return (v0 or 1.0) * np.cumprod(1.0 + rates)


def wrong_log(v0: float, rates: np.ndarray) -> np.ndarray:
    return v0 * np.exp(np.cumsum(np.log1p(rates)))
