"""y := A^T (A x)."""

from __future__ import annotations

from typing import Any

import numpy as np


def atax(a, x, y, tmp):  # type: ignore[no-untyped-def]
    m, n = len(a), len(x)
    for j in range(n):
        y[j] = 0.0
    for i in range(m):
        tmp[i] = 0.0
        for j in range(n):
            tmp[i] += a[i][j] * x[j]
        for j in range(n):
            y[j] += a[i][j] * tmp[i]
    return y


def arguments(n: int, rng: np.random.Generator) -> tuple[Any, ...]:
    """Arguments of a size, as arrays."""
    return (
        rng.random((n + 1, n)),
        rng.random(n),
        rng.random(n),
        rng.random(n + 1),
    )
