import itertools
from collections import Counter


def runs(xs: list[int]) -> list[tuple[int, int]]:
    out = []
    for v in xs:
        if out and out[-1][0] == v:
            out[-1] = (v, out[-1][1] + 1)
        else:
            out.append((v, 1))
    return out


def right_groupby(xs: list[int]) -> list[tuple[int, int]]:
    return [(k, len(list(g))) for k, g in itertools.groupby(xs)]


def wrong_counter(xs: list[int]) -> list[tuple[int, int]]:
    return list(Counter(xs).items())


def wrong_sorted(xs: list[int]) -> list[tuple[int, int]]:
    return [(k, len(list(g))) for k, g in itertools.groupby(sorted(xs))]


def wrong_lists(xs: list[int]) -> list[tuple[int, int]]:
    return [[k, len(list(g))] for k, g in itertools.groupby(xs)]


def wrong_last_run(xs: list[int]) -> list[tuple[int, int]]:
    out = []
    start = 0
    for i in range(1, len(xs)):
        if xs[i] != xs[start]:
            out.append((xs[start], i - start))
            start = i
    return out


def wrong_zero_is_nothing(xs: list[int]) -> list[tuple[int, int]]:
    return [(k, len(list(g))) for k, g in itertools.groupby(xs) if k]


def wrong_empty(xs: list[int]) -> list[tuple[int, int]]:
    out = []
    v, n = xs[0], 0
    for x in xs:
        if x == v:
            n += 1
        else:
            out.append((v, n))
            v, n = x, 1
    out.append((v, n))
    return out
