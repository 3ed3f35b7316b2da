"""D := alpha A B C + beta D, by way of a temporary matrix (2mm)."""

from __future__ import annotations

from typing import Any

import numpy as np


def two_products(alpha, beta, tmp, a, b, c, d):  # type: ignore[no-untyped-def]
    n, m, p, q = len(tmp), len(tmp[0]), len(b), len(d[0])
    for i in range(n):
        for j in range(m):
            tmp[i][j] = 0.0
            for k in range(p):
                tmp[i][j] += alpha * a[i][k] * b[k][j]
    for i in range(n):
        for j in range(q):
            d[i][j] *= beta
            for k in range(m):
                d[i][j] += tmp[i][k] * c[k][j]
    return d


def arguments(n: int, rng: np.random.Generator) -> tuple[Any, ...]:
    """Arguments of a size, as arrays."""
    return (
        1.5,
        1.2,
        *(rng.random((n, n)) for _ in range(5)),
    )
