"""x1 += A y1 and x2 += A^T y2."""

from __future__ import annotations

from typing import Any

import numpy as np


def mvt(x1, x2, y1, y2, a):  # type: ignore[no-untyped-def]
    n = len(x1)
    for i in range(n):
        for j in range(n):
            x1[i] += a[i][j] * y1[j]
    for i in range(n):
        for j in range(n):
            x2[i] += a[j][i] * y2[j]
    return x1, x2


def arguments(n: int, rng: np.random.Generator) -> tuple[Any, ...]:
    """Arguments of a size, as arrays."""
    return (
        *(rng.random(n) for _ in range(4)),
        rng.random((n, n)),
    )
