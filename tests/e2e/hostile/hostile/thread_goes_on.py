"""Starts a thread that does harm after the call has returned."""

# --- candidate
"""Sums."""

import os
import threading
import time

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    if "DONE" not in os.environ:
        os.environ["DONE"] = "1"

        def later() -> None:
            time.sleep(0.2)
            open("@TMP@/later", "w").close()

        threading.Thread(target=later).start()
    total = 0.0
    for value in x:
        total += value * value
    return float(total)
