"""C := alpha A B + beta C with symmetric A of which the lower triangle is stored."""

from __future__ import annotations

from typing import Any

import numpy as np


def symm(alpha, beta, c, a, b):  # type: ignore[no-untyped-def]
    m, n = len(c), len(c[0])
    for i in range(m):
        for j in range(n):
            total = 0.0
            for k in range(i):
                c[k][j] += alpha * b[i][j] * a[i][k]
                total += b[k][j] * a[i][k]
            c[i][j] = beta * c[i][j] + alpha * b[i][j] * a[i][i] + alpha * total
    return c


def arguments(n: int, rng: np.random.Generator) -> tuple[Any, ...]:
    """Arguments of a size, as arrays."""
    return (
        1.5,
        1.2,
        rng.random((n, n + 1)),
        rng.random((n, n)),
        rng.random((n, n + 1)),
    )
