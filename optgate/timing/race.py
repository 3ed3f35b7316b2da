"""A first look at many candidates: which of them are worth verifying, and in what order.

Each runs for a few milliseconds on some realistic inputs. That is no measurement to decide on; it only saves
the verification of candidates that are plainly slower, and puts the others in order.
"""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Sequence

import msgspec

from optgate.model import Candidate, GuestError, Lap, OpenSide, Session
from optgate.timing.plan import LONGEST_CALL, MOST_SWEPT
from optgate.timing.sweep import LARGE

HEAT = 1.5e6
"""Nanoseconds of one batch."""

BATCHES = 5
ALIKE = 1.1
"""Candidates within this factor of the fastest count as equally fast."""

_PATIENCE = 20.0
"""A batch of a candidate may take this many times what it takes on the original."""


class Heat(msgspec.Struct, frozen=True):
    """A candidate and its speed: original time / candidate time, 0 where the candidate did not finish.

    Over several inputs it is the geometric mean.
    """

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
    entries = [(call, max(1, int(HEAT / cost)), cost) for call, cost in _realistic(original, sized, deadline)]
    base = [_best(original, *entry) for entry in entries]
    times: dict[int, list[float]] = {}
    for place, candidate in enumerate(candidates):
        if time.monotonic() < deadline:
            try:
                with open_side(candidate.text) as side:
                    times[place] = [_best(side, *entry) for entry in entries]
            except GuestError:
                times[place] = []
            base = [
                min(before, _lap(original, call, loops, _patience(loops, cost)))
                for before, (call, loops, cost) in zip(base, entries, strict=True)
            ]
    return ordered(
        [
            Heat(candidate, _speed(base, times[place]) if place in times else 1.0)
            for place, candidate in enumerate(candidates)
        ]
    )


def _speed(base: Sequence[float], times: Sequence[float]) -> float:
    """The geometric mean of original time / candidate time; 0 where the candidate did not finish."""
    logs = [math.log(before / after) for before, after in zip(base, times, strict=False) if after < math.inf]
    return math.exp(statistics.fmean(logs)) if logs else 0.0


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


def _realistic(
    original: Session, sized: Sequence[tuple[int, bytes]], deadline: float
) -> list[tuple[bytes, float]]:
    """The inputs of the largest size whose calls are short, and of the largest that is not too large.

    Each with the nanoseconds a call takes on the original.
    """
    short: dict[int, list[tuple[bytes, float]]] = {}
    for size in sorted({n for n, _ in sized}):
        calls = [call for n, call in sized if n == size][:MOST_SWEPT]
        try:
            laps = [_lap(original, call, 1, max(0.1, deadline - time.monotonic())) for call in calls]
        except GuestError:
            if not short:
                raise
            break
        if short and max(laps) > LONGEST_CALL:
            break
        short[size] = list(zip(calls, laps, strict=True))
    if not short:
        raise GuestError("there is no input to time it with")
    middle = max((size for size in short if size <= LARGE), default=max(short))
    return [entry for size in {middle, max(short)} for entry in short[size]]


def _best(side: Session, call: bytes, loops: int, cost: float) -> float:
    """Nanoseconds a call in the fastest of a few batches."""
    return min(_lap(side, call, loops, _patience(loops, cost)) for _ in range(BATCHES))


def _patience(loops: int, cost: float) -> float:
    return max(0.5, _PATIENCE * loops * cost / 1e9)


def _lap(side: Session, call: bytes, loops: int, timeout: float) -> float:
    lap: Lap = side.lap(call, loops, fresh=True, timeout=timeout)
    spent = lap.thread if lap.thread > 0 else lap.wall
    return spent / lap.loops if spent else math.inf
