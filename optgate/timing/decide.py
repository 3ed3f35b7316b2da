"""The decision: faster beyond the threshold, surely short of it, or open.

Group-sequential after Haybittle and Peto: every look before the last uses a level so strict (0.001) that
the last may use the ordinary one (0.05) almost unchanged.
"""

from __future__ import annotations

import enum
import math
from collections.abc import Sequence

import msgspec

from optgate.timing.interval import Estimate, Interval, combine

INTERIM = 0.001
FINAL = 0.05
CONTROL = 0.01
"""Two-sided levels: of a look before the last, of the last look, of the control."""

LEAST_PROCESSES = 2
MOST_PROCESSES = 20

GROSS_DRIFT = 0.25
"""A control this far from 1.0 (log ratio) says that the machine measures nothing at all."""


class Call(enum.Enum):
    """What a look at the estimates so far says."""

    FASTER = "faster"
    SHORT = "short"
    OPEN = "open"


class Look(msgspec.Struct, frozen=True):
    """One look: the call, the 95 % interval of the log speed-up, and the drift the control showed.

    The call itself rests on the level of the look. ``drift`` (a log ratio) is 0 when the control's interval
    contains 1.0; otherwise the intervals have been widened by it.
    """

    call: Call
    interval: Interval
    drift: float = 0.0


def look(
    estimates: Sequence[Estimate], controls: Sequence[Estimate], min_speedup: float, *, final: bool
) -> Look:
    """Judge the estimates of the log speed-up (original / candidate), one a pair of processes.

    ``controls`` are estimates of the original against itself. When their interval does not contain 1.0
    the machine drifted: the verdict must then hold with its interval widened by that drift, and is
    refused (stays open) when the drift is gross.
    """
    drift = _drift(controls)
    shown = combine(estimates, FINAL).widened(drift)
    interval = shown if final else combine(estimates, INTERIM).widened(drift)
    threshold = math.log(min_speedup)
    enough = len(estimates) >= LEAST_PROCESSES and drift < GROSS_DRIFT
    if enough and interval.low >= threshold:
        return Look(Call.FASTER, shown, drift)
    if enough and interval.high < threshold:
        return Look(Call.SHORT, shown, drift)
    return Look(Call.OPEN, shown, drift)


def _drift(controls: Sequence[Estimate]) -> float:
    if len(controls) < LEAST_PROCESSES:
        return 0.0
    interval = combine(controls, CONTROL)
    return 0.0 if interval.holds(0.0) else abs(interval.center)
