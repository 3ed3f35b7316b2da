"""The measurement: sets of three fresh processes, a look after each, until the answer is clear."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence

import msgspec

from optgate.model import Candidate, GuestError, OpenSide, Progress, Timing
from optgate.timing import batches, decide, doubt
from optgate.timing.alone import WAITING, alone
from optgate.timing.answer import Result, timing_of
from optgate.timing.batches import Input, OutOfTimeError, Reading, Stopwatch, Trio
from optgate.timing.decide import Call
from optgate.timing.outcomes import Differs, Outcomes, UnstableError, WrongError, exactly
from optgate.timing.plan import Plan, settle
from optgate.timing.seeds import Reseeded, Seeds
from optgate.timing.sweep import sweep

FIRST_SEGMENT = 0.05
LONGEST_SEGMENT = 0.25
GROWTH = 1.15
"""Seconds of the rounds of one set of processes, growing from set to set."""

DOUBTED = 2.0
"""So many times as long for somebody else's candidate: the gate's own clock sees less in the same rounds."""

NO_INPUTS = ", of which none of this size could be made"

RESERVE = 0.15
"""Seconds kept free before the deadline for ending processes and writing the record."""


class Task(msgspec.Struct, frozen=True):
    """What is asked: the texts of both sides, the inputs, the threshold and the limits."""

    original: str
    candidate: Candidate
    open_side: OpenSide
    reseeded: Reseeded | None
    sized: Sequence[tuple[int, bytes]]
    name: str
    min_speedup: float
    deadline: float
    smallest: int
    rng: random.Random


def measure(
    original_text: str,
    candidate: Candidate,
    open_side: OpenSide,
    sized: Sequence[tuple[int, bytes]],
    *,
    reseeded: Reseeded | None = None,
    name: str,
    min_speedup: float,
    deadline: float,
    seed: int,
    progress: Progress,
    differs: Differs = exactly,
    smallest: int = 16,
    used: frozenset[int] | None = None,
    allow_slower_small: bool = False,
) -> Timing:
    """Whether ``candidate`` is at least ``min_speedup`` times as fast as the original, with confidence.

    Args:
        original_text: text of the whole file with the original function.
        candidate: the rewrite; one that is not ``trusted`` must also convince the gate's own clock and be
            fast on inputs it never saw.
        open_side: opens a side in a process of its own.
        sized: pairs of a size and an encoded input of that size, which the original accepts.
        reseeded: a context in which sides are opened with another hash seed; without it all have the same.
        name: name of the benchmark in the pyperf documents.
        min_speedup: original time / candidate time that counts as faster (1.05: five per cent).
        deadline: instant (``time.monotonic``) at which the answer is due.
        seed: seeds the order of inputs and rounds.
        progress: told what is going on.
        differs: how the outcomes of both sides for an input differ; one that is timed and differs is wrong.
        smallest: smaller sizes than this are reported but never reject, and are not decided on when
            there is a larger one: at a handful of elements a call into an array library always costs more.
        used: the sizes the function is known to be used with, None where all of ``sized`` are such. At any
            other size a small loss is reported and does not reject when the gain is far larger.
        allow_slower_small: accept a candidate that is slower at some of the sizes that count.

    Raises:
        GuestError: a side could not be opened, or died while it was measured.
    """
    started = time.monotonic()
    rng = random.Random(seed)
    due = deadline - RESERVE
    task = Task(original_text, candidate, open_side, reseeded, sized, name, min_speedup, due, smallest, rng)
    rejecting = None if allow_slower_small else smallest
    result = Result(outcomes=Outcomes(differs), used=used)
    if not sized:
        result.refusal = "there is no input to time it with"
        return timing_of(result, name, min_speedup, rejecting, time.monotonic() - started)
    with alone(task.deadline, waiting=lambda: progress(WAITING)) as mine:
        if mine:
            progress(f"timing {name}")
            _run(task, result)
            _last_look(task, result)
            if not allow_slower_small:
                _confirm_slower(task, result)
        else:
            result.refusal = "inconclusive: another measurement held this machine until the deadline"
    return timing_of(result, name, min_speedup, rejecting, time.monotonic() - started)


def _run(task: Task, result: Result) -> None:
    opening = 0.0
    try:
        with Seeds(task.open_side, task.reseeded) as seeds:
            for number in range(decide.MOST_PROCESSES):
                before = time.monotonic()
                side = seeds.following(opening)
                parity = bool(number % 2)
                with batches.open_trio(side, task.original, task.candidate.text, parity=parity) as trio:
                    opening = time.monotonic() - before
                    result.outcomes.seed = seeds.count
                    if _one_set(task, result, trio, number, opening):
                        return
                if time.monotonic() + opening + FIRST_SEGMENT > task.deadline:
                    return
    except WrongError as error:
        result.wrong = str(error)
    except UnstableError as error:
        result.doubt = str(error)
    except OutOfTimeError:
        pass
    except GuestError:
        if time.monotonic() < task.deadline:
            raise


def _last_look(task: Task, result: Result) -> None:
    """Judge by the last look's level what the deadline left open."""
    if result.series and result.call is Call.OPEN and not result.doubt:
        result.take_look(task.min_speedup, final=True)
        result.doubt = _doubts(task, result, final=True)


