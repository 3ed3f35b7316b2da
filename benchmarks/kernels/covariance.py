"""The covariance matrix of columns."""

from __future__ import annotations

from typing import Any

import numpy as np


def covariance(data, cov, mean):  # type: ignore[no-untyped-def]
    n, m = len(data), len(data[0])
    for j in range(m):
        mean[j] = 0.0
        for i in range(n):
            mean[j] += data[i][j]
        mean[j] /= n
    for i in range(n):
        for j in range(m):
            data[i][j] -= mean[j]
    for i in range(m):
        for j in range(i, m):
            cov[i][j] = 0.0
            for k in range(n):
                cov[i][j] += data[k][i] * data[k][j]
            cov[i][j] /= n - 1.0
            cov[j][i] = cov[i][j]
    return cov


def arguments(n: int, rng: np.random.Generator) -> tuple[Any, ...]:
    """Arguments of a size, as arrays."""
    return (
        rng.random((n + 3, n)),
        rng.random((n, n)),
        rng.random(n),
    )
