"""Lengths of shortest paths between all pairs."""

from __future__ import annotations

from typing import Any

import numpy as np


def floyd_warshall(path):  # type: ignore[no-untyped-def]
    n = len(path)
    for k in range(n):
        for i in range(n):
            for j in range(n):
                path[i][j] = min(path[i][j], path[i][k] + path[k][j])
    return path


def arguments(n: int, rng: np.random.Generator) -> tuple[Any, ...]:
    """Arguments of a size, as arrays."""
    return (rng.random((n, n)),)
