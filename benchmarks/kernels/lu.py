"""LU factors in place, without pivoting."""

from __future__ import annotations

from typing import Any

import numpy as np


def lu(a):  # type: ignore[no-untyped-def]
    n = len(a)
    for i in range(n):
        for j in range(i):
            for k in range(j):
                a[i][j] -= a[i][k] * a[k][j]
            a[i][j] /= a[j][j]
        for j in range(i, n):
            for k in range(i):
                a[i][j] -= a[i][k] * a[k][j]
    return a


def arguments(n: int, rng: np.random.Generator) -> tuple[Any, ...]:
    """Arguments of a size, as arrays."""
    return (rng.random((n, n)) + n * np.eye(n),)
