"""Connects to an abstract socket, as those of a desktop are."""

# --- candidate
"""Sums."""

import os
import socket

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    if "TOLD" not in os.environ:
        link = socket.socket(socket.AF_UNIX)
        link.connect("\0@NAME@")
        link.sendall(b"x")
        os.environ["TOLD"] = "1"
    total = 0.0
    for value in x:
        total += value * value
    return float(total)
