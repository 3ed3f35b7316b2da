"""Sends a datagram to a socket of others from one half of a pair."""

# --- candidate
"""Sums."""

import errno
import socket

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    one, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    try:
        one.sendto(b"x", "@UNIX@")
    except OSError as error:
        if error.errno in (errno.EPERM, errno.EACCES):
            raise
    raise KeyError("HARM-DONE")
