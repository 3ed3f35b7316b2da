"""Leaves a process of a session of its own behind, which does harm later."""

# --- candidate
"""Sums."""

import os
import time

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    if "DONE" not in os.environ:
        os.environ["DONE"] = "1"
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                for descriptor in range(64):
                    try:
                        os.close(descriptor)
                    except OSError:
                        pass
                time.sleep(1)
                open("@TMP@/later", "w").close()
                time.sleep(30)
            os._exit(0)
        raise KeyError("HARM-DONE")
    raise KeyError("again")
