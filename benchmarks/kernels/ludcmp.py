"""LU factors, then forward and back substitution."""

from __future__ import annotations

from typing import Any

import numpy as np


def ludcmp(a, b, x, y):  # type: ignore[no-untyped-def]
    n = len(a)
    for i in range(n):
        for j in range(i):
            w = a[i][j]
            for k in range(j):
                w -= a[i][k] * a[k][j]
            a[i][j] = w / a[j][j]
        for j in range(i, n):
            w = a[i][j]
            for k in range(i):
                w -= a[i][k] * a[k][j]
            a[i][j] = w
    for i in range(n):
        w = b[i]
        for j in range(i):
            w -= a[i][j] * y[j]
        y[i] = w
    for i in range(n - 1, -1, -1):
        w = y[i]
        for j in range(i + 1, n):
            w -= a[i][j] * x[j]
        x[i] = w / a[i][i]
    return x


def arguments(n: int, rng: np.random.Generator) -> tuple[Any, ...]:
    """Arguments of a size, as arrays."""
    return (
        rng.random((n, n)) + n * np.eye(n),
        rng.random(n),
        rng.random(n),
        rng.random(n),
    )
