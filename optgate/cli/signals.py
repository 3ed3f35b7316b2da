"""What an end from outside means: leave every ``with`` block, so that no child outlives the command."""

from __future__ import annotations

import signal
import sys
from types import FrameType


def end_in_order() -> None:
    """Let SIGTERM and SIGHUP unwind the program as Ctrl-C does, with 128 plus their number as status."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _leave)


def _leave(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)
