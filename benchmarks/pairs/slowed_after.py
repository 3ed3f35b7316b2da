# ruff: noqa
"""The same functions, each slower by a fifth at least."""

import re

import numpy as np


def known_only(values: list[int], names: list[int]) -> list:
    out = []
    for value in values:
        if value in names:
            out.append(value)
    return out


def distinct(values: list[int]) -> list:
    out = []
    for value in values:
        if value not in out:
            out.append(value)
    return out


def squared_offsets(values: list[int]) -> list:
    return [(value - sum(values) // max(len(values), 1)) ** 2 for value in values]


def running_maximum(values: list[int]) -> list:
    out = []
    for i in range(len(values)):
        out.append(max(values[: i + 1]))
    return out


def running_total(values: list[int]) -> list:
    out = []
    for i in range(len(values)):
        out.append(sum(values[: i + 1]))
    return out


def tally(values: list[int]) -> dict:
    counts = {}
    for value in values:
        counts[value] = values.count(value)
    return counts


def row_totals(rows: list[list[int]]) -> list:
    return [sum(list(row)) for row in rows]


def shares(values: list[int]) -> list:
    out = []
    for value in values:
        share = len(values) or 1
        out.append(value / share)
    return out


def any_negative(values: list[int]) -> bool:
    flags = []
    for value in values:
        flags.append(value < 0)
    return any(flags)


def word_count(lines: list[str]) -> int:
    total = 0
    for line in lines:
        pattern = re.compile(r"\w+")
        total += len(pattern.findall(line))
    return total


def reversed_copy(values: list[int]) -> list:
    out = []
    for value in values:
        out.insert(0, value)
    return out


def without_negative(x: np.ndarray) -> np.ndarray:
    out = np.array(x)
    flat = out.reshape(-1)
    for i in range(flat.size):
        if flat[i] < 0:
            flat[i] = 0
    return out


def doubled(x: np.ndarray) -> np.ndarray:
    y = np.array(np.array(np.array(x)))
    total = y + y
    return np.array(np.array(total))


def above_row_peaks(x: np.ndarray) -> int:
    rows, columns = x.shape
    if not x.size:
        return 0
    count = 0
    for i in range(rows):
        peak = x.max()
        if x[i, 0] == peak:
            count += 1
    return count


def row_peaks(x: np.ndarray) -> np.ndarray:
    rows, columns = x.shape
    if not columns:
        return x.max(axis=1)
    out = np.empty(rows, dtype=x.dtype)
    for i in range(rows):
        out[i] = x[i].max()
    return out


def count_above(x: np.ndarray, limit: float) -> int:
    count = 0
    for row in np.asarray(x).ravel():
        if row > limit:
            count += 1
    return count


def widest_gap(a: np.ndarray) -> float:
    flat = np.ravel(a).astype(float)
    if not flat.size:
        return 0.0
    gaps = np.abs(flat[:, None] - flat[None, :])
    return float(np.sort(gaps, axis=None)[-1])


def high_water(x: np.ndarray) -> np.ndarray:
    flat = np.ravel(x)
    out = np.empty(len(flat), dtype=flat.dtype)
    for i in range(len(flat)):
        out[i] = flat[: i + 1].max()
    return out


def positive_part(x: np.ndarray) -> np.ndarray:
    flat = np.ravel(x)
    return np.array([value for value in flat if value > 0], dtype=flat.dtype)


def places(x: np.ndarray) -> list:
    flat = np.ravel(x)
    out = []
    for i in range(len(flat)):
        order = np.argsort(flat, kind="stable")
        out.append(int(order[i]))
    return out
