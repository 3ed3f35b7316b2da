# ruff: noqa
"""Functions as they were before somebody made them slower."""

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
    return [sum(row) for row in rows]


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


def reversed_copy(values: list[int]) -> list:
    out = []
    for value in values:
        out.append(value)
    out.reverse()
    return out


def without_negative(x: np.ndarray) -> np.ndarray:
    out = np.array(x)
    out[out < 0] = 0
    return out


def doubled(x: np.ndarray) -> np.ndarray:
    y = np.array(x)
    return y + y


def above_row_peaks(x: np.ndarray) -> int:
    rows, columns = x.shape
    if not x.size:
        return 0
    peak = x.max()
    count = 0
    for i in range(rows):
        if x[i, 0] == peak:
            count += 1
    return count


def row_peaks(x: np.ndarray) -> np.ndarray:
    rows, columns = x.shape
    return x.max(axis=1)


def count_above(x: np.ndarray, limit: float) -> int:
    return int(np.count_nonzero(np.asarray(x) > limit))


def widest_gap(a: np.ndarray) -> float:
    flat = np.ravel(a).astype(float)
    if not flat.size:
        return 0.0
    return float(np.abs(flat[:, None] - flat[None, :]).max())


def high_water(x: np.ndarray) -> np.ndarray:
    flat = np.ravel(x)
    return np.maximum.accumulate(flat)


def positive_part(x: np.ndarray) -> np.ndarray:
    flat = np.ravel(x)
    return flat[flat > 0]


def places(x: np.ndarray) -> list:
    flat = np.ravel(x)
    order = np.argsort(flat, kind="stable")
    out = []
    for i in range(len(flat)):
        out.append(int(order[i]))
    return out
