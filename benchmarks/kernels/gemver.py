"""A rank-two update followed by two products with a vector."""

from __future__ import annotations

from typing import Any

import numpy as np


def gemver(alpha, beta, a, u1, v1, u2, v2, w, x, y, z):  # type: ignore[no-untyped-def]
    n = len(x)
    for i in range(n):
        for j in range(n):
            a[i][j] = a[i][j] + u1[i] * v1[j] + u2[i] * v2[j]
    for i in range(n):
        for j in range(n):
            x[i] = x[i] + beta * a[j][i] * y[j]
    for i in range(n):
        x[i] = x[i] + z[i]
    for i in range(n):
        for j in range(n):
            w[i] = w[i] + alpha * a[i][j] * x[j]
    return w


def arguments(n: int, rng: np.random.Generator) -> tuple[Any, ...]:
    """Arguments of a size, as arrays."""
    return (
        1.5,
        1.2,
        rng.random((n, n)),
        *(rng.random(n) for _ in range(8)),
    )
