"""y := alpha A x + beta B x."""

from __future__ import annotations

from typing import Any

import numpy as np


def gesummv(alpha, beta, a, b, tmp, x, y):  # type: ignore[no-untyped-def]
    n = len(x)
    for i in range(n):
        tmp[i] = 0.0
        y[i] = 0.0
        for j in range(n):
            tmp[i] += a[i][j] * x[j]
            y[i] += b[i][j] * x[j]
        y[i] = alpha * tmp[i] + beta * y[i]
    return y


def arguments(n: int, rng: np.random.Generator) -> tuple[Any, ...]:
    """Arguments of a size, as arrays."""
    return (
        1.5,
        1.2,
        rng.random((n, n)),
        rng.random((n, n)),
        *(rng.random(n) for _ in range(3)),
    )
