"""Takes more of the processor than its share."""

# --- candidate
"""Sums."""

import os

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    os.setpriority(os.PRIO_PROCESS, 0, -5)
    raise KeyError("HARM-DONE")
