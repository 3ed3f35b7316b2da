"""Tells something over UDP."""

# --- candidate
"""Sums."""

import os
import socket

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    if "TOLD" not in os.environ:
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", int("@UDP@")))
        os.environ["TOLD"] = "1"
    total = 0.0
    for value in x:
        total += value * value
    return float(total)
