"""Electric and magnetic fields of a plane on staggered grids."""

from __future__ import annotations

from typing import Any

import numpy as np


def fdtd_2d(ex, ey, hz, source):  # type: ignore[no-untyped-def]
    nx, ny = len(ex), len(ex[0])
    for t in range(len(source)):
        for j in range(ny):
            ey[0][j] = source[t]
        for i in range(1, nx):
            for j in range(ny):
                ey[i][j] = ey[i][j] - 0.5 * (hz[i][j] - hz[i - 1][j])
        for i in range(nx):
            for j in range(1, ny):
                ex[i][j] = ex[i][j] - 0.5 * (hz[i][j] - hz[i][j - 1])
        for i in range(nx - 1):
            for j in range(ny - 1):
                hz[i][j] = hz[i][j] - 0.7 * (ex[i][j + 1] - ex[i][j] + ey[i + 1][j] - ey[i][j])
    return hz


def arguments(n: int, rng: np.random.Generator) -> tuple[Any, ...]:
    """Arguments of a size, as arrays."""
    return (
        *(rng.random((n, n + 1)) for _ in range(3)),
        rng.random(4),
    )
