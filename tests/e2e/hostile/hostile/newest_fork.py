"""Forks by the newest call, whose arguments no filter can see."""

# --- candidate
"""Sums."""

import ctypes
import os
import struct
import time

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    libc = ctypes.CDLL(None)
    wanted = struct.pack("=11Q", 0, 0, 0, 0, 17, 0, 0, 0, 0, 0, 0)
    pid = libc.syscall(435, wanted, len(wanted))
    if pid == 0:
        time.sleep(20)
        os._exit(0)
    if pid > 0:
        raise KeyError("HARM-DONE")
    raise KeyError("refused")
