"""The lower triangle of C := alpha (A B^T + B A^T) + beta C."""

from __future__ import annotations

from typing import Any

import numpy as np


def syr2k(alpha, beta, c, a, b):  # type: ignore[no-untyped-def]
    n, m = len(c), len(a[0])
    for i in range(n):
        for j in range(i + 1):
            c[i][j] *= beta
        for k in range(m):
            for j in range(i + 1):
                c[i][j] += a[j][k] * alpha * b[i][k] + b[j][k] * alpha * a[i][k]
    return c


def arguments(n: int, rng: np.random.Generator) -> tuple[Any, ...]:
    """Arguments of a size, as arrays."""
    return (
        1.5,
        1.2,
        rng.random((n, n)),
        rng.random((n, n + 1)),
        rng.random((n, n + 1)),
    )
