"""The most base pairs of an RNA strand, by intervals."""

from __future__ import annotations

from typing import Any

import numpy as np


def nussinov(seq, table):  # type: ignore[no-untyped-def]
    n = len(seq)
    for i in range(n - 1, -1, -1):
        for j in range(i + 1, n):
            table[i][j] = max(table[i][j], table[i][j - 1])
            table[i][j] = max(table[i][j], table[i + 1][j])
            if i < j - 1:
                table[i][j] = max(table[i][j], table[i + 1][j - 1] + (1 if seq[i] + seq[j] == 3 else 0))
            else:
                table[i][j] = max(table[i][j], table[i + 1][j - 1])
            for k in range(i + 1, j):
                table[i][j] = max(table[i][j], table[i][k] + table[k + 1][j])
    return table


def arguments(n: int, rng: np.random.Generator) -> tuple[Any, ...]:
    """Arguments of a size, as arrays."""
    return (
        rng.integers(0, 4, n),
        np.zeros((n, n), dtype=int),
    )
