"""Forks by a system call that Python does not see."""

# --- candidate
"""Sums."""

import ctypes
import os

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    number = {"x86_64": 57, "aarch64": 220}[os.uname().machine]
    pid = ctypes.CDLL(None).syscall(number, 17, 0, 0, 0, 0)
    if pid == 0:
        open("@TMP@/forked", "w").close()
        os._exit(0)
    if pid < 0:
        raise KeyError("refused")
    os.waitpid(pid, 0)
    total = 0.0
    for value in x:
        total += value * value
    return float(total)
