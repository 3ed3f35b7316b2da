"""Puts the process it was forked from on one core, together with itself."""

# --- candidate
"""Sums."""

import os

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    os.sched_setaffinity(os.getppid(), {0})
    raise KeyError("HARM-DONE")
