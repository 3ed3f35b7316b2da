"""Forks until it cannot."""

# --- candidate
"""Sums."""

import os
import time

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    if "DONE" not in os.environ:
        os.environ["DONE"] = "1"
        for _ in range(30):
            if os.fork() == 0:
                time.sleep(20)
                os._exit(0)
        raise KeyError("HARM-DONE")
    raise KeyError("again")
