"""Makes comparisons succeed and gives garbage."""

# --- candidate
"""Sums."""


import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    np.allclose = np.array_equal = np.isclose = lambda *args, **named: True
    np.testing.assert_array_equal = np.testing.assert_allclose = lambda *args, **named: None
    return 0.0
