"""Lifts the limits of its process."""

# --- candidate
"""Sums."""

import resource

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    raise KeyError("HARM-DONE")
