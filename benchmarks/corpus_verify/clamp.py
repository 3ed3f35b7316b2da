import numpy as np
import numpy.typing as npt


def clamp(x: npt.NDArray[np.float64], lo: float, hi: float):
    out = np.empty(len(x))
    for i in range(len(x)):
        v = x[i]
        if v < lo:
            out[i] = lo
        elif v > hi:
            out[i] = hi
        else:
            out[i] = v
    return out


def right_where(x: npt.NDArray[np.float64], lo: float, hi: float):
    return np.where(x < lo, lo, np.where(x > hi, hi, x))


def right_assigned(x: npt.NDArray[np.float64], lo: float, hi: float):
    out = x.copy()
    out[x > hi] = hi
    out[x < lo] = lo
    return out


def wrong_clip(x: npt.NDArray[np.float64], lo: float, hi: float):
    return np.clip(x, lo, hi)


def wrong_other_order(x: npt.NDArray[np.float64], lo: float, hi: float):
    return np.where(x > hi, hi, np.where(x < lo, lo, x))


def wrong_in_place(x: npt.NDArray[np.float64], lo: float, hi: float):
    below, above = x < lo, x > hi
    x[above] = hi
    x[below] = lo
    return x


def wrong_list(x: npt.NDArray[np.float64], lo: float, hi: float):
    return [lo if v < lo else hi if v > hi else v for v in x]


def wrong_fmax(x: npt.NDArray[np.float64], lo: float, hi: float):
    return np.fmax(np.fmin(x, hi), lo)


def wrong_single(x: npt.NDArray[np.float64], lo: float, hi: float):
    return np.where(x < lo, lo, np.where(x > hi, hi, x)).astype(np.float32).astype(np.float64)
