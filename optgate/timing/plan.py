"""What is measured: the decision input, the batch, fresh copies or not, and the clock."""

from __future__ import annotations

import hashlib
import math
import statistics
import time
from collections.abc import Mapping, Sequence

import msgspec

from optgate.guest import codec
from optgate.model import GuestError, Lap, Observation
from optgate.timing.batches import OutOfTimeError, Stopwatch
from optgate.timing.fresh import Pool, fresh_inputs

LONGEST_CALL = 1e6
"""The decision input is the largest whose call takes at most this, in nanoseconds on the original."""

BATCH = 5e5
"""Nanoseconds of one batch of the original."""

SHORTEST_BATCH = 25e3
"""Nanoseconds below which a batch of the candidate would show the clock's own cost."""

LONGEST_REQUEST = 6e6
"""Nanoseconds that one request (copies, calls, encoding) may take from outside, when a call is shorter."""

PROBE_SECONDS = 0.25
"""No size is probed whose call is expected to take longer than this."""

BUSY = 1.25
"""Wall time up to this multiple of thread CPU time counts as busy with the code itself."""


HELPERS = 2e5
"""Nanoseconds of CPU time beyond the thread's own from which helper threads are assumed."""

LONGEST_SWEPT = 1e7
"""Sizes whose call takes longer than this (nanoseconds) are left out of the sweep."""

MOST_SIZES = 10
MOST_INPUTS = 8
MOST_SWEPT = 3
"""Sizes in the sweep, inputs of the decision size, and inputs of a size in the sweep, at most."""

ALIKE = 0.75
"""Inputs shorter (encoded) than this share of the longest of their size are swept and not decided on."""

SEGMENT = 0.1
"""Seconds of rounds in which every input a set of processes uses should have five."""


class Sizes(msgspec.Struct, frozen=True):
    """The inputs by size, ascending, and what a call took on the original in nanoseconds."""

    calls: dict[int, tuple[bytes, ...]]
    costs: dict[int, float]


class Plan(msgspec.Struct, frozen=True):
    """What the first set of processes settled for all.

    ``loops`` holds the inputs of the decision size with the calls in a batch of each; ``width`` is how
    many of them one set of processes uses; ``sweep_calls`` are the inputs of the other sizes.
    ``fresh`` says that every call gets its own copy, ``pool`` holds further inputs of the decision size.
    """

    sizes: Sizes
    sweep_calls: dict[int, tuple[bytes, ...]]
    size: int
    loops: dict[bytes, int]
    fresh: bool
    clock: str
    width: int
    pool: Pool


def probe(watch: Stopwatch, sized: Sequence[tuple[int, bytes]]) -> Sizes:
    """Call the original with inputs of every size, from small to large; the costliest gives the size's cost.

    Stops at the first size that takes too long, or is expected to even if time grew only with the size.

    Raises:
        GuestError: not even the smallest size could be called.
        OutOfTimeError: it did not return within half of the time that is left.
    """
    calls: dict[int, tuple[bytes, ...]] = {}
    for n, call in sorted(sized, key=lambda pair: pair[0]):
        if call not in calls.get(n, ()):
            calls[n] = (*calls.get(n, ()), call)
    costs: dict[int, float] = {}
    last: tuple[int, float] | None = None
    for n, group in calls.items():
        if last and last[1] * n / max(1, last[0]) > PROBE_SECONDS * 1e9:
            break
        began, patience = time.monotonic(), min(watch.left / 2, 2 * PROBE_SECONDS if costs else math.inf)
        try:
            cost = max(_cost(watch, call, patience) for call in _telling(group))
        except GuestError:
            if costs:
                break
            if time.monotonic() - began >= 0.9 * patience:
                raise OutOfTimeError from None
            raise
        costs[n] = cost
        last = (n, cost)
    return Sizes({n: calls[n] for n in costs}, costs)


def _cost(watch: Stopwatch, call: bytes, patience: float) -> float:
    """Nanoseconds that a call takes on the original; the better of two where that is short."""
    lap, _ = watch.lap("original", call, 1, timeout=patience)
    if lap.wall < 1e6:
        lap = min(lap, watch.lap("original", call, 1)[0], key=lambda one: one.wall)
    return float(max(1, lap.wall))


