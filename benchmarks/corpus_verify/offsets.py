import itertools

import numpy as np


def offsets(counts: list[int]) -> list[int]:
    out = []
    s = 0
    for c in counts:
        out.append(s)
        s += c
    return out


def right_accumulate(counts: list[int]) -> list[int]:
    return list(itertools.accumulate(counts, initial=0))[:-1]


def right_comprehension(counts: list[int]) -> list[int]:
    s = 0
    return [(s, s := s + c)[0] for c in counts]


def wrong_inclusive(counts: list[int]) -> list[int]:
    return list(itertools.accumulate(counts))


def wrong_one_too_many(counts: list[int]) -> list[int]:
    return list(itertools.accumulate(counts, initial=0))


def wrong_overflow(counts: list[int]) -> list[int]:
    return np.concatenate(([0], np.cumsum(np.array(counts, dtype=np.int64))))[:-1].astype(np.int64).tolist()


def wrong_numpy_elements(counts: list[int]) -> list[int]:
    return list(np.cumsum([0, *counts])[:-1])


def wrong_through_float(counts: list[int]) -> list[int]:
    return [int(v) for v in np.cumsum([0.0, *counts])[:-1]]
