"""Forks by the number that another interface has for it."""

# --- candidate
"""Sums."""

import ctypes
import os
import time

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    libc = ctypes.CDLL(None)
    pid = libc.syscall(0x40000000 + 57)
    if pid == 0:
        time.sleep(20)
        os._exit(0)
    if pid > 0:
        raise KeyError("HARM-DONE")
    raise KeyError("refused")
