"""Gives back an object that runs a command when it is unpickled."""

# --- candidate
"""Sums."""

import os

import numpy as np


class Payload:
    def __reduce__(self):
        return os.system, ("touch @TMP@/touched",)


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    return Payload()
