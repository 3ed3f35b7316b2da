"""Reads the memory of the process that it was forked from."""

# --- candidate
"""Sums."""

import os

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    with open(f"/proc/{os.getppid()}/maps") as file:
        first = int(file.readline().partition("-")[0], 16)
    with open(f"/proc/{os.getppid()}/mem", "rb") as file:
        file.seek(first)
        if file.read(16):
            raise KeyError("HARM-DONE")
