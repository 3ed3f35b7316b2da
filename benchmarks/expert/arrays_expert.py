"""What an expert writes instead of ``arrays``."""

from __future__ import annotations

import numpy as np


def count_outliers(values, limit):
    far = np.abs(values - values.mean()) > limit * values.std()
    return int(np.count_nonzero(far))


def moving_average(signal, width):
    return np.lib.stride_tricks.sliding_window_view(signal, width).mean(axis=1)


def autocorrelation(signal, lags):
    n = len(signal)
    return np.array([signal[: n - lag] @ signal[lag:] for lag in range(lags)])


def to_gray(image):
    return 0.299 * image[..., 0] + 0.587 * image[..., 1] + 0.114 * image[..., 2]


def box_blur(image):
    out = image.copy()
    rows = image[:-2] + image[1:-1] + image[2:]
    out[1:-1, 1:-1] = (rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:]) / 9.0
    return out


def portfolio_variance(weights, covariance):
    return weights @ covariance @ weights


def max_drawdown(prices):
    peaks = np.maximum.accumulate(prices)
    return ((peaks - prices) / peaks).max()


def smooth(series, alpha):
    beta = 1 - alpha
    values = series.tolist()
    last = values[0]
    smoothed = [last]
    for value in values[1:]:
        last = alpha * value + beta * last
        smoothed.append(last)
    return np.array(smoothed)


def histogram(values, bins, low, high):
    inside = values[(values >= low) & (values < high)]
    places = ((inside - low) / ((high - low) / bins)).astype(int)
    return np.bincount(places[places < bins], minlength=bins)


def distance_matrix(points):
    between = points[:, None, :] - points[None, :, :]
    return np.sqrt((between * between).sum(axis=2))


def nearest(xs, ys, x, y):
    if not len(xs):
        return -1
    dx, dy = xs - x, ys - y
    return int(np.argmin(dx * dx + dy * dy))


def zero_crossings(wave):
    return (np.flatnonzero(wave[:-1] * wave[1:] < 0) + 1).tolist()


def path_length(latitudes, longitudes):
    phi = np.radians(latitudes)
    dl = np.radians(np.diff(longitudes))
    h = np.sin(np.diff(phi) / 2) ** 2 + np.cos(phi[:-1]) * np.cos(phi[1:]) * np.sin(dl / 2) ** 2
    return float((2 * 6371.0 * np.arcsin(np.sqrt(h))).sum())


def softmax_rows(scores):
    out = np.exp(scores - scores.max(axis=1, keepdims=True))
    return out / out.sum(axis=1, keepdims=True)
