"""Paired batches: the original, the candidate and the original once more, in alternation.

A *round* is one batch of each side on the same input, as A B or as B A; in some rounds the control (the
original in a third process) runs on the other side of A. What one set of processes gives is a ``Series``.
"""

from __future__ import annotations

import contextlib
import math
import os
import time
from collections.abc import Iterator, Sequence

import msgspec

from optgate.model import Lap, OpenSide, Session
from optgate.timing.interval import Estimate, stratified, trimmed
from optgate.timing.outcomes import Outcomes

CONTROL_EVERY = 3
"""Every third round also runs the control."""

LEAST_ROUNDS = 2
"""Rounds of each input that a set of processes needs to be worth an estimate."""


class OutOfTimeError(Exception):
    """The deadline came before a set of processes had its least number of rounds."""


class Input(msgspec.Struct, frozen=True):
    """An encoded input of size ``n`` and the number of calls in one batch of it.

    ``more`` are others of the same shape: every round takes the next.
    """

    n: int
    call: bytes
    loops: int
    more: tuple[bytes, ...] = ()

    def at(self, turn: int) -> bytes:
        """The input of one round."""
        return (self.call, *self.more)[turn % (1 + len(self.more))]


class Trio(msgspec.Struct, frozen=True):
    """The open sessions of one set of processes."""

    original: Session
    candidate: Session
    control: Session


class Reading(msgspec.Struct, frozen=True):
    """A batch in nanoseconds a call: ``inside`` by the guest's clock, ``outside`` by the gate's.

    ``outside`` contains the work of the request, which is the same for both sides on the same input.
    """

    inside: float
    outside: float


class Series(msgspec.Struct):
    """What one set of processes gave.

    ``pairs`` and ``controls`` hold a list of readings an input, ``unseen`` tours of inputs that no process
    of the set had seen before.
    """

    inputs: tuple[Input, ...]
    pairs: list[list[tuple[Reading, Reading]]]
    controls: list[list[tuple[Reading, Reading]]]
    warmup: tuple[Reading, Reading] | None = None
    unseen: list[tuple[Reading, Reading]] = []

    @property
    def speedup(self) -> Estimate:
        """The log of original / candidate time."""
        return stratified([[log_ratio(*pair) for pair in group] for group in self.pairs])

    @property
    def control(self) -> Estimate | None:
        """The log of original / original time, None when no control ran."""
        ratios = [log_ratio(*pair) for group in self.controls for pair in group]
        return trimmed(ratios) if ratios else None

    def each(self) -> list[tuple[Reading, Reading]]:
        """All pairs of readings, (original, candidate)."""
        return [pair for group in self.pairs for pair in group]


class Stopwatch:
    """Runs batches on a set of processes, by the clock and with the copying that were chosen."""

    def __init__(self, trio: Trio, outcomes: Outcomes, *, clock: str, fresh: bool, deadline: float) -> None:
        self.trio = trio
        self.outcomes = outcomes
        self.clock = clock
        self.fresh = fresh
        self.deadline = deadline

    @property
    def left(self) -> float:
        """Seconds to the deadline."""
        return self.deadline - time.monotonic()

    def session(self, side: str) -> Session:
        """The session of ``original``, ``candidate`` or ``control``."""
        found: Session = getattr(self.trio, side)
        return found

    def lap(self, side: str, call: bytes, loops: int, *, timeout: float | None = None) -> tuple[Lap, int]:
        """One batch and the nanoseconds it took as seen from the gate; ``timeout`` as far as time is left.

        Raises:
            UnstableError: the outcome is another one than before.
            GuestError: the side died or did not end in time.
        """
        seconds = max(0.02, self.left if timeout is None else min(timeout, self.left))
        started = time.perf_counter_ns()
        lap = self.session(side).lap(call, loops, fresh=self.fresh, timeout=seconds)
        elapsed = time.perf_counter_ns() - started
        self.outcomes.check(side, call, loops, lap.digest)
        return lap, elapsed

    def read(self, side: str, call: bytes, loops: int) -> Reading:
        """One batch by the chosen clock."""
        return self._reading(*self.lap(side, call, loops))

    def _reading(self, lap: Lap, elapsed: int) -> Reading:
        processor = self.clock == "cpu"
        inside = max(1, lap.thread if processor else lap.wall)
        outside = lap.cpu if processor and lap.cpu else elapsed
        return Reading(inside / lap.loops, outside / lap.loops)

    def tour(self, calls: Sequence[bytes], *, flipped: bool = False) -> tuple[Reading, Reading]:
        """One call of each side with each of ``calls``; ``flipped`` runs the candidate first.

        Raises:
            UnstableError: an outcome is another one than before.
            GuestError: a side died or did not end in time.
        """
        readings: dict[str, Reading] = {}
        digests: dict[str, bytes] = {}
        for side in ("candidate", "original") if flipped else ("original", "candidate"):
            started = time.perf_counter_ns()
            lap = self.session(side).tour(calls, timeout=max(0.02, self.left))
            readings[side] = self._reading(lap, time.perf_counter_ns() - started)
            digests[side] = lap.digest
        self.outcomes.check_tour(calls, digests)
        return readings["original"], readings["candidate"]

    def both(self, call: bytes, loops: int, *, flipped: bool = False) -> tuple[Reading, Reading]:
        """One batch of each side; ``flipped`` runs the candidate first."""
        if flipped:
            second = self.read("candidate", call, loops)
            return self.read("original", call, loops), second
        return self.read("original", call, loops), self.read("candidate", call, loops)


