"""A second opinion on an accepted candidate: pyperf's own runner, with processes for each side alone.

pyperf measures wall time and does not pair the sides, so it sees less than the gate's own measurement does.
It shares none of the gate's machinery, though: what both find faster rests on no mistake of one of them.
"""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Sequence

import msgspec

from optgate.model import Confirmation, Decision, GuestError, Progress, Timing
from optgate.timing.alone import WAITING, alone
from optgate.timing.decide import FINAL
from optgate.timing.interval import PROCESS_SPREAD, Interval, t_quantile

PROCESSES = 5
ARGUMENTS = ("--processes", str(PROCESSES), "--values", "4", "--warmups", "1", "--min-time", "0.01")
"""How pyperf is to run: of each side so many processes, of each process four values of 10 ms at least."""

LEAST_SECONDS = 3.0
"""With less left pyperf is not started."""

Run = Callable[[Sequence[str], float], bytes]
"""Runs the script with options of pyperf for so many seconds at most; gives its JSON, or ``GuestError``."""


class _Run(msgspec.Struct):
    values: list[float] = []


class _Name(msgspec.Struct):
    name: str


class _Benchmark(msgspec.Struct):
    runs: list[_Run]
    metadata: _Name


class _Suite(msgspec.Struct):
    benchmarks: list[_Benchmark]


def confirm(timing: Timing, run: Run, *, min_speedup: float, deadline: float, progress: Progress) -> Timing:
    """The timing of an accepted candidate with what pyperf makes of it; declined when the two disagree.

    pyperf agrees when it finds the candidate faster beyond chance and its estimate is not short of the
    threshold. Where it could not measure, the verdict stays, and the confirmation says what is missing.

    Args:
        timing: The accepted measurement.
        run: Runs the comparison with pyperf.
        min_speedup: Original time / candidate time that counts as faster.
        deadline: Instant (``time.monotonic``) at which the answer is due.
        progress: Told what is going on.
    """
    began = time.monotonic()
    try:
        with alone(deadline, waiting=lambda: progress(WAITING)) as mine:
            left = deadline - time.monotonic()
            if not mine or left < LEAST_SECONDS:
                return unconfirmed(timing, "there was no time left for it")
            progress("confirming with pyperf")
            document = run(ARGUMENTS, left)
        sides = read(document)
    except GuestError as error:
        return unconfirmed(timing, str(error))
    interval = compare(*sides)
    low, high = math.exp(interval.low), math.exp(interval.high)
    speedup = math.exp(interval.center)
    found = Confirmation(
        agrees=speedup >= min_speedup and low > 1,
        speedup=speedup,
        low=low,
        high=high,
        seconds=time.monotonic() - began,
        processes=min(map(len, sides)),
        pyperf=document.decode("utf-8", "replace"),
    )
    if found.agrees:
        return msgspec.structs.replace(timing, confirmation=found)
    verdict = "disagrees" if high < min_speedup else "does not confirm it"
    reason = (
        f"pyperf's own runner {verdict}: {speedup:.3g}x [{low:.3g}, {high:.3g}], "
        f"here {timing.speedup:.3g}x [{timing.low:.3g}, {timing.high:.3g}]"
    )
    return msgspec.structs.replace(timing, decision=Decision.NOT_FASTER, reason=reason, confirmation=found)


def unconfirmed(timing: Timing, why: str) -> Timing:
    """The timing with a note that pyperf did not measure."""
    return msgspec.structs.replace(timing, confirmation=Confirmation(agrees=False, missing=why))


def read(document: bytes) -> tuple[list[float], list[float]]:
    """The median seconds of a call in each process of the original, and of the candidate.

    Raises:
        GuestError: The document is none that pyperf writes for both sides.
    """
    try:
        suite = msgspec.json.decode(document, type=_Suite)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise GuestError("pyperf left nothing that can be read") from None
    sides = []
    for side in ("[original]", "[candidate]"):
        found = [one for one in suite.benchmarks if one.metadata.name.endswith(side)]
        values = [statistics.median(run.values) for one in found for run in one.runs if run.values]
        if len(values) < 2 or not all(0 < value < math.inf for value in values):
            raise GuestError(f"pyperf measured too little of the {side[1:-1]}")
        sides.append(values)
    return sides[0], sides[1]


def compare(original: Sequence[float], candidate: Sequence[float]) -> Interval:
    """The 95 % interval of the log of original / candidate time, from a value a process.

    Welch's t interval; the spread between processes is taken to be ``PROCESS_SPREAD`` at least.
    """
    logs = [[math.log(value) for value in side] for side in (original, candidate)]
    parts = [max(statistics.variance(side), PROCESS_SPREAD**2) / len(side) for side in logs]
    degrees = sum(parts) ** 2 / sum(part**2 / (len(side) - 1) for part, side in zip(parts, logs, strict=True))
    half = t_quantile(max(1, int(degrees)), 1 - FINAL / 2) * math.sqrt(sum(parts))
    center = statistics.fmean(logs[0]) - statistics.fmean(logs[1])
    return Interval(center, center - half, center + half)


def decision_size(timing: Timing) -> int | None:
    """The size that a stored measurement was decided on, by the metadata of its pyperf document."""
    try:
        document = msgspec.json.decode(timing.original_pyperf)
        places = [document, *document["benchmarks"], *document["benchmarks"][0]["runs"]]
        found = [place.get("metadata", {}).get("optgate_size") for place in places]
    except (msgspec.DecodeError, KeyError, IndexError, TypeError, AttributeError):
        return None
    return next((size for size in found if isinstance(size, int)), None)
