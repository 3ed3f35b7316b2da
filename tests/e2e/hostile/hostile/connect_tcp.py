"""Connects over TCP and tells something."""

# --- candidate
"""Sums."""

import os
import socket

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    if "TOLD" not in os.environ:
        socket.create_connection(("127.0.0.1", int("@TCP@")), 1).sendall(b"x")
        os.environ["TOLD"] = "1"
    total = 0.0
    for value in x:
        total += value * value
    return float(total)
