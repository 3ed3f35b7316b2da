"""From the looks at a measurement to the ``Timing`` record, with the sentence that explains it."""

from __future__ import annotations

import math
from collections.abc import Mapping

import msgspec

from optgate.model import Decision, SizePoint, Slope, Timing
from optgate.timing import decide, doubt, record
from optgate.timing.batches import Series
from optgate.timing.decide import Call, Look
from optgate.timing.interval import Interval
from optgate.timing.outcomes import Outcomes
from optgate.timing.plan import Plan
from optgate.timing.sweep import Sweep


class Result(msgspec.Struct):
    """The measurement so far.

    ``refusal``, ``doubt`` and ``wrong`` end it: nothing measured, not to be believed, or another outcome.
    ``used`` are the sizes the function is known to be used with, None where all count as such.
    """

    plan: Plan | None = None
    series: list[Series] = []
    look: Look | None = None
    sweep: Sweep | None = None
    refusal: str = ""
    doubt: str = ""
    wrong: str = ""
    unconfirmed: str = ""
    outcomes: Outcomes = msgspec.field(default_factory=Outcomes)
    used: frozenset[int] | None = None

    @property
    def saved(self) -> float:
        """Nanoseconds that a call of the decision size takes less."""
        if self.look is None or self.plan is None:
            return 0.0
        return self.plan.sizes.costs[self.plan.size] * (1 - math.exp(-self.credited.center))

    def slower(self, smallest: int) -> tuple[SizePoint, ...]:
        """The sizes from ``smallest`` up at which being slower rejects the candidate."""
        return self.sweep.slower(smallest, self.used, self.saved) if self.sweep is not None else ()

    def told(self, smallest: int) -> tuple[SizePoint, ...]:
        """The sizes from ``smallest`` up at which it is slower although that does not reject it."""
        return self.sweep.told(smallest, self.used, self.saved) if self.sweep is not None else ()

    @property
    def call(self) -> Call:
        """The call of the last look; one that still has to be confirmed is open."""
        if self.look is None or self.unconfirmed:
            return Call.OPEN
        return self.look.call

    @property
    def credited(self) -> Interval:
        """The interval of the log speed-up that is reported: no more than unseen inputs show."""
        assert self.look is not None
        unseen = doubt.unseen(self.series, decide.FINAL)
        return unseen if unseen is not None and unseen.high < self.look.interval.low else self.look.interval

    def take_look(self, min_speedup: float, *, final: bool) -> None:
        """Judge what is there."""
        controls = [series.control for series in self.series]
        self.unconfirmed = ""
        self.look = decide.look(
            [series.speedup for series in self.series],
            [control for control in controls if control is not None],
            min_speedup,
            final=final,
        )

    def promising(self, min_speedup: float) -> bool:
        """Whether the best guess is beyond the threshold, after enough processes to be one."""
        return (
            self.look is not None
            and len(self.series) >= decide.LEAST_PROCESSES
            and self.look.interval.center >= math.log(min_speedup)
        )


def timing_of(result: Result, name: str, min_speedup: float, smallest: int | None, seconds: float) -> Timing:
    """The record. ``smallest`` is the size from which being slower rejects, None when it never does."""
    if result.look is None:
        told = result.wrong or result.doubt or result.refusal
        reason = told or "inconclusive: there was no time for a measurement"
        decision = Decision.ERROR if result.doubt else Decision.NOT_FASTER
        decision = Decision.WRONG if result.wrong else decision
        return Timing(decision, reason, 0.0, 0.0, 0.0, seconds, "none", 0)
    decision, reason = _decision(result, min_speedup, smallest)
    if decision is Decision.ACCEPTED:
        reason = _praise(result, smallest, seconds)
    interval = result.credited
    clock = result.plan.clock if result.plan else "none"
    original, candidate = record.documents(
        result.series, name, _metadata(result, decision, reason, min_speedup)
    )
    return Timing(
        decision,
        reason,
        math.exp(interval.center),
        math.exp(interval.low),
        math.exp(interval.high),
        seconds,
        clock,
        len(result.series),
        crossover=result.sweep.crossover if result.sweep else None,
        sizes=result.sweep.points if result.sweep else (),
        original_pyperf=original,
        candidate_pyperf=candidate,
        crossover_between=result.sweep.between if result.sweep else (None, None),
        slopes=(result.sweep.slope(0), result.sweep.slope(1)) if result.sweep else (None, None),
    )


