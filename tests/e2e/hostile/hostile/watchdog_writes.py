"""Has a thread of the interpreter itself write to the private channel."""

# --- candidate
"""Sums."""

import faulthandler
import os
import socket
import time

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    for number in range(3, 64):
        try:
            if os.path.exists(f"/proc/self/fd/{number}"):
                faulthandler.dump_traceback_later(0.01, repeat=True, file=number)
        except OSError:
            continue
    time.sleep(0.1)
    return float((x * x).sum())
