"""Running both sides on the same inputs, and what each pair of observations says."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import numpy as np

from optgate.model import GuestError, Observation, Session
from optgate.verify import rounding, structure
from optgate.verify.calls import Call
from optgate.verify.compare import Difference, Gap, compare
from optgate.verify.kinds import TRIED, Param
from optgate.verify.observed import Place, outcome, place

PATIENCE = 4.0
"""How many times longer a candidate may take before it counts as never returning."""

LONGEST = 4.0
_WORST = 5
_OTHERS = 2
INSIDE = (Place.FINE, Place.OWN, Place.WEAK)


def wild(call: Call) -> bool:
    """Whether an input holds NaN or infinities."""
    parts = (part for value in call.values for part in structure.floats_in(value))
    return any(not bool(np.all(np.isfinite(part))) for part in parts)


class Trial:
    """One input with what the sides did on it; ``difference`` is None where they agree."""

    __slots__ = ("call", "candidate", "counted", "difference", "original", "place")

    def __init__(self, call: Call, original: Observation) -> None:
        self.call = call
        self.original = original
        self.place = place(original)
        self.candidate: Observation | None = None
        self.difference: Difference | None = None
        self.counted = self.place in INSIDE

    @property
    def firm(self) -> bool:
        """Whether the input is in the domain by more than trial."""
        return self.call.level < TRIED


class Duel:
    """Original and candidate side by side; without a candidate only the original runs.

    ``notes`` are differences that do not reject, ``unknown`` the type of a value that cannot be
    compared, ``ulps`` the largest accepted difference of floats.
    """

    def __init__(
        self,
        params: Sequence[Param],
        original: Session,
        side: Session | None,
        *,
        timeout: float,
        rounded: bool,
    ) -> None:
        self.params = params
        self.original = original
        self.side = side
        self.timeout = timeout
        self.rounded = rounded
        self.notes: set[str] = set()
        self.unknown = ""
        self.ulps = 0.0
        self.rulings = 0

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
        """Compare the observations of a batch."""
        gaps: list[tuple[Trial, list[Gap], bool, float]] = []
        for trial in trials:
            if trial.counted and trial.candidate is not None:
                open_gaps = self.judge(trial, trial.candidate)
                if open_gaps:
                    exact = rounding.suspect(trial.call, open_gaps, self.rounded)
                    gaps.append((trial, open_gaps, exact, rounding.largest_ulps(open_gaps)))
        gaps.sort(key=lambda entry: (not entry[2], not entry[0].firm, -entry[3]))
        spread = max(1, len(gaps) // (_OTHERS + 1))
        worst = _WORST + min(_WORST, sum(exact for _, _, exact, _ in gaps))
        chosen = {id(entry[0]) for entry in gaps[:worst] + gaps[worst::spread][:_OTHERS]}
        for trial, open_gaps, exact, _ in gaps:
            if id(trial) in chosen:
                self.rule(trial, open_gaps, exact)
            else:
                trial.counted = False

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
        found = compare(expected, actual, wild=wild(trial.call))
        if found.unknown and not found.difference:
            self.unknown = self.unknown or found.unknown
            trial.counted = False
        self.notes |= found.notes
        trial.difference = found.difference
        if found.difference or not found.gaps:
            return []
        ruling = rounding.cheap(found.gaps)
        if ruling is None or rounding.suspect(trial.call, found.gaps, self.rounded):
            return found.gaps
        self.accept(trial, ruling)
        return []

    def lost(self, trial: Trial, candidate: Observation) -> None:
        """The candidate gave no outcome: certain for a crash, asked again after a timeout."""
        if candidate.kind == "timeout" and self.side is not None:
            longer = min(LONGEST, PATIENCE * max(self.timeout, trial.original.seconds))
            again = self.side.run([trial.call.encoded(self.params)], timeout=longer)[0]
            trial.candidate = again
            if again.kind in ("return", "raise"):
                if self.judge(trial, again):
                    trial.counted = False
                return
        words = {"timeout": "never returns", "crash": "the process dies", "unreadable": "result too large"}
        trial.difference = Difference(candidate.kind, "", words.get(candidate.kind, candidate.kind))

    def rule(self, trial: Trial, gaps: list[Gap], exact: bool) -> None:
        """Judge floats with reruns of the original."""
        self.rulings += 1
        self.accept(trial, rounding.rule(trial.call, gaps, self.rerun, self.rulings, exact=exact))

    def accept(self, trial: Trial, ruling: rounding.Ruling) -> None:
        """Take over a ruling on floats."""
        if ruling.accepted:
            self.ulps = max(self.ulps, ruling.ulps)
        else:
            trial.difference = Difference("float", "result", ruling.text)

    def rerun(self, calls: Sequence[Call]) -> list[dict[str, Any] | None]:
        """Outcomes of the original alone."""
        inputs = [call.encoded(self.params) for call in calls]
        return [
            outcome(observation) if observation.kind == "return" else None
            for observation in self.original.run(inputs, timeout=self.timeout)
        ]
