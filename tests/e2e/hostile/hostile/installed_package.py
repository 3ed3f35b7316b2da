"""Plants a module among the installed packages."""

# --- candidate
"""Sums."""

import os

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    path = os.path.join(os.path.dirname(np.__file__), "@NAME@.py")
    open(path, "x").close()
    os.unlink(path)
    raise KeyError("HARM-DONE")
