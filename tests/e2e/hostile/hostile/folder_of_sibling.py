"""Plants a file in the private folder of the other side."""

# --- candidate
"""Sums."""

import glob
import os

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    for folder in glob.glob(os.path.join(os.path.dirname(os.getcwd()), "side-*")):
        if folder != os.getcwd():
            open(os.path.join(folder, "planted"), "w").close()
            raise KeyError("HARM-DONE")
    raise KeyError("nobody there")
