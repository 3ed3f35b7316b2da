"""Ending calls that go on for too long from inside, so that the process need not die with them."""

from __future__ import annotations

import signal
from types import FrameType
from typing import Any, Optional


class TimeUp(BaseException):
    """Raised in whatever Python code runs when the time of a call is spent."""


class Alarm:
    """Gives each call so many seconds of CPU.

    Code that waits, or never comes back from C, is not ended: that is left to the gate's own clock. Where
    the platform has no such timer nothing is ended.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.rang = False
        self._before: Any = None

    def __enter__(self) -> Alarm:
        if hasattr(signal, "setitimer"):
            self._before = signal.signal(signal.SIGPROF, self._ring)
        return self

    def __exit__(self, *exception: object) -> None:
        if hasattr(signal, "setitimer"):
            self.disarm()
            signal.signal(signal.SIGPROF, self._before)

    def arm(self) -> None:
        """The call begins. The alarm repeats, for code that catches everything."""
        self.rang = False
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_PROF, self.seconds, self.seconds)

    def disarm(self) -> None:
        """The call has ended."""
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_PROF, 0.0)

    def _ring(self, number: int, frame: Optional[FrameType]) -> None:
        self.rang = True
        raise TimeUp
