"""Becomes another program by a call that Python does not see."""

# --- candidate
"""Sums."""

import ctypes

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    arguments = (ctypes.c_char_p * 4)(b"sh", b"-c", b"touch @TMP@/touched", None)
    ctypes.CDLL(None).execve(b"/bin/sh", arguments, None)
    raise KeyError("refused")
    total = 0.0
    for value in x:
        total += value * value
    return float(total)
