import numpy as np


def weighted(values, weights=None):
    """Weighted mean.

    Parameters
    ----------
    values : ndarray of float64, shape (n,)
    weights : ndarray of float64, shape (n,), optional
    """
    total = 0.0
    norm = 0.0
    for i in range(len(values)):
        w = 1.0 if weights is None else weights[i]
        total += w * values[i]
        norm += w
    if norm == 0:
        return 0.0
    return total / norm


def right_numpy(values, weights=None):
    if not len(values):
        return 0.0
    if weights is None:
        return values.sum() / float(len(values))
    norm = weights.sum()
    return 0.0 if norm == 0 else (weights * values).sum() / norm


def wrong_average(values, weights=None):
    return np.average(values, weights=weights)


def wrong_truth(values, weights=None):
    if not len(values):
        return 0.0
    if weights is None or not weights.any():
        return values.sum() / float(len(values))
    return (weights * values).sum() / weights.sum()


def wrong_ignores(values, weights=None):
    return values.mean() if len(values) else 0.0


def wrong_unnormalised(values, weights=None):
    if not len(values):
        return 0.0
    if weights is None:
        return values.sum() / float(len(values))
    return (weights * values).sum() / float(len(values))


def wrong_float(values, weights=None):
    if not len(values):
        return 0.0
    if weights is None:
        return float(values.sum() / len(values))
    norm = weights.sum()
    return 0.0 if norm == 0 else float((weights * values).sum() / norm)
