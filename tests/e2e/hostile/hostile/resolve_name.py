"""Tells something by looking up a name."""

# --- candidate
"""Sums."""

import socket

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    link = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    link.connect(("127.0.0.1", int("@UDP@")))
    link.send(b"x")
    total = 0.0
    for value in x:
        total += value * value
    return float(total)
