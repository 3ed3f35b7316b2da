"""Gives back a text that does harm when it is encoded."""

# --- candidate
"""Sums."""


import numpy as np


class Text(str):
    def encode(self, *args):
        open("@TMP@/later", "w").close()
        return b""


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    return Text("x")
