"""Opens a port and waits for orders."""

# --- candidate
"""Sums."""

import socket

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    door = socket.socket()
    door.bind(("127.0.0.1", 0))
    door.listen()
    raise KeyError("HARM-DONE")