def _confirm_slower(task: Task, result: Result) -> None:
    """Measure the sizes that came out slower once more, in fresh processes.

    A sweep looks at many sizes in little time: one that is slower by chance alone should not reject. Where
    there is no time for it the first figure stands.
    """
    if result.plan is None or result.sweep is None or result.call is not Call.FASTER or result.doubt:
        return
    slower = result.slower(task.smallest)
    if not slower:
        return
    calls = {point.n: result.plan.sweep_calls[point.n] for point in slower}
    result.outcomes.seed = 1
    try:
        with batches.open_trio(task.open_side, task.original, task.candidate.text, parity=True) as trio:
            watch = Stopwatch(
                trio,
                result.outcomes,
                clock=result.plan.clock,
                fresh=result.plan.fresh,
                deadline=task.deadline,
            )
            if result.plan.clock == "cpu":
                batches.pin(trio, 1)
            result.sweep = result.sweep.milder(sweep(watch, calls, result.plan.sizes.costs, task.rng))
    except UnstableError as error:
        result.doubt = str(error)
    except GuestError:
        if time.monotonic() < task.deadline:
            raise


def _one_set(task: Task, result: Result, trio: Trio, number: int, opening: float) -> bool:
    """One set of processes and the look after it; true when the measurement is at its end."""
    watch = Stopwatch(trio, result.outcomes, clock="cpu", fresh=True, deadline=task.deadline)
    planning = result.plan is None
    chosen = result.plan or settle(watch, task.sized, task.smallest, trusted=task.candidate.trusted)
    result.plan = chosen
    watch.clock, watch.fresh = chosen.clock, chosen.fresh
    if chosen.clock == "cpu":
        batches.pin(trio, number // 2)
    doubted = 1.0 if task.candidate.trusted else DOUBTED
    segment = min(LONGEST_SEGMENT, doubted * FIRST_SEGMENT * GROWTH**number)
    inputs = _choose(chosen, task.rng)
    unseen = [] if planning else _tours(chosen, watch, parity=bool(number % 2))
    warmup = watch.both(inputs[0].call, inputs[0].loops)
    until = time.monotonic() + segment
    series = batches.gather(watch, inputs, until=until, parity=bool(number % 2))
    series.unseen, series.warmup = unseen, warmup
    result.series.append(series)
    last = number + 1 == decide.MOST_PROCESSES
    final = last or time.monotonic() + opening + segment > task.deadline
    result.take_look(task.min_speedup, final=final)
    result.doubt = _doubts(task, result, final=final)
    if result.promising(task.min_speedup) and result.sweep is None:
        result.sweep = sweep(watch, chosen.sweep_calls, chosen.sizes.costs, task.rng)
    return final or bool(result.doubt) or result.call is not Call.OPEN


def _choose(chosen: Plan, rng: random.Random) -> list[Input]:
    """The decision inputs of one set of processes."""
    return [
        Input(chosen.size, call, chosen.loops[call], chosen.pool.more.get(call, ()))
        for call in rng.sample(list(chosen.loops), chosen.width)
    ]


def _tours(chosen: Plan, watch: Stopwatch, *, parity: bool) -> list[tuple[Reading, Reading]]:
    """One tour after the other of inputs that these processes have not seen; the first one warms up."""
    readings = [
        watch.tour(calls, flipped=place > 0 and bool(place % 2) != parity)
        for place, calls in enumerate(chosen.pool.tours)
        if not place or watch.left > 0
    ]
    return readings[1:]


def _doubts(task: Task, result: Result, *, final: bool) -> str:
    """Why an untrusted candidate is not believed; sets ``result.unconfirmed`` while that is open."""
    if task.candidate.trusted:
        return ""
    level = decide.FINAL if final else decide.INTERIM
    unseen = doubt.remembering(result.series, task.min_speedup, level)
    if unseen is Call.SHORT and result.call is Call.FASTER:
        return "it is only faster on inputs it has seen before"
    found = doubt.forged(result.series)
    if found or result.call is not Call.FASTER:
        return found
    outside = doubt.outside(result.series, task.min_speedup, level)
    if outside is Call.SHORT:
        return "the clock disagrees: faster inside the candidate, not faster by the gate's own clock"
    if outside is Call.OPEN:
        result.unconfirmed = "by the gate's own clock"
    elif unseen is Call.OPEN:
        result.unconfirmed = "by calls with unseen inputs" + ("" if _has_tours(result) else NO_INPUTS)
    return ""


def _has_tours(result: Result) -> bool:
    return result.plan is not None and bool(result.plan.pool.tours)
