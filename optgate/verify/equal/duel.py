"""Running both sides on the same inputs, and what each pair of observations says."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np

from optgate.model import GuestError, Observation, Session
from optgate.verify.domain.pools import WITHOUT_KEY
from optgate.verify.equal import rounding
from optgate.verify.equal.compare import Difference, Gap, compare
from optgate.verify.values.calls import NEGATIVE, SIZES, Call
from optgate.verify.values.floats import floats_in
from optgate.verify.values.kinds import TRIED, Param
from optgate.verify.values.observed import Place, exception, exception_of, outcome, place

PATIENCE = 4.0
"""How many times longer a candidate may take before it counts as never returning."""

LONGEST = 4.0
_WORST = 4
_SCREEN_SECONDS = 0.2
_MOST_OPEN = 200
ABSURD = 2**31
"""From here on no number that is passed alone is a count of anything."""

_SHORTAGE = ("MemoryError", "_ArrayMemoryError")
_TOO_LARGE = re.compile(
    r"array is too big|Maximum allowed (size|dimension) exceeded|index-sized integer"
    r"|repeated (string|bytes) is too long"
)
_UNPACKING = "values to unpack"
"""How values fail that have another number of parts: of kinds known by trial, they are no inputs at all."""

INSIDE = (Place.FINE, Place.OWN, Place.WEAK)


def wild(call: Call) -> bool:
    """Whether an input holds NaN or infinities."""
    parts = (part for value in call.values for part in floats_in(value))
    return any(not bool(np.all(np.isfinite(part))) for part in parts)


def exhausted(call: Call, expected: dict[str, Any], actual: dict[str, Any]) -> bool:
    """Whether the candidate alone fails for lack of memory, and only because of an absurdly large number."""
    name, message, _ = exception_of(actual)
    if expected.get("exception") is not None or not (name in _SHORTAGE or _TOO_LARGE.search(message)):
        return False
    return any(type(value) is int and abs(value) >= ABSURD for value in call.values)


class Trial:
    """One input with what the sides did on it; ``difference`` is None where they agree."""

    __slots__ = ("call", "candidate", "counted", "difference", "original", "place")

    def __init__(self, call: Call, original: Observation) -> None:
        self.call = call
        self.original = original
        self.place = place(original)
        if self.place is Place.WEAK and call.level >= TRIED and _UNPACKING in exception(original)[1]:
            self.place = Place.OUTSIDE
        self.candidate: Observation | None = None
        self.difference: Difference | None = None
        self.counted = self.place in INSIDE

    @property
    def excused(self) -> bool:
        """Whether a difference tells nothing: the input breaks what the function asks of its arguments.

        Where the source checks that itself, its exceptions count. Where the docstring speaks for the
        condition, a candidate that fails where the original returns is weak evidence. Where trial alone does,
        all that the original returns counts, and that the candidate returns where the original fails. That it
        fails on a negative size does not.
        """
        if not self.call.breaks or self.place is Place.OWN:
            return False
        raises = self.candidate is not None and self.candidate.kind == "raise"
        if self.call.breaks == "docstring":
            return self.place is not Place.FINE or not raises
        if self.call.breaks == NEGATIVE and raises:
            return True
        return self.call.breaks == SIZES or (self.place is not Place.FINE and raises)

    @property
    def firm(self) -> bool:
        """Whether the input is in the domain by more than trial.

        One without a key that is read is, where the original fails by it but the candidate returns.
        """
        if self.call.odd == WITHOUT_KEY:
            returned = self.candidate is not None and self.candidate.kind == "return"
            return self.place is Place.WEAK and returned
        return self.call.level < TRIED


class Open(msgspec.Struct):
    """A trial whose floats differ and are not judged yet, with what a first look at them gave."""

    trial: Trial
    gaps: list[Gap]
    exact: bool
    ratio: float = 0.0

    @property
    def rank(self) -> tuple[bool, bool, float, float]:
        """Smallest for what is most likely a mistake."""
        return not self.exact, not self.trial.firm, -self.ratio, -rounding.largest_ulps(self.gaps)


class Duel:
    """Original and candidate side by side; without a candidate only the original runs.

    ``notes`` are differences that do not reject, ``unknown`` the type of a value that cannot be
    compared, ``ulps`` the largest accepted difference of floats. ``fixed`` are the constants of the source,
    which reruns leave alone; with ``signed_zero`` the sign of a zero counts. ``open`` are trials with gaps
    that there was no time for (see ``rest``): they do not count.
    """

    def __init__(
        self,
        params: Sequence[Param],
        original: Session,
        side: Session | None,
        *,
        timeout: float,
        rounded: bool,
        fixed: Sequence[float] = (),
        signed_zero: bool = False,
    ) -> None:
        self.params = params
        self.original = original
        self.side = side
        self.timeout = timeout
        self.rounded = rounded
        self.fixed = tuple(fixed)
        self.signed_zero = signed_zero
        self.open: list[Open] = []
        self.notes: set[str] = set()
        self.unknown = ""
        self.ulps = 0.0
        self.rulings = 0
        self.hung = False

    def run(self, calls: Sequence[Call], known: Sequence[Observation] | None = None) -> list[Trial]:
        """Run calls on both sides at once and compare; ``known`` are observations of the original."""
        if not calls:
            return []
        inputs = [call.encoded(self.params) for call in calls]
        before, after = self._both(inputs, known)
        trials = [Trial(call, one) for call, one in zip(calls, before, strict=True)]
        if after is not None:
            for trial, observation in zip(trials, after, strict=True):
                trial.candidate = observation
            self.settle(trials)
        return trials

    def _both(
        self, inputs: Sequence[bytes], known: Sequence[Observation] | None
    ) -> tuple[Sequence[Observation], list[Observation] | None]:
        if self.side is None:
            return known or self.original.run(inputs, timeout=self.timeout), None
        if known is not None:
            return known, self.side.run(inputs, timeout=self.timeout)
        results: list[Any] = []

        def first() -> None:
            try:
                results.append(self.original.run(inputs, timeout=self.timeout))
            except GuestError as error:
                results.append(error)

        other = threading.Thread(target=first)
        other.start()
        try:
            after = self.side.run(inputs, timeout=self.timeout)
        finally:
            other.join()
        if not results or isinstance(results[0], GuestError):
            raise results[0] if results else GuestError("the original gave no answer")
        return results[0], after

    def settle(self, trials: Sequence[Trial]) -> None:
        """Compare the observations of a batch; of the gaps that stay open only the worst are judged now."""
        found = []
        for trial in trials:
            if trial.counted and trial.candidate is not None:
                gaps = self.judge(trial, trial.candidate)
                if gaps:
                    found.append(
                        Open(trial, gaps, rounding.suspect(trial.call, gaps, self.rounded, self.fixed))
                    )
        left = sorted(self.screen(found), key=lambda entry: entry.rank)
        for number, entry in enumerate(left):
            if number < _WORST + (_WORST if entry.exact else 0):
                self.rule(entry)
            else:
                entry.trial.counted = False
                self.open.append(entry)
        if len(self.open) > _MOST_OPEN:
            self.open = sorted(self.open, key=lambda entry: entry.rank)[:_MOST_OPEN]

    def screen(self, found: list[Open]) -> list[Open]:
        """Accept what few reruns of the original explain; the others, with how far they are off."""
        chosen: list[tuple[Open, rounding.Experiment]] = []
        seconds = 0.0
        for entry in sorted(found, key=lambda entry: entry.rank):
            experiment = self.experiment(entry, thorough=False)
            seconds += entry.trial.original.seconds * len(experiment.calls)
            if chosen and seconds > _SCREEN_SECONDS:
                break
            chosen.append((entry, experiment))
        samples = self.rerun([call for _, experiment in chosen for call in experiment.calls])
        left = {id(entry): entry for entry in found}
        for entry, experiment in chosen:
            mine, samples = samples[: len(experiment.calls)], samples[len(experiment.calls) :]
            ruling = experiment.ruling(mine)
            entry.ratio = ruling.ratio
            if ruling.accepted:
                self.accept(entry.trial, ruling)
                del left[id(entry)]
        return list(left.values())

    def experiment(self, entry: Open, *, thorough: bool) -> rounding.Experiment:
        """The reruns that judge a trial."""
        self.rulings += 1
        observed = entry.trial.original
        return rounding.Experiment(
            entry.trial.call,
            entry.gaps,
            rounding.Sample(outcome(observed), observed.marks),
            seed=self.rulings,
            exact=entry.exact,
            fixed=self.fixed,
            thorough=thorough,
        )

    def rest(self, deadline: float) -> list[Trial]:
        """Judge what is still open, the worst first, until the deadline; the trials that now count."""
        judged = []
        self.open.sort(key=lambda entry: entry.rank)
        while self.open and time.monotonic() < deadline:
            entry = self.open.pop(0)
            entry.trial.counted = True
            self.rule(entry)
            judged.append(entry.trial)
        return judged

    def judge(self, trial: Trial, candidate: Observation) -> list[Gap]:
        """Compare one pair by bytes, then by value; what is left are floats that need reruns."""
        if candidate.kind not in ("return", "raise"):
            self.lost(trial, candidate)
            return []
        if candidate.kind == trial.original.kind and candidate.outcome == trial.original.outcome:
            return []
        expected, actual = outcome(trial.original), outcome(candidate)
        if expected is None or actual is None:
            trial.difference = Difference("unreadable", "", "the outcome cannot be read")
            return []
        if exhausted(trial.call, expected, actual):
            self.notes.add(f"needs more memory than there is for numbers from {ABSURD} on")
            trial.counted = False
            return []
        found = compare(expected, actual, wild=wild(trial.call), signed_zero=self.signed_zero)
        if found.unknown and not found.difference:
            self.unknown = self.unknown or found.unknown
            trial.counted = False
        self.notes |= found.notes
        if (found.difference or found.gaps) and trial.excused:
            self.notes.add("differs where the arguments are not what the function asks for")
            return []
        trial.difference = found.difference
        if found.difference and trial.call.breaks == "docstring" and trial.place is Place.FINE:
            trial.call.level, trial.call.odd = TRIED, "arguments that are not what the docstring says"
        if found.difference or not found.gaps:
            return []
        ruling = rounding.cheap(found.gaps)
        if ruling is None or rounding.suspect(trial.call, found.gaps, self.rounded, self.fixed):
            return found.gaps
        self.accept(trial, ruling)
        return []

    def lost(self, trial: Trial, candidate: Observation) -> None:
        """The candidate gave no outcome: certain for a crash, asked again after a timeout."""
        if candidate.kind == "timeout" and self.side is not None and not self.hung:
            longer = min(LONGEST, PATIENCE * max(self.timeout, trial.original.seconds))
            again = self.side.run([trial.call.encoded(self.params)], timeout=longer)[0]
            trial.candidate = again
            if again.kind in ("return", "raise"):
                if self.judge(trial, again):
                    trial.counted = False
                return
            self.hung = True
        words = {"timeout": "never returns", "crash": "the process dies", "unreadable": "result too large"}
        trial.difference = Difference(candidate.kind, "", words.get(candidate.kind, candidate.kind))

    def rule(self, entry: Open) -> None:
        """Judge floats with as many reruns of the original as a verdict against the candidate needs."""
        experiment = self.experiment(entry, thorough=True)
        self.accept(entry.trial, experiment.ruling(self.rerun(experiment.calls)))

    def accept(self, trial: Trial, ruling: rounding.Ruling) -> None:
        """Take over a ruling on floats."""
        if ruling.accepted:
            self.ulps = max(self.ulps, ruling.ulps)
        else:
            trial.difference = Difference("float", "result", ruling.text)

    def rerun(self, calls: Sequence[Call]) -> list[rounding.Sample]:
        """What the original alone gives."""
        if not calls:
            return []
        inputs = [call.encoded(self.params) for call in calls]
        return [
            rounding.Sample(
                outcome(observation) if observation.kind in ("return", "raise") else None, observation.marks
            )
            for observation in self.original.run(inputs, timeout=self.timeout)
        ]
