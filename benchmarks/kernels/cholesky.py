"""The lower factor of a positive definite matrix, in place."""

from __future__ import annotations

from typing import Any

import numpy as np


def cholesky(a):  # type: ignore[no-untyped-def]
    n = len(a)
    for i in range(n):
        for j in range(i):
            for k in range(j):
                a[i][j] -= a[i][k] * a[j][k]
            a[i][j] /= a[j][j]
        for k in range(i):
            a[i][i] -= a[i][k] * a[i][k]
        a[i][i] = a[i][i] ** 0.5
    return a


def arguments(n: int, rng: np.random.Generator) -> tuple[Any, ...]:
    """Arguments of a size, as arrays."""
    return (rng.random((n, n)) / n + n * np.eye(n),)
