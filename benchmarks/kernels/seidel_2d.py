"""Gauss-Seidel sweeps over nine neighbours, in place."""

from __future__ import annotations

from typing import Any

import numpy as np


def seidel_2d(steps, a):  # type: ignore[no-untyped-def]
    n = len(a)
    for _ in range(steps):
        for i in range(1, n - 1):
            for j in range(1, n - 1):
                a[i][j] = (
                    a[i - 1][j - 1]
                    + a[i - 1][j]
                    + a[i - 1][j + 1]
                    + a[i][j - 1]
                    + a[i][j]
                    + a[i][j + 1]
                    + a[i + 1][j - 1]
                    + a[i + 1][j]
                    + a[i + 1][j + 1]
                ) / 9.0
    return a


def arguments(n: int, rng: np.random.Generator) -> tuple[Any, ...]:
    """Arguments of a size, as arrays."""
    return (
        2,
        rng.random((n, n)),
    )
