"""Forward substitution with a lower triangular matrix."""

from __future__ import annotations

from typing import Any

import numpy as np


def trisolv(lower, x, b):  # type: ignore[no-untyped-def]
    n = len(x)
    for i in range(n):
        x[i] = b[i]
        for j in range(i):
            x[i] -= lower[i][j] * x[j]
        x[i] = x[i] / lower[i][i]
    return x


def arguments(n: int, rng: np.random.Generator) -> tuple[Any, ...]:
    """Arguments of a size, as arrays."""
    return (
        rng.random((n, n)) / n + np.eye(n),
        rng.random(n),
        rng.random(n),
    )
