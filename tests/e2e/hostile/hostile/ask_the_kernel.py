"""Asks the kernel for its interfaces and routes."""

# --- candidate
"""Sums."""

import socket

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
    raise KeyError("HARM-DONE")