def decision_size(costs: Mapping[int, float], smallest: int) -> int:
    """The size to decide on, for power: the largest whose call is short, among those that count.

    ``costs`` are nanoseconds a call by size. Sizes under ``smallest`` are taken only when there is no
    other; where every call is long, the smallest size is.
    """
    counted = [n for n in costs if n >= smallest] or list(costs)
    short = [n for n in counted if costs[n] <= LONGEST_CALL]
    return max(short) if short else min(counted, key=lambda n: costs[n])


def _deciding(calls: Sequence[bytes]) -> tuple[bytes, ...]:
    """The inputs of one size that are about as long: where only one argument is large, the sweep looks."""
    longest = max(map(len, calls))
    return tuple(call for call in calls if len(call) >= ALIKE * longest)[:MOST_INPUTS]


def _telling(calls: Sequence[bytes]) -> Sequence[bytes]:
    """The inputs of one size that tell what a call costs: one where all are about as long."""
    alike = len(_deciding(calls)) == min(len(calls), MOST_INPUTS)
    return [calls[len(calls) // 2]] if alike else calls[:MOST_SWEPT]


def leaves_alone(call: bytes, seen: Observation) -> bool:
    """Whether the call left its arguments as they were, bit for bit and with the same sharing.

    What cannot be told (an iterator, an unknown object, a result that shares an argument, a call that did
    not return) counts as changed, so that fresh copies are made.
    """
    try:
        args, kwargs = codec.decode_call(call)
        after = codec.decode(seen.outcome)
    except codec.Malformed:
        return False
    if not isinstance(after, dict) or "args" not in after or "kwargs" not in after:
        return False
    return codec.encode([list(args), kwargs]) == codec.encode([list(after["args"]), after["kwargs"]])


def rehearse(watch: Stopwatch, calls: Sequence[tuple[int, bytes]]) -> bool:
    """Call both sides once with every input, outside of any batch; whether all left their arguments alone.

    ``calls`` are sizes with encoded inputs; both sides have to give the same.

    The outcomes are remembered where the original's first batch showed that batches give the very same
    ones: a candidate that behaves differently once it is timed is noticed.

    Raises:
        WrongError: the candidate gave another outcome than the original.
        UnstableError: a batch gave another outcome than the plain call.
        GuestError: a side died or ran over the deadline.
    """
    alone = True
    seen: dict[tuple[str, bytes], Observation] = {}
    for side in ("original", "candidate"):
        for n, call in calls:
            (one,) = watch.session(side).run([call], timeout=max(0.05, watch.left / 4))
            seen[side, call] = one
            alone = leaves_alone(call, one) and alone
            if one.kind not in ("return", "raise"):
                return False
            if side == "candidate":
                watch.outcomes.compare(n, call, seen["original", call], one)
    _, call = calls[0]
    first, _ = watch.lap("original", call, 1)
    several, _ = watch.lap("original", call, 3)
    if first.digest == hashlib.sha256(seen["original", call].outcome).digest() == several.digest:
        watch.outcomes.plain = True
        for (side, call), one in seen.items():
            watch.outcomes.expect(side, call, one.outcome)
    return alone


def clock_of(single: Sequence[Lap], several: Sequence[Lap] = ()) -> str:
    """``cpu`` when the code is busy on its own thread, ``wall`` when it waits or has helper threads.

    ``single`` are laps of one call, ``several`` of a number of calls on the same objects. A batch that was
    interrupted by other work has more wall than CPU time as well; so the least ratio of several batches
    counts, and waiting needs voluntary context switches. Helper threads show in the CPU time of the whole
    process: what the calls beyond the first add to it is more than they add to the thread's own.
    """
    ratio = min(lap.wall / max(1, lap.thread) for lap in [*single, *several])
    waits = statistics.median(lap.switches for lap in single) >= 1
    if ratio > BUSY and (waits or ratio > 4):
        return "wall"
    if several and all(lap.cpu for lap in several):
        process = min(lap.cpu for lap in several) - min(lap.cpu for lap in single)
        thread = min(lap.thread for lap in several) - min(lap.thread for lap in single)
        if process > 1.5 * thread + HELPERS:
            return "wall"
    return "cpu"


def _clock(watch: Stopwatch, side: str, call: bytes, *, trusted: bool) -> str:
    """The clock that suits one side; an untrusted one is judged by what the gate sees from outside."""

    def laps(loops: int) -> list[Lap]:
        return [_as_seen(*watch.lap(side, call, loops), trusted=trusted) for _ in range(3)]

    return clock_of(laps(1), [] if watch.fresh else laps(9))


def _as_seen(lap: Lap, elapsed: int, *, trusted: bool) -> Lap:
    if trusted or not lap.cpu:
        return lap
    return Lap(lap.loops, lap.cpu, elapsed, lap.cpu, lap.switches, lap.digest)


def loops_for(watch: Stopwatch, call: bytes) -> int:
    """The number of calls in a batch.

    Calibrated on the original for ``BATCH``; raised (to ten times that at most) when the candidate's
    batch would be too short to time. Both sides always run the same number of calls.
    """

    def length(lap: Lap) -> int:
        return max(1, lap.wall if watch.clock == "wall" else lap.thread)

    loops = 1
    while True:
        lap, elapsed = watch.lap("original", call, loops)
        cost = length(lap) / loops
        wanted = max(1, math.ceil(BATCH / cost))
        if loops > 1:
            wanted = min(wanted, max(1, int(loops * LONGEST_REQUEST / max(1, elapsed))))
        if wanted <= loops * 1.5 or watch.left <= 0:
            break
        loops = min(wanted, loops * 20)
    loops = max(1, min(loops, wanted))
    lap, elapsed = watch.lap("candidate", call, loops)
    if length(lap) < SHORTEST_BATCH:
        room = max(1.0, min(10 * BATCH / (cost * loops), LONGEST_REQUEST / max(1, elapsed)))
        loops = math.ceil(loops * min(SHORTEST_BATCH / length(lap), room))
    return loops


def settle(watch: Stopwatch, sized: Sequence[tuple[int, bytes]], smallest: int, *, trusted: bool) -> Plan:
    """Choose everything a measurement keeps, on the first set of processes.

    ``watch`` has ``fresh`` set and its clock is the CPU's; both are changed here to what is chosen.

    Raises:
        GuestError: a side died or ran over the deadline.
        OutOfTimeError: the original takes too long.
        UnstableError: an outcome changed.
        WrongError: the candidate gave another outcome than the original.
    """
    sizes = probe(watch, sized)
    size = decision_size(sizes.costs, smallest)
    group = _deciding(sizes.calls[size])
    sweep_calls = {
        n: sizes.calls[n][:MOST_SWEPT]
        for n in spread_out([n for n in sizes.calls if sizes.costs[n] <= LONGEST_SWEPT])
    }
    several = watch.session("original").lap(group[0], 3, fresh=True, timeout=max(0.02, watch.left))
    watch.outcomes.by_loops = several.digest != watch.lap("original", group[0], 1)[0].digest
    used = sorted({(n, call) for n, calls in [(size, group), *sweep_calls.items()] for call in calls})
    watch.fresh = not rehearse(watch, used)
    clocks = {
        _clock(watch, "original", group[0], trusted=True),
        _clock(watch, "candidate", group[0], trusted=trusted),
    }
    watch.clock = "wall" if "wall" in clocks else "cpu"
    loops = {call: loops_for(watch, call) for call in group}
    pool = fresh_inputs(watch, group, sizes.costs[size], remembering=not trusted)
    started = time.monotonic()
    watch.both(group[0], loops[group[0]])
    round_seconds = 1.2 * (time.monotonic() - started)
    width = max(1, min(4, len(group), int(SEGMENT / (5 * round_seconds))))
    return Plan(sizes, sweep_calls, size, loops, watch.fresh, watch.clock, width, pool)


def spread_out(sizes: Sequence[int], most: int = MOST_SIZES) -> list[int]:
    """At most ``most`` of the ascending sizes, the ends included, evenly over their ranks."""
    if len(sizes) <= most:
        return list(sizes)
    return [sizes[round(step * (len(sizes) - 1) / (most - 1))] for step in range(most)]
