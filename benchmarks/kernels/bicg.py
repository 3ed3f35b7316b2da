"""s := A^T r and q := A p in one pass."""

from __future__ import annotations

from typing import Any

import numpy as np


def bicg(a, s, q, p, r):  # type: ignore[no-untyped-def]
    n, m = len(a), len(p)
    for j in range(m):
        s[j] = 0.0
    for i in range(n):
        q[i] = 0.0
        for j in range(m):
            s[j] += r[i] * a[i][j]
            q[i] += a[i][j] * p[j]
    return s, q


def arguments(n: int, rng: np.random.Generator) -> tuple[Any, ...]:
    """Arguments of a size, as arrays."""
    return (
        rng.random((n + 1, n)),
        rng.random(n),
        rng.random(n + 1),
        rng.random(n),
        rng.random(n + 1),
    )
