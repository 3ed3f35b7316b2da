"""Averages of three neighbours, back and forth between two vectors."""

from __future__ import annotations

from typing import Any

import numpy as np


def jacobi_1d(steps, a, b):  # type: ignore[no-untyped-def]
    n = len(a)
    for _ in range(steps):
        for i in range(1, n - 1):
            b[i] = 0.33333 * (a[i - 1] + a[i] + a[i + 1])
        for i in range(1, n - 1):
            a[i] = 0.33333 * (b[i - 1] + b[i] + b[i + 1])
    return a


def arguments(n: int, rng: np.random.Generator) -> tuple[Any, ...]:
    """Arguments of a size, as arrays."""
    return (
        5,
        rng.random(20 * n),
        rng.random(20 * n),
    )
