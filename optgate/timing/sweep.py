"""The speed-up over input sizes: where the candidate starts to pay, and where it costs."""

from __future__ import annotations

import math
import random
import statistics
import time
from collections.abc import Mapping, Sequence

import msgspec

from optgate.model import SizePoint
from optgate.timing.batches import Reading, Stopwatch, log_ratio
from optgate.timing.decide import FINAL
from optgate.timing.interval import combine, trimmed

SECONDS = 0.3
MOST_ROUNDS = 12
BATCH = 1e5
"""Nanoseconds of one batch of the original in the sweep."""

TOLERANCE = 1.05
"""A size is slower when its slow-down is surely beyond this ..."""

EXTRA = 1000.0
"""... and costs more than this many nanoseconds a call."""


class Sweep(msgspec.Struct, frozen=True):
    """The sizes with their speed-ups, and nanoseconds a call of both sides (original, candidate)."""

    points: tuple[SizePoint, ...]
    times: dict[int, tuple[float, float]]

    @property
    def crossover(self) -> int | None:
        """The smallest size from which the candidate is nowhere surely slower; None if it never is."""
        found = None
        for point in reversed(self.points):
            if point.high < 1:
                break
            found = point.n
        return found

    def slower(self, smallest: int) -> tuple[SizePoint, ...]:
        """The sizes from ``smallest`` up at which the candidate surely costs noticeably more."""
        return tuple(
            point
            for point in self.points
            if point.n >= smallest
            and point.high < 1 / TOLERANCE
            and self.times[point.n][1] - self.times[point.n][0] > EXTRA
        )

    def milder(self, again: Sweep) -> Sweep:
        """This sweep, with the better of two figures at the sizes that were measured once more."""
        second = {point.n: point for point in again.points}
        better = {
            point.n: second[point.n]
            for point in self.points
            if point.n in second and second[point.n].speedup > point.speedup
        }
        return Sweep(
            tuple(better.get(point.n, point) for point in self.points),
            {n: again.times[n] if n in better else times for n, times in self.times.items()},
        )

    def slope(self, side: int) -> float | None:
        """The log-log slope of time over size of one side, None when fewer than three sizes tell it.

        Only sizes whose call takes over four times the least are used: below that the fixed cost rules.
        """
        least = min((times[side] for times in self.times.values()), default=0.0)
        telling = [(n, t[side]) for n, t in self.times.items() if n > 0 and t[side] > 4 * least]
        if len(telling) < 3:
            return None
        return statistics.linear_regression(
            [math.log(n) for n, _ in telling], [math.log(time) for _, time in telling]
        ).slope


def sweep(
    watch: Stopwatch,
    calls: Mapping[int, Sequence[bytes]],
    costs: Mapping[int, float],
    rng: random.Random,
) -> Sweep:
    """Time both sides at the sizes of ``calls`` in shuffled rounds, for 0.3 s at most.

    ``costs`` are nanoseconds a call of the original by size. The first round warms up.

    Raises:
        UnstableError: an outcome changed.
        GuestError: a side died or ran over the deadline.
    """
    sizes = sorted(calls)
    pairs: dict[int, list[tuple[Reading, Reading]]] = {n: [] for n in sizes}
    until = min(time.monotonic() + SECONDS, watch.deadline)
    longest = 0.0
    turn = 0
    while turn <= MOST_ROUNDS:
        for n in rng.sample(sizes, len(sizes)):
            now = time.monotonic()
            if now + longest > watch.deadline or (turn > 2 and now >= until):
                return _summary(pairs)
            call = calls[n][turn % len(calls[n])]
            loops = max(1, min(1000, round(BATCH / costs[n])))
            readings = watch.both(call, loops, flipped=rng.random() < 0.5)
            longest = max(longest, time.monotonic() - now)
            if turn:
                pairs[n].append(readings)
        turn += 1
    return _summary(pairs)


def _summary(pairs: Mapping[int, Sequence[tuple[Reading, Reading]]]) -> Sweep:
    points = []
    times = {}
    for n, readings in pairs.items():
        if len(readings) < 2:
            continue
        interval = combine([trimmed([log_ratio(*pair) for pair in readings])], FINAL)
        center, low, high = (math.exp(value) for value in (interval.center, interval.low, interval.high))
        points.append(SizePoint(n, center, low, high))
        times[n] = (
            statistics.median(first.inside for first, _ in readings),
            statistics.median(second.inside for _, second in readings),
        )
    return Sweep(tuple(points), times)
