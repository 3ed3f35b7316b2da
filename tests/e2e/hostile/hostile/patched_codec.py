"""Makes the guest encode every outcome as the same."""

# --- candidate
"""Sums."""

import sys

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    for name, module in list(sys.modules.items()):
        if name.endswith(".codec") and hasattr(module, "encode_call"):
            module.encode = lambda *args, **named: b"N"
    return 0.0
