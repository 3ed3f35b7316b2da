"""Makes the guest report laps that took no time."""

# --- candidate
"""Sums."""

import sys
import types

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    for module in list(sys.modules.values()):
        if hasattr(module, "_cpu_clock"):
            module._cpu_clock = lambda: 0
            module.time = types.SimpleNamespace(perf_counter_ns=lambda: 0, thread_time_ns=lambda: 0)
    total = 0.0
    for value in x:
        total += value * value
    return float(total)