def _decision(result: Result, min_speedup: float, smallest: int | None) -> tuple[Decision, str]:
    if result.wrong:
        return Decision.WRONG, result.wrong
    if result.doubt:
        return Decision.ERROR, result.doubt
    figure = _figure(result)
    if result.call is Call.SHORT:
        return Decision.NOT_FASTER, f"{figure}: short of the {min_speedup:.4g}x asked for"
    if result.call is Call.OPEN:
        return Decision.NOT_FASTER, f"inconclusive: {_open_because(result, min_speedup)}"
    if result.sweep is None:
        return Decision.NOT_FASTER, f"inconclusive: {figure}, but no time was left to look at other sizes"
    slower = result.slower(smallest) if smallest is not None else ()
    if slower:
        worst = min(slower, key=lambda point: point.speedup)
        return Decision.SLOWER_SMALL, f"{figure}, but {worst.speedup:.2g}x on an input of size {worst.n}"
    return Decision.ACCEPTED, ""


def _figure(result: Result) -> str:
    assert result.look is not None
    center, low, high = (
        math.exp(value) for value in (result.credited.center, result.credited.low, result.credited.high)
    )
    return f"{center:.3g}x [{low:.3g}, {high:.3g}]"


def _open_because(result: Result, min_speedup: float) -> str:
    assert result.look is not None
    figure = _figure(result)
    pairs = f"{len(result.series)} process pair{'s' if len(result.series) != 1 else ''}"
    if result.unconfirmed:
        return f"{figure} inside the candidate is not confirmed {result.unconfirmed}"
    if result.look.drift:
        drift = (math.exp(result.look.drift) - 1) * 100
        return f"{figure}; the machine drifted by {drift:.1f} % (original against itself)"
    if len(result.series) < decide.LEAST_PROCESSES:
        return f"only {pairs} fitted into the time"
    return f"{figure} leaves {min_speedup:.4g}x open after {pairs}"


def _praise(result: Result, smallest: int | None, seconds: float) -> str:
    assert result.plan is not None and result.sweep is not None
    parts = [
        f"{_figure(result)}, {len(result.series)} processes, {result.plan.clock}, {seconds:.1f} s",
    ]
    slopes = result.sweep.slope(0), result.sweep.slope(1)
    if slopes[0] is not None and slopes[1] is not None:
        parts.append(f"slope {_slope(slopes[0])} -> {_slope(slopes[1])}")
    below, above = result.sweep.between
    told = result.told(smallest) if smallest is not None else ()
    if below is not None:
        parts.append(f"slower only for n <= {below}" + (f", faster from {above} on" if above else ""))
    parts += [
        f"{point.speedup:.2g}x on an input of size {point.n}" for point in told if point.n > (below or 0)
    ]
    return "; ".join(parts)


def _slope(slope: Slope) -> str:
    return f"{slope.value:.2f} [{slope.low:.2f}, {slope.high:.2f}]"


def _metadata(
    result: Result, decision: Decision, reason: str, min_speedup: float
) -> Mapping[str, str | int | float]:
    assert result.look is not None and result.plan is not None
    interval = result.credited
    return {
        "verdict": decision.value,
        "reason": reason or decision.value,
        "speedup": math.exp(interval.center),
        "low": math.exp(interval.low),
        "high": math.exp(interval.high),
        "min_speedup": min_speedup,
        "clock": result.plan.clock,
        "size": result.plan.size,
        "processes": len(result.series),
        "hash_seeds": result.outcomes.seed,
    }
