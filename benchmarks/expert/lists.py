# ruff: noqa: SIM102 - code as people write it
"""Fifteen functions over lists as they are commonly written: counting, finance, geometry, tables, text."""

from __future__ import annotations

import math


def variance(values: list[float]) -> float:
    """The sample variance."""
    n = len(values)
    mean = 0.0
    for i in range(n):
        mean = mean + values[i]
    mean = mean / n
    total = 0.0
    for i in range(n):
        total = total + (values[i] - mean) * (values[i] - mean)
    return total / (n - 1)


def word_counts(words: list[str]) -> dict[str, int]:
    """How often each word occurs."""
    counts = {}
    for word in words:
        if word not in counts:
            counts[word] = 0
        counts[word] = counts[word] + 1
    return counts


def polygon_area(xs: list[float], ys: list[float]) -> float:
    """The area by the shoelace formula."""
    n = len(xs)
    area = 0.0
    for i in range(n):
        j = (i + 1) % n
        area += xs[i] * ys[j] - xs[j] * ys[i]
    return abs(area) / 2.0


def multiply(a: list[list[float]], b: list[list[float]]) -> list[list[float]]:
    """The matrix product."""
    result = []
    for i in range(len(a)):
        row = []
        for j in range(len(b[0])):
            cell = 0.0
            for k in range(len(b)):
                cell += a[i][k] * b[k][j]
            row.append(cell)
        result.append(row)
    return result


def deduplicate(items: list[int]) -> list[int]:
    """Each item once, in the order of appearance."""
    seen = []
    for item in items:
        if item not in seen:
            seen.append(item)
    return seen


def log_returns(prices: list[float]) -> list[float]:
    """Logarithms of the ratios of neighbouring prices."""
    returns = []
    for i in range(1, len(prices)):
        returns.append(math.log(prices[i] / prices[i - 1]))
    return returns


def simple_moving_average(prices: list[float], window: int) -> list[float]:
    """The mean of every full window."""
    averages = []
    for i in range(len(prices) - window + 1):
        total = 0.0
        for j in range(i, i + window):
            total += prices[j]
        averages.append(total / window)
    return averages


def common_subsequence(a: str, b: str) -> int:
    """The length of the longest common subsequence."""
    table = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            if a[i - 1] == b[j - 1]:
                table[i][j] = table[i - 1][j - 1] + 1
            else:
                table[i][j] = max(table[i - 1][j], table[i][j - 1])
    return table[len(a)][len(b)]


def normalise_rows(rows: list[list[float]]) -> list[list[float]]:
    """Each row divided by its sum; rows that add up to zero as they are."""
    result = []
    for row in rows:
        total = 0.0
        for value in row:
            total += value
        scaled = []
        for value in row:
            if total != 0:
                scaled.append(value / total)
            else:
                scaled.append(value)
        result.append(scaled)
    return result


def correlation(xs: list[float], ys: list[float]) -> float:
    """Pearson's coefficient; 0 where one of them is constant."""
    n = len(xs)
    mean_x = sum(xs) / n
    mean_y = sum(ys) / n
    sxy = 0.0
    sxx = 0.0
    syy = 0.0
    for i in range(n):
        dx = xs[i] - mean_x
        dy = ys[i] - mean_y
        sxy += dx * dy
        sxx += dx * dx
        syy += dy * dy
    if sxx == 0 or syy == 0:
        return 0.0
    return sxy / math.sqrt(sxx * syy)


def totals_by_group(keys: list[str], amounts: list[float]) -> dict[str, float]:
    """The sum of the amounts of each key."""
    totals = {}
    for i in range(len(keys)):
        if keys[i] in totals:
            totals[keys[i]] += amounts[i]
        else:
            totals[keys[i]] = amounts[i]
    return totals


def present_value(flows: list[float], rate: float) -> float:
    """Cash flows at the ends of periods, discounted."""
    value = 0.0
    for t in range(len(flows)):
        value += flows[t] / (1.0 + rate) ** (t + 1)
    return value


def in_both(first: list[int], second: list[int]) -> list[int]:
    """What stands in both lists, in the order of the first."""
    shared = []
    for item in first:
        if item in second:
            shared.append(item)
    return shared


def balanced(text: str) -> bool:
    """Whether brackets match; a stack is what it takes."""
    closing = {")": "(", "]": "[", "}": "{"}
    stack = []
    for letter in text:
        if letter in "([{":
            stack.append(letter)
        elif letter in closing:
            if not stack or stack.pop() != closing[letter]:
                return False
    return not stack


def collatz_steps(start: int) -> int:
    """Steps down to one; each depends on the one before."""
    steps = 0
    while start > 1:
        start = 3 * start + 1 if start % 2 else start // 2
        steps += 1
    return steps
