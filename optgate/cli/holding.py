"""Signals while files are written: they wait for a moment between two steps, or come too late."""

from __future__ import annotations

import signal
from collections.abc import Callable
from types import FrameType
from typing import Any, Self

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")


class Held:
    """Signals that would end the program wait, inside a ``with`` statement, until ``check`` is called.

    Once something is written for good they come too late: after ``keep`` they are ignored until the program
    ends, so that a command which says it was interrupted has changed nothing.
    """

    def __init__(self) -> None:
        self._handlers: dict[int, Callable[[int, FrameType | None], Any]] = {}
        self._came: list[int] = []
        self._kept = False

    def __enter__(self) -> Self:
        for name in _NAMES:
            number = getattr(signal, name, None)
            handler = None if number is None else signal.getsignal(number)
            if number is not None and callable(handler):
                self._handlers[number] = handler
                signal.signal(number, lambda number, frame: self._came.append(number))
        return self

    def __exit__(self, *exception: object) -> None:
        for number, handler in self._handlers.items():
            signal.signal(number, signal.SIG_IGN if self._kept else handler)
        if not self._kept and exception[0] is None:
            self.check()

    def check(self) -> None:
        """Let a signal that came in the meantime do what it would have done."""
        if self._came and not self._kept:
            number = self._came.pop(0)
            self._handlers[number](number, None)

    def keep(self) -> None:
        """What was written stays; signals are ignored from now on."""
        self._kept = True
