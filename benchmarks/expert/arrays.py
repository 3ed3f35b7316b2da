# ruff: noqa: PLR1730 - code as people write it
"""Fifteen functions over NumPy arrays as they are commonly written: statistics, signals, images, geometry."""

from __future__ import annotations

import math

import numpy as np


def count_outliers(values: np.ndarray, limit: float) -> int:
    """How many values are further than ``limit`` standard deviations from the mean."""
    n = len(values)
    mean = 0.0
    for v in values:
        mean += v
    mean /= n
    spread = 0.0
    for v in values:
        spread += (v - mean) ** 2
    spread = math.sqrt(spread / n)
    count = 0
    for v in values:
        if abs(v - mean) > limit * spread:
            count += 1
    return count


def moving_average(signal: np.ndarray, width: int) -> np.ndarray:
    """The mean of every full window."""
    n = len(signal) - width + 1
    out = np.zeros(n)
    for i in range(n):
        total = 0.0
        for j in range(width):
            total += signal[i + j]
        out[i] = total / width
    return out


def autocorrelation(signal: np.ndarray, lags: int) -> np.ndarray:
    """Sums of products with the signal itself, shifted."""
    n = signal.shape[0]
    result = np.zeros(lags)
    for lag in range(lags):
        for i in range(n - lag):
            result[lag] += signal[i] * signal[i + lag]
    return result


def to_gray(image: np.ndarray) -> np.ndarray:
    """Luminance of a colour image of shape (height, width, 3)."""
    height, width = image.shape[0], image.shape[1]
    gray = np.zeros((height, width))
    for y in range(height):
        for x in range(width):
            gray[y, x] = 0.299 * image[y, x, 0] + 0.587 * image[y, x, 1] + 0.114 * image[y, x, 2]
    return gray


def box_blur(image: np.ndarray) -> np.ndarray:
    """The mean of three by three pixels; the border stays (a 2-D image of floats)."""
    rows, cols = image.shape
    out = image.copy()
    for r in range(1, rows - 1):
        for c in range(1, cols - 1):
            acc = 0.0
            for dr in (-1, 0, 1):
                for dc in (-1, 0, 1):
                    acc += image[r + dr, c + dc]
            out[r, c] = acc / 9.0
    return out


def portfolio_variance(weights: np.ndarray, covariance: np.ndarray) -> float:
    """``w' C w`` for a 2-D covariance matrix."""
    total = 0.0
    for i in range(len(weights)):
        for j in range(len(weights)):
            total += weights[i] * weights[j] * covariance[i, j]
    return total


def max_drawdown(prices: np.ndarray) -> float:
    """The largest fall from an earlier peak, as a share of the peak."""
    peak = prices[0]
    worst = 0.0
    for price in prices:
        if price > peak:
            peak = price
        fall = (peak - price) / peak
        if fall > worst:
            worst = fall
    return worst


def smooth(series: np.ndarray, alpha: float) -> np.ndarray:
    """Exponential smoothing."""
    out = np.empty(len(series))
    out[0] = series[0]
    for t in range(1, len(series)):
        out[t] = alpha * series[t] + (1 - alpha) * out[t - 1]
    return out


def histogram(values: np.ndarray, bins: int, low: float, high: float) -> np.ndarray:
    """Counts per bin; what is outside is left out."""
    counts = np.zeros(bins, dtype=int)
    width = (high - low) / bins
    for v in values:
        if v < low or v >= high:
            continue
        k = int((v - low) / width)
        if k < bins:
            counts[k] += 1
    return counts


def distance_matrix(points: np.ndarray) -> np.ndarray:
    """Euclidean distances between all rows of a 2-D array."""
    n, d = points.shape
    dist = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            s = 0.0
            for k in range(d):
                diff = points[i, k] - points[j, k]
                s += diff * diff
            dist[i, j] = np.sqrt(s)
    return dist


def nearest(xs: np.ndarray, ys: np.ndarray, x: float, y: float) -> int:
    """The index of the point next to (x, y), -1 without points."""
    best = -1
    best_distance = float("inf")
    for i in range(len(xs)):
        dx = xs[i] - x
        dy = ys[i] - y
        distance = dx * dx + dy * dy
        if distance < best_distance:
            best_distance = distance
            best = i
    return best


def zero_crossings(wave: np.ndarray) -> list[int]:
    """Positions at which the sign changes."""
    found = []
    for i in range(1, len(wave)):
        if wave[i - 1] * wave[i] < 0:
            found.append(i)
    return found


def path_length(latitudes: np.ndarray, longitudes: np.ndarray) -> float:
    """Kilometres along a path given in degrees (haversine)."""
    total = 0.0
    for i in range(len(latitudes) - 1):
        p1 = math.radians(latitudes[i])
        p2 = math.radians(latitudes[i + 1])
        dp = p2 - p1
        dl = math.radians(longitudes[i + 1] - longitudes[i])
        h = math.sin(dp / 2) ** 2 + math.cos(p1) * math.cos(p2) * math.sin(dl / 2) ** 2
        total += 2 * 6371.0 * math.asin(math.sqrt(h))
    return total


def softmax_rows(scores: np.ndarray) -> np.ndarray:
    """Softmax of each row of a 2-D array."""
    out = np.zeros_like(scores)
    for i in range(scores.shape[0]):
        biggest = scores[i, 0]
        for j in range(scores.shape[1]):
            if scores[i, j] > biggest:
                biggest = scores[i, j]
        norm = 0.0
        for j in range(scores.shape[1]):
            out[i, j] = np.exp(scores[i, j] - biggest)
            norm += out[i, j]
        for j in range(scores.shape[1]):
            out[i, j] /= norm
    return out


def bisect_level(levels: np.ndarray, level: float) -> int:
    """Where a level belongs among ascending ones; already as good as it gets by hand."""
    lo, hi = 0, len(levels)
    while lo < hi:
        mid = (lo + hi) // 2
        if levels[mid] < level:
            lo = mid + 1
        else:
            hi = mid
    return lo
