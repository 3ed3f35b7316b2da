"""Explicit steps of heat conduction on a grid in three dimensions."""

from __future__ import annotations

from typing import Any

import numpy as np


def heat_3d(steps, a, b):  # type: ignore[no-untyped-def]
    n, m, p = len(a), len(a[0]), len(a[0][0])
    for _ in range(steps):
        for i in range(1, n - 1):
            for j in range(1, m - 1):
                for k in range(1, p - 1):
                    b[i][j][k] = (
                        0.125 * (a[i + 1][j][k] - 2.0 * a[i][j][k] + a[i - 1][j][k])
                        + 0.125 * (a[i][j + 1][k] - 2.0 * a[i][j][k] + a[i][j - 1][k])
                        + 0.125 * (a[i][j][k + 1] - 2.0 * a[i][j][k] + a[i][j][k - 1])
                        + a[i][j][k]
                    )
        for i in range(1, n - 1):
            for j in range(1, m - 1):
                for k in range(1, p - 1):
                    a[i][j][k] = (
                        0.125 * (b[i + 1][j][k] - 2.0 * b[i][j][k] + b[i - 1][j][k])
                        + 0.125 * (b[i][j + 1][k] - 2.0 * b[i][j][k] + b[i][j - 1][k])
                        + 0.125 * (b[i][j][k + 1] - 2.0 * b[i][j][k] + b[i][j][k - 1])
                        + b[i][j][k]
                    )
    return a


def arguments(n: int, rng: np.random.Generator) -> tuple[Any, ...]:
    """Arguments of a size, as arrays."""
    return (
        2,
        rng.random((n // 3 + 2, n // 3 + 2, n // 3 + 2)),
        rng.random((n // 3 + 2, n // 3 + 2, n // 3 + 2)),
    )
