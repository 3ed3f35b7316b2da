"""The noise of this machine: a function against itself, by the method that candidates are measured with."""

from __future__ import annotations

import itertools
import math
import os
import statistics
import time
from collections.abc import Sequence

from optgate.guest import codec
from optgate.model import GuestError, Noise, OpenSide, Reach
from optgate.timing import batches, decide
from optgate.timing.alone import alone
from optgate.timing.batches import Input, OutOfTimeError, Series, Stopwatch
from optgate.timing.interval import PROCESS_SPREAD, Estimate, combine, t_quantile
from optgate.timing.measure import FIRST_SEGMENT, GROWTH, LONGEST_SEGMENT
from optgate.timing.outcomes import Outcomes, UnstableError
from optgate.timing.plan import loops_for

SECONDS = 2.0
BUDGETS = (1.0, 3.0, 10.0)

PROBE = """\
def probe(values):
    total = 0.0
    for value in values:
        total += value * value
    return total
"""

POWER = 0.9
"""A difference can be decided when this share of measurements of it would be."""

_ITEMS = 400


def noise(open_side: OpenSide, *, seconds: float = SECONDS) -> Noise:
    """Measure the noise for about ``seconds``.

    Args:
        open_side: Opens ``PROBE`` in a process of its own.
        seconds: How long it may take.

    Raises:
        GuestError: Nothing could be measured: another measurement holds the machine, or too little fits.
    """
    began = time.monotonic()
    estimates: list[Estimate] = []
    took: list[float] = []
    with alone(began + seconds / 2) as mine:
        if not mine:
            raise GuestError("another measurement holds this machine")
        deadline = time.monotonic() + seconds
        for number in itertools.count():
            before = time.monotonic()
            if number >= 2 and before + statistics.fmean(took) > deadline:
                break
            estimates.append(_one_set(open_side, number, deadline + seconds).speedup)
            took.append(time.monotonic() - before)
    return _summary(estimates, took, time.monotonic() - began)


def _one_set(open_side: OpenSide, number: int, deadline: float) -> Series:
    """One set of processes, both sides the same, for as long as a measurement gives its first."""
    call = codec.encode_call(([index / 7 for index in range(_ITEMS)],), {})
    parity = bool(number % 2)
    try:
        with batches.open_trio(open_side, PROBE, PROBE, parity=parity) as trio:
            watch = Stopwatch(trio, Outcomes(), clock="cpu", fresh=False, deadline=deadline)
            batches.pin(trio, number // 2)
            chosen = Input(_ITEMS, call, loops_for(watch, call))
            watch.both(call, chosen.loops)
            return batches.gather(watch, [chosen], until=time.monotonic() + _segment(number), parity=parity)
    except (UnstableError, OutOfTimeError):
        raise GuestError("the machine is too busy to measure anything") from None


def _segment(number: int) -> float:
    return min(LONGEST_SEGMENT, FIRST_SEGMENT * GROWTH**number)


def _summary(estimates: Sequence[Estimate], took: Sequence[float], seconds: float) -> Noise:
    interval = combine(estimates, decide.FINAL)
    between = statistics.stdev(one.mean for one in estimates)
    within = statistics.fmean(one.error for one in estimates)
    opening = statistics.median(max(0.0, one - _segment(number)) for number, one in enumerate(took))
    return Noise(
        seconds,
        len(estimates),
        interval.center,
        (interval.high - interval.low) / 2,
        between,
        within,
        os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        tuple(_reach(budget, opening, between, within) for budget in BUDGETS),
    )


def _reach(seconds: float, opening: float, between: float, within: float) -> Reach:
    """What the last look decides after as many sets of processes as fit.

    Its interval has to lie beyond the threshold as a whole: that takes its half-width, and the distance by
    which an estimate falls short of the truth in one case of ten.
    """
    left, sets = seconds, 0
    while sets < decide.MOST_PROCESSES and left >= opening + _segment(sets):
        left -= opening + _segment(sets)
        sets += 1
    if sets < decide.LEAST_PROCESSES:
        return Reach(seconds, sets, math.inf)
    error = max(between, math.hypot(PROCESS_SPREAD, within)) / math.sqrt(sets)
    quantiles = t_quantile(sets - 1, 1 - decide.FINAL / 2), statistics.NormalDist().inv_cdf(POWER)
    return Reach(seconds, sets, math.expm1(error * sum(quantiles)))