def log_ratio(first: Reading, second: Reading) -> float:
    """The log of the inside times' ratio."""
    return math.log(first.inside / second.inside)


def pin(trio: Trio, number: int) -> None:
    """Put the three processes on one core, another one for each ``number``, where the platform can.

    Two processes on two cores differ by what else runs there: the ratio of identical code then spreads by
    several per cent from set to set, on one core by about half a per cent.
    """
    if not hasattr(os, "sched_setaffinity"):
        return
    cores = sorted(os.sched_getaffinity(0))
    for session in (trio.original, trio.candidate, trio.control):
        if session.pid:
            with contextlib.suppress(OSError):
                os.sched_setaffinity(session.pid, {cores[number % len(cores)]})


@contextlib.contextmanager
def open_trio(open_side: OpenSide, original: str, candidate: str, *, parity: bool) -> Iterator[Trio]:
    """Open the three processes; ``parity`` flips which is loaded first."""
    with contextlib.ExitStack() as stack:
        texts = [("original", original), ("candidate", candidate), ("control", original)]
        opened = {
            side: stack.enter_context(open_side(text)) for side, text in (texts[::-1] if parity else texts)
        }
        yield Trio(**opened)


def gather(watch: Stopwatch, inputs: Sequence[Input], *, until: float, parity: bool) -> Series:
    """Run rounds over ``inputs`` in turn until the instant ``until`` (``time.monotonic``).

    Each input gets at least ``LEAST_ROUNDS``; no round is started that cannot end before the deadline.

    Raises:
        OutOfTimeError: the deadline does not allow the least number of rounds.
        UnstableError: an outcome changed.
        GuestError: a side died or ran over the deadline.
    """
    series = Series(tuple(inputs), [[] for _ in inputs], [[] for _ in inputs])
    longest = 0.0
    number = 0
    while True:
        now = time.monotonic()
        turn, place = divmod(number, len(inputs))
        if (turn >= LEAST_ROUNDS and now >= until) or now + longest > watch.deadline:
            break
        flipped = (turn % 2 == 1) != parity
        _round(watch, series, place, flipped=flipped, with_control=(turn + place) % CONTROL_EVERY == 0)
        longest = max(longest * 0.9, time.monotonic() - now)
        number += 1
    if number < LEAST_ROUNDS:
        raise OutOfTimeError
    return series


def _round(watch: Stopwatch, series: Series, place: int, *, flipped: bool, with_control: bool) -> None:
    item = series.inputs[place]
    order = [*(["control"] if with_control else []), "original", "candidate"]
    call = item.at(len(series.pairs[place]))
    readings = {side: watch.read(side, call, item.loops) for side in (order[::-1] if flipped else order)}
    series.pairs[place].append((readings["original"], readings["candidate"]))
    if with_control:
        series.controls[place].append((readings["control"], readings["original"]))
