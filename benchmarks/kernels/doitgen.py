"""Every row of a stack of matrices times a matrix, in place."""

from __future__ import annotations

from typing import Any

import numpy as np


def doitgen(a, c4, row):  # type: ignore[no-untyped-def]
    nr, nq, np_ = len(a), len(a[0]), len(c4)
    for r in range(nr):
        for q in range(nq):
            for p in range(np_):
                row[p] = 0.0
                for s in range(np_):
                    row[p] += a[r][q][s] * c4[s][p]
            for p in range(np_):
                a[r][q][p] = row[p]
    return a


def arguments(n: int, rng: np.random.Generator) -> tuple[Any, ...]:
    """Arguments of a size, as arrays."""
    return (
        rng.random((max(2, n // 6), max(2, n // 5), n)),
        rng.random((n, n)),
        rng.random(n),
    )
