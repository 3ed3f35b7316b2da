"""Makes the guest see other builtins."""

# --- candidate
"""Sums."""

import builtins

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    builtins.isinstance = lambda value, kind: True
    builtins.len = lambda value: 0
    return 0.0
