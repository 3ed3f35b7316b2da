"""The correlation matrix of columns."""

from __future__ import annotations

from typing import Any

import numpy as np


def correlation(data, corr, mean, stddev):  # type: ignore[no-untyped-def]
    n, m = len(data), len(data[0])
    for j in range(m):
        mean[j] = 0.0
        for i in range(n):
            mean[j] += data[i][j]
        mean[j] /= n
    for j in range(m):
        stddev[j] = 0.0
        for i in range(n):
            stddev[j] += (data[i][j] - mean[j]) * (data[i][j] - mean[j])
        stddev[j] /= n
        stddev[j] = stddev[j] ** 0.5
        if stddev[j] <= 0.1:
            stddev[j] = 1.0
    for i in range(n):
        for j in range(m):
            data[i][j] -= mean[j]
            data[i][j] /= n**0.5 * stddev[j]
    for i in range(m - 1):
        corr[i][i] = 1.0
        for j in range(i + 1, m):
            corr[i][j] = 0.0
            for k in range(n):
                corr[i][j] += data[k][i] * data[k][j]
            corr[j][i] = corr[i][j]
    corr[m - 1][m - 1] = 1.0
    return corr


def arguments(n: int, rng: np.random.Generator) -> tuple[Any, ...]:
    """Arguments of a size, as arrays."""
    return (
        rng.random((n + 3, n)),
        rng.random((n, n)),
        rng.random(n),
        rng.random(n),
    )
