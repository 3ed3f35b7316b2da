# ruff: noqa
"""Functions as they were before somebody rewrote them without loss."""

import re

import numpy as np


def known_only(values: list[int], names: list[int]) -> list:
    known = set(names)
    out = []
    for value in values:
        if value in known:
            out.append(value)
    return out


def distinct(values: list[int]) -> list:
    seen = set()
    out = []
    for value in values:
        if value not in seen:
            seen.add(value)
            out.append(value)
    return out


def squared_offsets(values: list[int]) -> list:
    middle = sum(values) // max(len(values), 1)
    return [(value - middle) ** 2 for value in values]


def running_maximum(values: list[int]) -> list:
    out = []
    best = None
    for value in values:
        if best is None or value > best:
            best = value
        out.append(best)
    return out


def running_total(values: list[int]) -> list:
    out = []
    total = 0
    for value in values:
        total += value
        out.append(total)
    return out


def tally(values: list[int]) -> dict:
    counts = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return counts


def row_totals(rows: list[list[int]]) -> list:
    out = []
    for row in rows:
        out.append(sum(row))
    return out


def shares(values: list[int]) -> list:
    share = len(values) or 1
    out = []
    for value in values:
        out.append(value / share)
    return out


def any_negative(values: list[int]) -> bool:
    for value in values:
        if value < 0:
            return True
    return False


def word_count(lines: list[str]) -> int:
    pattern = re.compile(r"\w+")
    total = 0
    for line in lines:
        total += len(pattern.findall(line))
    return total


def even_sum(values: list[int]) -> int:
    total = 0
    for value in values:
        if value % 2 == 0:
            total += value
    return total


def longest_rise(values: list[int]) -> int:
    best = run = 0
    last = None
    for value in values:
        run = run + 1 if last is not None and value > last else 1
        best = max(best, run)
        last = value
    return best


def without_negative(x: np.ndarray) -> np.ndarray:
    out = np.array(x)
    out[out < 0] = 0
    return out


def doubled(x: np.ndarray) -> np.ndarray:
    y = np.array(x)
    return y + y


def row_peaks(x: np.ndarray) -> np.ndarray:
    rows, columns = x.shape
    return x.max(axis=1)


def count_above(x: np.ndarray, limit: float) -> int:
    return int(np.count_nonzero(np.asarray(x) > limit))


def high_water(x: np.ndarray) -> np.ndarray:
    flat = np.ravel(x)
    out = np.empty(len(flat), dtype=flat.dtype)
    for i in range(len(flat)):
        out[i] = flat[i] if i == 0 else max(out[i - 1], flat[i])
    return out


def positive_part(x: np.ndarray) -> np.ndarray:
    flat = np.ravel(x)
    return flat[flat > 0]


def first_above(x: np.ndarray, limit: float) -> int:
    flat = np.ravel(x)
    for i in range(len(flat)):
        if flat[i] > limit:
            return i
    return -1


def grid(n: int) -> list:
    if n > 60:
        n = 60
    out = []
    for i in range(n):
        row = []
        for j in range(n):
            row.append(i * j)
        out.append(row)
    return out
