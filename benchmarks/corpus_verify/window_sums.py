import numpy as np


def window_sums(items: list[int], n: int) -> list[int]:
    out = []
    for i in range(len(items) - n + 1):
        s = 0
        for j in range(n):
            s += items[i + j]
        out.append(s)
    return out


def right_slices(items: list[int], n: int) -> list[int]:
    if n <= 0:
        return [0] * (len(items) - n + 1)
    return [sum(items[i : i + n]) for i in range(len(items) - n + 1)]


def right_running(items: list[int], n: int) -> list[int]:
    if n <= 0:
        return [0] * (len(items) - n + 1)
    if n > len(items):
        return []
    s = sum(items[:n])
    out = [s]
    for i in range(n, len(items)):
        s += items[i] - items[i - n]
        out.append(s)
    return out


def wrong_negative(items: list[int], n: int) -> list[int]:
    return [sum(items[i : i + n]) for i in range(len(items) - n + 1)]


def wrong_longer_than_list(items: list[int], n: int) -> list[int]:
    if n <= 0:
        return [0] * (len(items) - n + 1)
    s = sum(items[:n])
    out = [s]
    for i in range(n, len(items)):
        s += items[i] - items[i - n]
        out.append(s)
    return out


def wrong_raises(items: list[int], n: int) -> list[int]:
    if n <= 0:
        raise ValueError("n must be positive")
    return [sum(items[i : i + n]) for i in range(len(items) - n + 1)]


def wrong_convolve(items: list[int], n: int) -> list[int]:
    if n <= 0 or not items:
        return [0] * max(len(items) - n + 1, 0)
    return np.convolve(items, np.ones(n, dtype=np.int64), "valid").tolist()


def wrong_off_by_one(items: list[int], n: int) -> list[int]:
    if n <= 0:
        return [0] * (len(items) - n + 1)
    return [sum(items[i : i + n]) for i in range(len(items) - n)]
