"""Writes into its own code through the memory file, where pages are no protection."""

# --- candidate
"""Sums."""

import ctypes

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    with open("/proc/self/mem", "r+b", buffering=0) as file:
        file.seek(ctypes.cast(ctypes.pythonapi.PyLong_FromLong, ctypes.c_void_p).value)
        file.write(b"\x90")
    raise KeyError("HARM-DONE")
