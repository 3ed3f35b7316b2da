"""The speed-up over input sizes: where the candidate starts to pay, and where it costs."""

from __future__ import annotations

import math
import random
import statistics
import time
from collections.abc import Mapping, Sequence

import msgspec

from optgate.model import SizePoint, Slope
from optgate.timing.batches import Reading, Stopwatch, log_ratio
from optgate.timing.decide import FINAL
from optgate.timing.interval import combine, t_quantile, trimmed

SECONDS = 0.3
MOST_ROUNDS = 12
BATCH = 1e5
"""Nanoseconds of one batch of the original in the sweep."""

SHORT = 1e6
"""Nanoseconds of a call below which a batch has at least two, so that the guest warms up before it."""

TOLERANCE = 1.05
"""A size is slower when its slow-down is surely beyond this ..."""

EXTRA = 1000.0
"""... and costs more than this many nanoseconds a call."""

LARGE = 1000
"""Elements from which being slower always counts."""

OUTWEIGHED = 10.0
"""A smaller size nobody uses does not count when a call at the decision size saves so many times more."""


class Sweep(msgspec.Struct, frozen=True):
    """The sizes with their speed-ups, and nanoseconds a call of both sides (original, candidate).

    ``worst`` holds, for each size, the input that gains least, with the nanoseconds a call it costs more: a
    search that ends early on one input and late on another is slower or faster by the input, not the size.
    """

    points: tuple[SizePoint, ...]
    times: dict[int, tuple[float, float]]
    worst: dict[int, tuple[SizePoint, float]]

    @property
    def crossover(self) -> int | None:
        """The smallest size from which the candidate is nowhere surely slower; None if it never is."""
        found = None
        for point in reversed(self.points):
            if point.high < 1:
                break
            found = point.n
        return found

    @property
    def between(self) -> tuple[int | None, int | None]:
        """Where the crossover lies: after the largest size surely slower, up to where all are surely faster.

        Either is None where there is no such size.
        """
        below = [point.n for point in self.points if point.high < 1]
        above: int | None = None
        for point in reversed(self.points):
            if point.low <= 1:
                break
            above = point.n
        return (max(below) if below else None, above)

    def slower(
        self, smallest: int, used: frozenset[int] | None = None, saved: float = 0.0
    ) -> tuple[SizePoint, ...]:
        """The sizes from ``smallest`` up with an input on which the candidate surely costs more.

        ``used`` are the sizes it is known to be used with, None where all count as such. Any other size
        under ``LARGE`` is left out when the ``saved`` nanoseconds of a call at the decision size outweigh
        what a call there costs more: see ``told``.
        """
        return tuple(
            point
            for point, extra in self._costing(smallest)
            if used is None or point.n in used or point.n >= LARGE or extra * OUTWEIGHED > saved
        )

    def told(self, smallest: int, used: frozenset[int] | None, saved: float) -> tuple[SizePoint, ...]:
        """The sizes at which the candidate surely costs more although that does not count."""
        counting = self.slower(smallest, used, saved)
        return tuple(point for point, _ in self._costing(smallest) if point not in counting)

    def _costing(self, smallest: int) -> list[tuple[SizePoint, float]]:
        return [
            (point, extra)
            for point, extra in self.worst.values()
            if point.n >= smallest and point.high < 1 / TOLERANCE and extra > EXTRA
        ]

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
            {
                n: max(found, again.worst.get(n, found), key=lambda entry: entry[0].speedup)
                for n, found in self.worst.items()
            },
        )

    def slope(self, side: int) -> Slope | None:
        """The log-log slope of time over size of one side with its 95 % interval; None under three sizes.

        Only sizes whose call takes over four times the least are used: below that the fixed cost rules.
        """
        least = min((times[side] for times in self.times.values()), default=0.0)
        telling = [(n, t[side]) for n, t in self.times.items() if n > 0 and t[side] > 4 * least]
        if len(telling) < 3:
            return None
        sizes = [math.log(n) for n, _ in telling]
        logs = [math.log(time) for _, time in telling]
        slope, intercept = statistics.linear_regression(sizes, logs)
        left = math.fsum((y - slope * x - intercept) ** 2 for x, y in zip(sizes, logs, strict=True))
        freedom = len(telling) - 2
        half = t_quantile(freedom, 1 - FINAL / 2) * math.sqrt(
            left / freedom / (statistics.pvariance(sizes) * len(sizes))
        )
        return Slope(slope, slope - half, slope + half)


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
    pairs: dict[int, list[list[tuple[Reading, Reading]]]] = {n: [[] for _ in calls[n]] for n in sizes}
    until = min(time.monotonic() + SECONDS, watch.deadline)
    longest = 0.0
    turn = 0
    while turn <= MOST_ROUNDS:
        for n in rng.sample(sizes, len(sizes)):
            now = time.monotonic()
            if now + longest > watch.deadline or (turn > 4 and now >= until):
                return _summary(pairs)
            place = turn % len(calls[n])
            call = calls[n][place]
            least = 2 if costs[n] < SHORT else 1
            loops = max(least, min(1000, round(BATCH / costs[n])))
            readings = watch.both(call, loops, flipped=rng.random() < 0.5)
            longest = max(longest, time.monotonic() - now)
            if turn:
                pairs[n][place].append(readings)
        turn += 1
    return _summary(pairs)


def _summary(pairs: Mapping[int, Sequence[Sequence[tuple[Reading, Reading]]]]) -> Sweep:
    points = []
    times = {}
    worst = {}
    for n, groups in pairs.items():
        readings = [pair for group in groups for pair in group]
        if len(readings) < 2:
            continue
        points.append(_point(n, readings))
        times[n] = _medians(readings)
        each = [
            (_point(n, group), after - before)
            for group in groups
            if len(group) > 1
            for before, after in [_medians(group)]
        ]
        worst[n] = min(each or [(points[-1], times[n][1] - times[n][0])], key=lambda one: one[0].speedup)
    return Sweep(tuple(points), times, worst)


def _point(n: int, readings: Sequence[tuple[Reading, Reading]]) -> SizePoint:
    interval = combine([trimmed([log_ratio(*pair) for pair in readings])], FINAL)
    return SizePoint(n, math.exp(interval.center), math.exp(interval.low), math.exp(interval.high))


def _medians(readings: Sequence[tuple[Reading, Reading]]) -> tuple[float, float]:
    return (
        statistics.median(first.inside for first, _ in readings),
        statistics.median(second.inside for _, second in readings),
    )
