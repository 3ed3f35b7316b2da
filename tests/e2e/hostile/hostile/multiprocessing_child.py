"""Starts a process through multiprocessing."""

# --- candidate
"""Sums."""

import multiprocessing

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    child = multiprocessing.get_context("fork").Process(target=open, args=("@TMP@/child", "w"))
    child.start()
    child.join()
    total = 0.0
    for value in x:
        total += value * value
    return float(total)
