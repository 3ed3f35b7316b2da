# ruff: noqa: B905 - code as people write it
"""What an expert writes instead of ``lists``."""

from __future__ import annotations

import math
from itertools import pairwise
from operator import mul

import numpy as np


def variance(values):
    mean = sum(values) / len(values)
    return sum([(value - mean) * (value - mean) for value in values]) / (len(values) - 1)


def word_counts(words):
    counts = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    return counts


def polygon_area(xs, ys):
    return abs(sum(map(mul, xs, ys[1:] + ys[:1])) - sum(map(mul, xs[1:] + xs[:1], ys))) / 2.0


def multiply(a, b):
    return (np.array(a) @ np.array(b)).tolist()


def deduplicate(items):
    return list(dict.fromkeys(items))


def log_returns(prices):
    log = math.log
    return [log(price / previous) for previous, price in pairwise(prices)]


def simple_moving_average(prices, window):
    windows = np.lib.stride_tricks.sliding_window_view(np.array(prices), window)
    return windows.mean(axis=1).tolist()


def common_subsequence(a, b):
    above = [0] * (len(b) + 1)
    for letter in a:
        row = [0]
        left = diagonal = 0
        for other, up in zip(b, above[1:]):
            left = diagonal + 1 if letter == other else (up if up > left else left)
            row.append(left)
            diagonal = up
        above = row
    return above[-1]


def normalise_rows(rows):
    result = []
    for row in rows:
        total = sum(row)
        result.append([value / total for value in row] if total else row[:])
    return result


def correlation(xs, ys):
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(xs)
    dxs = [x - mean_x for x in xs]
    dys = [y - mean_y for y in ys]
    sxx, syy = sum(map(mul, dxs, dxs)), sum(map(mul, dys, dys))
    return sum(map(mul, dxs, dys)) / math.sqrt(sxx * syy) if sxx and syy else 0.0


def totals_by_group(keys, amounts):
    totals = {}
    for key, amount in zip(keys, amounts):
        if key in totals:
            totals[key] += amount
        else:
            totals[key] = amount
    return totals


def present_value(flows, rate):
    growth = 1.0 + rate
    return sum([flow / growth**t for t, flow in enumerate(flows, 1)])


def in_both(first, second):
    known = set(second)
    return [item for item in first if item in known]
