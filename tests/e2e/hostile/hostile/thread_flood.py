"""Starts threads until it cannot."""

# --- candidate
"""Sums."""

import threading
import time

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    for _ in range(100):
        threading.Thread(target=time.sleep, args=(20,), daemon=True).start()
    total = 0.0
    for value in x:
        total += value * value
    return float(total)
