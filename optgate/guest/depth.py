"""How deep a call nests other calls of Python functions."""

from __future__ import annotations

import collections
import sys
from types import FrameType
from typing import Any

from .call import Caller


class Gauge:
    """Counts the frames that are open at once, as a profile function."""

    def __init__(self) -> None:
        self.now = 0
        self.most = 0

    def __call__(self, frame: FrameType, event: str, argument: Any) -> None:
        """One event of ``sys.setprofile``."""
        if event == "call":
            self.now += 1
            self.most = max(self.most, self.now)
        elif event == "return":
            self.now -= 1


def deepest(caller: Caller, call: bytes) -> int:
    """The most frames of Python functions that were open at once during a call, its own among them.

    A returned iterator is drained as part of the call. Raises whatever the target raises.
    """
    args, kwargs = caller.decode(call)
    caller.start()
    gauge = Gauge()
    sys.setprofile(gauge)
    try:
        result = caller.target(*args, **kwargs)
        if hasattr(type(result), "__next__"):
            collections.deque(result, maxlen=0)
    except BaseException as error:
        sys.setprofile(None)
        caller.finish(caller.outcome(error, True, args, kwargs))
        raise
    finally:
        sys.setprofile(None)
    caller.finish(caller.outcome(result, False, args, kwargs))
    return gauge.most
