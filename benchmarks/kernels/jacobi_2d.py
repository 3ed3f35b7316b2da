"""Averages of five neighbours, back and forth between two grids."""

from __future__ import annotations

from typing import Any

import numpy as np


def jacobi_2d(steps, a, b):  # type: ignore[no-untyped-def]
    n, m = len(a), len(a[0])
    for _ in range(steps):
        for i in range(1, n - 1):
            for j in range(1, m - 1):
                b[i][j] = 0.2 * (a[i][j] + a[i][j - 1] + a[i][j + 1] + a[i + 1][j] + a[i - 1][j])
        for i in range(1, n - 1):
            for j in range(1, m - 1):
                a[i][j] = 0.2 * (b[i][j] + b[i][j - 1] + b[i][j + 1] + b[i + 1][j] + b[i - 1][j])
    return a


def arguments(n: int, rng: np.random.Generator) -> tuple[Any, ...]:
    """Arguments of a size, as arrays."""
    return (
        3,
        rng.random((n, n + 1)),
        rng.random((n, n + 1)),
    )
