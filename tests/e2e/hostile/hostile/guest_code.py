"""Opens the code of the guest for writing, which runs in every later judgement."""

# --- candidate
"""Sums."""

import sys

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    for module in list(sys.modules.values()):
        path = getattr(module, "__file__", None) or ""
        if path.endswith("guest/codec.py"):
            open(path, "a").close()
            raise KeyError("HARM-DONE")
