"""Registers harm for the end of the process."""

# --- candidate
"""Sums."""

import atexit

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    atexit.register(open, "@TMP@/later", "w")
    raise SystemExit
