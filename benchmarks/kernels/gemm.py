"""C := alpha A B + beta C."""

from __future__ import annotations

from typing import Any

import numpy as np


def gemm(alpha, beta, c, a, b):  # type: ignore[no-untyped-def]
    for i in range(len(c)):
        for j in range(len(c[0])):
            c[i][j] *= beta
            for k in range(len(b)):
                c[i][j] += alpha * a[i][k] * b[k][j]
    return c


def arguments(n: int, rng: np.random.Generator) -> tuple[Any, ...]:
    """Arguments of a size, as arrays."""
    return (
        1.5,
        1.2,
        rng.random((n, n + 2)),
        rng.random((n, n + 1)),
        rng.random((n + 1, n + 2)),
    )
