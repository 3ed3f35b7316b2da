"""A new hash seed for every set of processes: where names and keys lie in tables changes how fast code is.

One seed favours one side by up to a few per cent, for as long as it lasts. All processes of a set share one.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from types import TracebackType

from optgate.model import OpenSide

Reseeded = Callable[[], AbstractContextManager[OpenSide]]
"""A context in which sides are opened with a hash seed that was not used before."""

PREPARED = 2
"""Seeds to prepare ahead of a measurement: a clear case takes two or three sets."""

LONGEST = 1.0
"""Seconds; where a set with a new seed takes longer to open than this, the second seed is kept."""


class Seeds:
    """Hands out the way in which the sides of the next set are opened; the standing seed comes first.

    Without ``reseeded`` all sets have the standing one. ``count`` is the number of seeds so far.
    """

    def __init__(self, standing: OpenSide, reseeded: Reseeded | None) -> None:
        self.count = 0
        self._current = standing
        self._reseeded = reseeded
        self._kept = ExitStack()

    def __enter__(self) -> Seeds:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._kept.close()

    def following(self, opening: float) -> OpenSide:
        """For the next set; ``opening`` is how many seconds the last one took to open.

        The processes of the last set have ended by then.
        """
        slow = self.count > 1 and opening > LONGEST
        if self.count and self._reseeded is not None and not slow:
            self._kept.close()
            self._current = self._kept.enter_context(self._reseeded())
            self.count += 1
        self.count = max(1, self.count)
        return self._current
