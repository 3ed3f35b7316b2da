"""Watches what happens in the home."""

# --- candidate
"""Sums."""

import ctypes

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    libc = ctypes.CDLL(None)
    if libc.inotify_add_watch(libc.inotify_init(), b"@HOME@", 0xFFF) >= 0:
        raise KeyError("HARM-DONE")
    raise KeyError("refused")
