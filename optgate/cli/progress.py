"""A line on stderr that says what the gate is doing, for people who wait at a terminal."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import threading
from collections.abc import Iterator

from optgate.discreet import discreet
from optgate.model import Progress

PATIENCE = 1.0
"""Seconds before anything is shown."""

_CLEAR = "\r\x1b[K"


@contextlib.contextmanager
def progress(*, quiet: bool = False) -> Iterator[Progress]:
    """Shows each phrase in place of the last one; nothing when nobody watches, or within the first second.

    The line changes only when the work does: a spinner would take CPU from the measurement it waits for.
    Under pre-commit, which hands its hooks a terminal but keeps what they print, nothing is shown.
    """
    if quiet or not _watched():
        yield lambda phrase: None
        return
    line = _Line()
    patience = threading.Timer(PATIENCE, line.reveal)
    patience.daemon = True
    patience.start()
    try:
        yield line.say
    finally:
        patience.cancel()
        line.erase()


def _watched() -> bool:
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb" and "PRE_COMMIT" not in os.environ


class _Line:
    def __init__(self) -> None:
        self._phrase = ""
        self._shown = False
        self._lock = threading.Lock()

    def say(self, phrase: str) -> None:
        with self._lock:
            self._phrase = discreet(phrase)
            self._draw()

    def reveal(self) -> None:
        with self._lock:
            self._shown = True
            self._draw()

    def erase(self) -> None:
        with self._lock:
            if self._shown:
                print(_CLEAR, end="", file=sys.stderr, flush=True)
            self._shown = False

    def _draw(self) -> None:
        if self._shown and self._phrase:
            width = shutil.get_terminal_size().columns - 1
            print(_CLEAR + f"optgate: {self._phrase} …"[:width], end="", file=sys.stderr, flush=True)
