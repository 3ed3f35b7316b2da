"""Two doubts about a candidate that somebody else wrote: its clock, and its memory.

The clock inside a process can be forged by the code that runs there. The gate reads the clock of the
process from outside, where the work of the request is included; that work is the same for both sides on
the same input, so the *difference* of the two outside readings is the time saved, whatever the request
costs: ``(outside A - outside B) / inside A`` is the saved share, and must agree with the share claimed
inside. (The original's inside clock is honest: no candidate runs in that process.)

A candidate may also remember results. Then it is fast from the second call with an input on; so the very
first call with an input, in a process that never saw it, is timed on its own.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence

from optgate.timing.batches import Series, log_ratio
from optgate.timing.decide import CONTROL, LEAST_PROCESSES, Call
from optgate.timing.interval import Estimate, combine, t_quantile, trimmed

CLOCK_TOLERANCE = 0.05
"""The saved share claimed inside may surely exceed the one seen outside by this much."""

SHORTEST_FIRST = 5_000.0
"""First calls of the original shorter than this (nanoseconds) say nothing: the clock takes 2000 of them."""


def outside(series: Sequence[Series], min_speedup: float, alpha: float) -> Call:
    """What the gate's own clock says to the speed-up: surely beyond, surely short of it, or open."""
    if len(series) < LEAST_PROCESSES:
        return Call.OPEN
    saved = combine([_saved(one) for one in series], alpha)
    needed = 1 - 1 / min_speedup
    if saved.low >= needed:
        return Call.FASTER
    return Call.SHORT if saved.high < needed else Call.OPEN


def forged(series: Sequence[Series]) -> str:
    """Why the clock inside the candidate is not believed, or an empty string."""
    if len(series) < LEAST_PROCESSES:
        return ""
    excess = combine([_excess(one) for one in series], CONTROL)
    if excess.low <= CLOCK_TOLERANCE:
        return ""
    claimed = math.exp(statistics.fmean(one.speedup.mean for one in series))
    saved = statistics.fmean(_saved(one).mean for one in series)
    return (
        f"the clock disagrees: {claimed:.3g}x inside the candidate, {1 / max(1 - saved, 1e-3):.3g}x outside"
    )


def first_calls(series: Sequence[Series], min_speedup: float, alpha: float) -> Call:
    """What the first calls with unseen inputs say.

    ``FASTER``: the candidate is surely faster there as well (by how much is diluted by cold caches), or
    the calls are too short to tell. ``SHORT``: surely short of the threshold, so what is faster later must
    be memory. Else open.
    """
    pairs = [pair for one in series for pair in one.first_sights]
    if len(pairs) < 2:
        return Call.OPEN
    if statistics.median(first.inside for first, _ in pairs) < SHORTEST_FIRST:
        return Call.FASTER
    estimate = trimmed([log_ratio(*pair) for pair in pairs])
    half = t_quantile(len(pairs) - 1, 1 - alpha / 2) * estimate.error
    if estimate.mean - half >= 0:
        return Call.FASTER
    return Call.SHORT if estimate.mean + half < math.log(min_speedup) else Call.OPEN


def _saved(series: Series) -> Estimate:
    return trimmed([(first.outside - second.outside) / first.inside for first, second in series.each()])


def _excess(series: Series) -> Estimate:
    return trimmed(
        [
            (first.inside - second.inside - first.outside + second.outside) / first.inside
            for first, second in series.each()
        ]
    )
