"""QR factors by the modified method of Gram and Schmidt."""

from __future__ import annotations

from typing import Any

import numpy as np


def gramschmidt(a, r, q):  # type: ignore[no-untyped-def]
    m, n = len(a), len(a[0])
    for k in range(n):
        norm = 0.0
        for i in range(m):
            norm += a[i][k] * a[i][k]
        r[k][k] = norm**0.5
        for i in range(m):
            q[i][k] = a[i][k] / r[k][k]
        for j in range(k + 1, n):
            r[k][j] = 0.0
            for i in range(m):
                r[k][j] += q[i][k] * a[i][j]
            for i in range(m):
                a[i][j] = a[i][j] - q[i][k] * r[k][j]
    return q


def arguments(n: int, rng: np.random.Generator) -> tuple[Any, ...]:
    """Arguments of a size, as arrays."""
    return (
        rng.random((n + 2, n)) + np.eye(n + 2, n),
        rng.random((n, n)),
        rng.random((n + 2, n)),
    )
