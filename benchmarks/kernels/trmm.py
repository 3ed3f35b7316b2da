"""B := alpha A^T B with unit lower triangular A, in place."""

from __future__ import annotations

from typing import Any

import numpy as np


def trmm(alpha, a, b):  # type: ignore[no-untyped-def]
    m, n = len(b), len(b[0])
    for i in range(m):
        for j in range(n):
            for k in range(i + 1, m):
                b[i][j] += a[k][i] * b[k][j]
            b[i][j] = alpha * b[i][j]
    return b


def arguments(n: int, rng: np.random.Generator) -> tuple[Any, ...]:
    """Arguments of a size, as arrays."""
    return (
        1.5,
        rng.random((n, n)),
        rng.random((n, n + 1)),
    )
