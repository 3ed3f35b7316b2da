"""The lower triangle of C := alpha A A^T + beta C."""

from __future__ import annotations

from typing import Any

import numpy as np


def syrk(alpha, beta, c, a):  # type: ignore[no-untyped-def]
    n, m = len(c), len(a[0])
    for i in range(n):
        for j in range(i + 1):
            c[i][j] *= beta
        for k in range(m):
            for j in range(i + 1):
                c[i][j] += alpha * a[i][k] * a[j][k]
    return c


def arguments(n: int, rng: np.random.Generator) -> tuple[Any, ...]:
    """Arguments of a size, as arrays."""
    return (
        1.5,
        1.2,
        rng.random((n, n)),
        rng.random((n, n + 1)),
    )
