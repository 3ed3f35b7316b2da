"""A first look at many candidates: which of them are worth verifying, and in what order.

Each runs for a few milliseconds on one realistic input. That is no measurement to decide on; it only saves
the verification of candidates that are plainly slower, and puts the others in order.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence

import msgspec

from optgate.model import Candidate, GuestError, Lap, OpenSide, Session
from optgate.timing.plan import LONGEST_CALL

HEAT = 1.5e6
"""Nanoseconds of one batch."""

BATCHES = 3
ALIKE = 1.1
"""Candidates within this factor of the fastest count as equally fast."""

_PATIENCE = 20.0
"""A batch of a candidate may take this many times what it takes on the original."""


class Heat(msgspec.Struct, frozen=True):
    """A candidate and its speed: original time / candidate time, 0 where the candidate did not finish."""

    candidate: Candidate
    speed: float


def race(
    original: Session,
    candidates: Sequence[Candidate],
    open_side: OpenSide,
    sized: Sequence[tuple[int, bytes]],
    *,
    deadline: float,
) -> list[Heat]:
    """The candidates with their speeds, those to be judged first in front.

    Fastest first; of those that are about as fast the one that is written shortest. What there was no time
    for (``deadline``, monotonic) counts as slower than nothing, in the order given.

    Raises:
        GuestError: the original cannot be called with any of the inputs, or its process cannot go on.
    """
    call, cost = _decision(original, sized, deadline)
    loops = max(1, int(HEAT / cost))
    base = _best(original, call, loops, cost)
    heats: list[Heat] = []
    for candidate in candidates:
        speed = 1.0
        if time.monotonic() < deadline:
            try:
                with open_side(candidate.text) as side:
                    speed = base / _best(side, call, loops, cost)
            except GuestError:
                speed = 0.0
        heats.append(Heat(candidate, speed))
    return ordered(heats)


def ordered(heats: Sequence[Heat]) -> list[Heat]:
    """Heats in classes of about the same speed, the fastest class first, the shortest text first in each."""
    left, found = sorted(heats, key=lambda heat: -heat.speed), []
    while left:
        best = left[0].speed
        alike = [heat for heat in left if heat.speed * ALIKE >= best]
        found += sorted(alike, key=_length)
        left = left[len(alike) :]
    return found


def _length(heat: Heat) -> tuple[int, int]:
    lines = [line for line in heat.candidate.text.splitlines() if line.strip()]
    return len(lines), sum(map(len, lines))


def _decision(original: Session, sized: Sequence[tuple[int, bytes]], deadline: float) -> tuple[bytes, float]:
    """The largest input whose call is short on the original, with the nanoseconds a call takes."""
    by_size: Mapping[int, bytes] = dict(sized)
    chosen: tuple[bytes, float] | None = None
    for size in sorted(by_size):
        try:
            lap = _lap(original, by_size[size], 1, max(0.1, deadline - time.monotonic()))
        except GuestError:
            if chosen is None:
                raise
            break
        if chosen is not None and lap > LONGEST_CALL:
            break
        chosen = by_size[size], lap
    if chosen is None:
        raise GuestError("there is no input to time it with")
    return chosen


def _best(side: Session, call: bytes, loops: int, cost: float) -> float:
    """Nanoseconds a call in the fastest of a few batches."""
    timeout = max(0.5, _PATIENCE * loops * cost / 1e9)
    return min(_lap(side, call, loops, timeout) for _ in range(BATCHES))


def _lap(side: Session, call: bytes, loops: int, timeout: float) -> float:
    lap: Lap = side.lap(call, loops, fresh=True, timeout=timeout)
    spent = lap.thread if lap.thread > 0 else lap.wall
    return spent / lap.loops if spent else math.inf
