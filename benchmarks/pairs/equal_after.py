# ruff: noqa
"""The same functions rewritten: other names, another order, clearer or faster, none slower."""

import re

import numpy as np


def known_only(values: list[int], names: list[int]) -> list:
    lookup = frozenset(names)
    return [value for value in values if value in lookup]


def distinct(values: list[int]) -> list:
    return list(dict.fromkeys(values))


def squared_offsets(values: list[int]) -> list:
    count = max(len(values), 1)
    centre = sum(values) // count
    return [(value - centre) ** 2 for value in values]


def running_maximum(values: list[int]) -> list:
    result = []
    highest = None
    for item in values:
        if highest is None or item > highest:
            highest = item
        result.append(highest)
    return result


def running_total(values: list[int]) -> list:
    total = 0
    out = []
    for value in values:
        total = total + value
        out.append(total)
    return out


def tally(values: list[int]) -> dict:
    counts = {}
    known = counts.get
    for value in values:
        counts[value] = known(value, 0) + 1
    return counts


def row_totals(rows: list[list[int]]) -> list:
    return [sum(row) for row in rows]


def shares(values: list[int]) -> list:
    if not values:
        return []
    share = len(values)
    return [value / share for value in values]


def any_negative(values: list[int]) -> bool:
    for value in values:
        if 0 > value:
            return True
    return False


def word_count(lines: list[str]) -> int:
    find = re.compile(r"\w+").findall
    return sum([len(find(line)) for line in lines])


def even_sum(values: list[int]) -> int:
    total = 0
    for value in values:
        if not value % 2:
            total += value
    return total


def longest_rise(values: list[int]) -> int:
    longest = run = 0
    before = None
    for value in values:
        if before is not None and value > before:
            run += 1
        else:
            run = 1
        if run > longest:
            longest = run
        before = value
    return longest


def without_negative(x: np.ndarray) -> np.ndarray:
    result = np.array(x)
    negative = result < 0
    result[negative] = 0
    return result


def doubled(x: np.ndarray) -> np.ndarray:
    values = np.array(x)
    return np.add(values, values)


def row_peaks(x: np.ndarray) -> np.ndarray:
    height, width = x.shape
    peaks = np.max(x, axis=1)
    return peaks


def count_above(x: np.ndarray, limit: float) -> int:
    values = np.asarray(x)
    above = values > limit
    return int(np.count_nonzero(above))


def high_water(x: np.ndarray) -> np.ndarray:
    flat = np.ravel(x)
    count = len(flat)
    out = np.empty(count, dtype=flat.dtype)
    for i in range(count):
        out[i] = flat[i] if i == 0 else max(out[i - 1], flat[i])
    return out


def positive_part(x: np.ndarray) -> np.ndarray:
    values = np.ravel(x)
    keep = values > 0
    return values[keep]


def first_above(x: np.ndarray, limit: float) -> int:
    values = np.ravel(x)
    for place in range(len(values)):
        if values[place] > limit:
            return place
    return -1


def grid(n: int) -> list:
    side = min(n, 60)
    return [[i * j for j in range(side)] for i in range(side)]
