"""Answers with garbage once a timer of its own has rung."""

# --- candidate
"""Sums."""

import signal

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""

    def ring(number, frame):
        global _RUNG
        _RUNG = True

    if not globals().get("_RUNG"):
        if signal.getsignal(signal.SIGVTALRM) is signal.SIG_DFL:
            signal.signal(signal.SIGVTALRM, ring)
            signal.setitimer(signal.ITIMER_VIRTUAL, 0.05)
        total = 0.0
        for value in x:
            total += value * value
        return float(total)
    return 0.0
