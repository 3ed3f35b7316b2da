"""Never comes back from a regular expression."""

# --- candidate
"""Sums."""

import re

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    return float(bool(re.match(r"(a+)+$", "a" * 50 + "b")))
