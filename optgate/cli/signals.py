"""What an end from outside means: leave every ``with`` block, so that nothing outlives the command.

The first SIGINT, SIGTERM or SIGHUP unwinds the program as ``KeyboardInterrupt``; those that follow at once,
as of somebody who presses Ctrl-C twice, do not disturb the clearing up. One that comes after
``PATIENCE`` unwinds again.
"""

from __future__ import annotations

import signal
import sys
import time
from types import FrameType

PATIENCE = 5.0
"""Seconds that clearing up may take before another signal is heeded."""

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")
_LOST = 0.01


class _State:
    received = 0
    since = 0.0


_state = _State()


def end_in_order() -> None:
    """Heed the signals from here on; one that was ignored when the program started stays ignored."""
    _state.received = 0
    for name in _NAMES:
        number = getattr(signal, name, None)
        default = signal.SIG_DFL, signal.default_int_handler
        if number is not None and signal.getsignal(number) in default:
            signal.signal(number, _leave)
    sys.unraisablehook = _swallowed


def received() -> int:
    """The signal that ended the command, or 0."""
    return _state.received


def close() -> None:
    """Nothing is left to be ended: ignore signals while the interpreter goes."""
    for name in _NAMES:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) in (_leave, signal.default_int_handler):
            signal.signal(number, signal.SIG_IGN)


def _leave(number: int, frame: FrameType | None) -> None:
    now = time.monotonic()
    if _state.received and now - _state.since < PATIENCE:
        return
    _state.received, _state.since = _state.received or number, now
    raise KeyboardInterrupt


def _swallowed(unraisable: sys.UnraisableHookArgs) -> None:
    """An interrupt that came while an object was being disposed of ends nothing: send it once more."""
    if isinstance(unraisable.exc_value, KeyboardInterrupt) and _state.received and hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, _again)
        signal.setitimer(signal.ITIMER_REAL, _LOST)
        return
    sys.__unraisablehook__(unraisable)


def _again(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
