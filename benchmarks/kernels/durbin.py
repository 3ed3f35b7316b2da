"""The Levinson-Durbin recursion for a Toeplitz system."""

from __future__ import annotations

from typing import Any

import numpy as np


def durbin(r, y, z):  # type: ignore[no-untyped-def]
    n = len(r)
    y[0] = -r[0]
    beta = 1.0
    alpha = -r[0]
    for k in range(1, n):
        beta = (1.0 - alpha * alpha) * beta
        total = 0.0
        for i in range(k):
            total += r[k - i - 1] * y[i]
        alpha = -(r[k] + total) / beta
        for i in range(k):
            z[i] = y[i] + alpha * y[k - i - 1]
        for i in range(k):
            y[i] = z[i]
        y[k] = alpha
    return y


def arguments(n: int, rng: np.random.Generator) -> tuple[Any, ...]:
    """Arguments of a size, as arrays."""
    return (
        0.5 * 0.9 ** np.arange(1, n + 1),
        rng.random(n),
        rng.random(n),
    )
