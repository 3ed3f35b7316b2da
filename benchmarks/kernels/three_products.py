"""G := (A B)(C D) (3mm)."""

from __future__ import annotations

from typing import Any

import numpy as np


def three_products(e, f, g, a, b, c, d):  # type: ignore[no-untyped-def]
    for i in range(len(e)):
        for j in range(len(e[0])):
            e[i][j] = 0.0
            for k in range(len(b)):
                e[i][j] += a[i][k] * b[k][j]
    for i in range(len(f)):
        for j in range(len(f[0])):
            f[i][j] = 0.0
            for k in range(len(d)):
                f[i][j] += c[i][k] * d[k][j]
    for i in range(len(g)):
        for j in range(len(g[0])):
            g[i][j] = 0.0
            for k in range(len(f)):
                g[i][j] += e[i][k] * f[k][j]
    return g


def arguments(n: int, rng: np.random.Generator) -> tuple[Any, ...]:
    """Arguments of a size, as arrays."""
    return (*(rng.random((n, n)) for _ in range(7)),)
