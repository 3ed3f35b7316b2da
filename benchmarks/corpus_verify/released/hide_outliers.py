import numpy as np


def hide_outliers(x: np.ndarray, limit: float) -> np.ma.MaskedArray:
    """x as a masked array; values beyond the limit are masked."""
    mask = np.zeros(len(x), dtype=bool)
    for i in range(len(x)):
        if abs(x[i]) > limit:
            mask[i] = True
    return np.ma.MaskedArray(x.copy(), mask=mask)


def right_abs(x: np.ndarray, limit: float) -> np.ma.MaskedArray:
    mask = np.zeros(len(x), dtype=bool)
    for i, v in enumerate(x):
        if abs(v) > limit:
            mask[i] = True
    return np.ma.MaskedArray(x.copy(), mask=mask)


def wrong_one_side(x: np.ndarray, limit: float) -> np.ma.MaskedArray:
    return np.ma.MaskedArray(x.copy(), mask=x > limit)
