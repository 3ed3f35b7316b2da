"""Two doubts about a candidate that somebody else wrote: its clock, and its memory.

The clock inside a process can be forged by the code that runs there. The gate reads the clock of the
process from outside, where the work of the request is included; that work is the same for both sides on
the same input, so the *difference* of the two outside readings is the time saved, whatever the request
costs: ``(outside A - outside B) / inside A`` is the saved share, and must agree with the share claimed
inside. (The original's inside clock is honest: no candidate runs in that process.)

A candidate may also remember results. Then it is fast from the second call with an input on; so tours of
many inputs, none of which its process has seen, are timed as well, and no more is credited than those show.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence

from optgate.timing.batches import Reading, Series, log_ratio
from optgate.timing.decide import CONTROL, LEAST_PROCESSES, Call
from optgate.timing.interval import PROCESS_SPREAD, Estimate, Interval, combine, t_quantile, trimmed

CLOCK_TOLERANCE = 0.05
"""The saved share claimed inside may surely exceed the one seen outside by this much."""


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
    claimed = math.exp(statistics.fmean(one.speedup.mean for one in series))
    if claimed <= 1:
        return ""
    toured = [one for one in series if len(one.unseen) > 1]
    readings = [one.each() for one in series], [one.unseen for one in toured]
    if all(_believable(each) for each in readings):
        return ""
    saved = statistics.fmean(_saved(one).mean for one in series)
    return (
        f"the clock disagrees: {claimed:.3g}x inside the candidate, {1 / max(1 - saved, 1e-3):.3g}x outside"
    )


def unseen(series: Sequence[Series], alpha: float) -> Interval | None:
    """The log speed-up on inputs that no process had seen before; None while two tours do not tell it."""
    pairs = [pair for one in series for pair in one.unseen]
    if len(pairs) < 2:
        return None
    estimate = trimmed([log_ratio(*pair) for pair in pairs])
    sets = sum(1 for one in series if one.unseen)
    error = math.hypot(estimate.error, PROCESS_SPREAD / math.sqrt(sets))
    half = t_quantile(len(pairs) - 1, 1 - alpha / 2) * error
    return Interval(estimate.mean, estimate.mean - half, estimate.mean + half)


def remembering(series: Sequence[Series], min_speedup: float, alpha: float) -> Call:
    """Whether the candidate is surely beyond the threshold on unseen inputs, surely short of it, or open."""
    interval = unseen(series, alpha)
    if interval is None:
        return Call.OPEN
    if interval.low >= math.log(min_speedup):
        return Call.FASTER
    return Call.SHORT if interval.high < math.log(min_speedup) else Call.OPEN


def _believable(readings: Sequence[Sequence[tuple[Reading, Reading]]]) -> bool:
    """Whether the inside clock claims no more than was seen outside; ``readings`` are those of each set."""
    if len(readings) < LEAST_PROCESSES:
        return True
    return combine([_excess(pairs) for pairs in readings], CONTROL).low <= CLOCK_TOLERANCE


def _saved(series: Series) -> Estimate:
    return trimmed([(first.outside - second.outside) / first.inside for first, second in series.each()])


def _excess(pairs: Sequence[tuple[Reading, Reading]]) -> Estimate:
    return trimmed(
        [
            (first.inside - second.inside - first.outside + second.outside) / first.inside
            for first, second in pairs
        ]
    )
