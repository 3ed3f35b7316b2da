import heapq

import numpy as np


def smallest(xs: list[float], k: int = 3) -> list[float]:
    out = []
    rest = list(xs)
    while rest and len(out) < k:
        m = rest[0]
        for v in rest:
            if v < m:
                m = v
        out.append(m)
        rest.remove(m)
    return out


def wrong_slice(xs: list[float], k: int = 3) -> list[float]:
    return sorted(xs)[:k]


def wrong_partition(xs: list[float], k: int = 3) -> list[float]:
    if k <= 0:
        return []
    return sorted(np.partition(np.array(xs), k)[:k].tolist())


def wrong_largest(xs: list[float], k: int = 3) -> list[float]:
    return heapq.nlargest(k, xs)


def wrong_mutates(xs: list[float], k: int = 3) -> list[float]:
    xs.sort()
    return xs[: max(k, 0)]


def wrong_distinct(xs: list[float], k: int = 3) -> list[float]:
    return sorted(set(xs))[: max(k, 0)]
