"""The judgement of one candidate: rounds of inputs to both sides, coverage of both, and inputs for timing."""

from __future__ import annotations

import ast
import time
from collections.abc import Sequence
from typing import Any

import numpy as np

from optgate.model import (
    Candidate,
    Counterexample,
    Coverage,
    Decision,
    GuestError,
    Inputs,
    Session,
    Target,
    Verdict,
)
from optgate.verify import render
from optgate.verify.calls import MISSING, Call
from optgate.verify.domain import Domain
from optgate.verify.duel import Duel, Trial
from optgate.verify.exploring import Exploration
from optgate.verify.kinds import TRIED, Kind
from optgate.verify.observed import outcome
from optgate.verify.search import Search
from optgate.verify.shrink import shrink
from optgate.verify.sizing import sized
from optgate.verify.source import read

JUDGE_SECONDS = 3.0
SHRINK_SECONDS = 1.0
LEAST_INPUTS = 60
_REPLAY = 128
_COVERED = 150
_COVER_SECONDS = 5.0


def judge(
    exploration: Exploration,
    target: Target,
    candidate: Candidate,
    original: Session,
    side: Session,
    *,
    seed: int,
    deadline: float,
    min_branch_coverage: float = 1.0,
) -> Verdict:
    """Whether ``candidate`` (open as ``side``) behaves as the original, until ``deadline`` (monotonic).

    Raises:
        GuestError: the process of the original cannot go on.
    """
    began = time.monotonic()
    if exploration.unproven or exploration.state is None:
        return Verdict(Decision.UNPROVEN, exploration.unproven or "nothing was explored")
    other = read(candidate.text, target.qualname)
    if other is None:
        return Verdict(Decision.ERROR, f"the candidate has no function {target.qualname}")
    domain = exploration.state.fork()
    domain.learn_constants(other.constants)
    rounded = domain.source.rounded or other.rounded
    duel = Duel(domain.params, original, side, timeout=exploration.timeout, rounded=rounded)
    search = Search(domain, duel, seed + 1)
    case = _Case(exploration, target, domain, duel, search, began)
    try:
        complete = case.rounds(candidate, seed, min(deadline, began + JUDGE_SECONDS))
        if search.firm is not None:
            return case.wrong(search.firm, deadline)
        if search.weak is not None:
            return case.outside(search.weak, deadline)
        if duel.unknown:
            return case.unproven(f"its outcome holds a {duel.unknown}, which cannot be compared")
        if not complete or len(search.trials) < min(LEAST_INPUTS, len(exploration.trials)):
            return case.unproven("the budget ran out before enough inputs were compared")
        return case.covered(side, deadline, min_branch_coverage, seed)
    except GuestError as error:
        return case.unproven(f"a side could not go on: {error}")


class _Case:
    """One candidate being judged: what verdicts are written from."""

    def __init__(
        self,
        exploration: Exploration,
        target: Target,
        domain: Domain,
        duel: Duel,
        search: Search,
        began: float,
    ) -> None:
        self.exploration = exploration
        self.target = target
        self.domain = domain
        self.duel = duel
        self.search = search
        self.began = began

    # rounds

    def rounds(self, candidate: Candidate, seed: int, deadline: float) -> bool:
        """Replay, probes, guided search, edges, odd shapes, scale, and a last round with a fresh seed."""
        search = self.search
        whole = max(deadline - time.monotonic(), 0.0)
        self.run_probes(candidate.probes)
        trials = self.exploration.trials
        for start in range(0, len(trials), _REPLAY):
            if search.done or (start and time.monotonic() > deadline):
                return search.done
            batch = trials[start : start + _REPLAY]
            search.run([trial.call for trial in batch], [trial.original for trial in batch])
        now = time.monotonic()
        share = max(deadline - now, 0.0)
        search.guided(now + 0.3 * share, 2000, ("small", "small", "middle", "large"))
        search.edges(now + 0.55 * share, 1500)
        search.odd(now + 0.62 * share, 200)
        search.scale(now + 0.85 * share, 160)
        last = Search(self.domain, self.duel, seed + 7919)
        last.trials, last.corpus, last.marks, last.met = (
            search.trials,
            search.corpus,
            search.marks,
            search.met,
        )
        last.sources = search.sources
        last.guided(deadline, 700, ("small", "middle"))
        search.firm, search.weak = search.firm or last.firm, search.weak or last.weak
        return whole > 0

    def run_probes(self, probes: Sequence[str]) -> None:
        """The argument tuples a rule suggests, where they are plain literals."""
        calls = []
        for text in probes:
            try:
                values = ast.literal_eval(text)
            except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
                continue
            if isinstance(values, tuple) and len(values) <= len(self.domain.params):
                padded = [*values, *([MISSING] * (len(self.domain.params) - len(values)))]
                calls.append(Call(padded, (None,) * len(padded), "probe", level=self.level(values)))
        self.search.run(calls)

    def level(self, values: Sequence[Any]) -> int:
        """The evidence for literal arguments: that of the kinds they fit, or trial."""
        levels = [1]
        for value, options in zip(values, self.domain.options, strict=False):
            fitting = [option.level for option in options if fits(option.kind, value)]
            levels.append(min(fitting, default=TRIED))
        return max(levels)

    # verdicts

    def inputs(self, coverage: Coverage | None = None) -> Inputs:
        """What the verdict rests on."""
        sources = self.search.sources
        return Inputs(
            count=sum(sources.values()),
            branch_coverage=coverage.ratio if coverage else None,
            seconds=time.monotonic() - self.began,
            sources=_named(sources),
            domain=self.exploration.domain,
            missing=coverage.missing if coverage else (),
            counter=coverage.counter if coverage else "",
        )

    def unproven(self, reason: str, coverage: Coverage | None = None) -> Verdict:
        """Not shown to be wrong, and not shown to be right."""
        return Verdict(Decision.UNPROVEN, reason, self.inputs(coverage), notes=self.notes())

    def notes(self) -> tuple[str, ...]:
        """Differences that do not reject."""
        largest = [f"largest difference {self.duel.ulps:.3g} ulp"] if self.duel.ulps else []
        return (*largest, *sorted(self.duel.notes))

    def counterexample(self, trial: Trial, deadline: float) -> tuple[Counterexample, Trial]:
        """The input made small, as Python source, with both outcomes."""
        until = min(time.monotonic() + SHRINK_SECONDS, max(deadline, time.monotonic() + 0.3))
        count = sum(self.search.sources.values())
        small = shrink(trial, self.domain, self.duel.run, deadline=until)
        difference = small.difference
        assert difference is not None and small.candidate is not None
        notes = [f"{difference.where}: {difference.text}" if difference.where else difference.text]
        if difference.weaker:
            notes.append("of the weaker class: the original fails here too, by accident")
        notes.append(f"found after {count} inputs")
        expected = render.outcome(outcome(small.original), small.original.kind, difference.aspect)
        actual = render.outcome(outcome(small.candidate), small.candidate.kind, difference.aspect)
        text = render.call(self.target.name, self.domain.params, small.call.values)
        return Counterexample(text, expected, actual, "; ".join(notes)), small

    def wrong(self, trial: Trial, deadline: float) -> Verdict:
        """A difference inside the domain."""
        example, small = self.counterexample(trial, deadline)
        assert small.difference is not None
        reason = _REASONS.get(small.difference.aspect, "another outcome")
        if small.difference.weaker:
            reason += ", where the original fails by accident"
        return Verdict(
            Decision.WRONG, f"{reason}: {small.difference.text}", self.inputs(), None, example, self.notes()
        )

    def outside(self, trial: Trial, deadline: float) -> Verdict:
        """A difference on inputs that nothing but trial speaks for."""
        example, small = self.counterexample(trial, deadline)
        what = small.call.odd or self.tried_kinds(small.call)
        reason = f"differs outside the inferred domain ({what}); an annotation or a guard would decide it"
        return Verdict(Decision.UNPROVEN, reason, self.inputs(), None, example, self.notes())

    def tried_kinds(self, call: Call) -> str:
        """The arguments whose kind is known by trial alone."""
        named = [
            f"{param.name} as {option.kind}"
            for param, option in zip(self.domain.params, call.options, strict=False)
            if option and option.level >= TRIED
        ]
        return ", ".join(named) or "kinds of arguments that the source does not suggest"

    def covered(self, side: Session, deadline: float, least: float, seed: int) -> Verdict:
        """Accepted when both sides are covered; the missing lines otherwise."""
        corpus = [trial.call.encoded(self.domain.params) for trial in self.search.corpus[:_COVERED]]
        before = self.duel.original.cover(corpus, timeout=_COVER_SECONDS)
        after = side.cover(corpus, timeout=_COVER_SECONDS)
        for coverage, whose in ((before, "the original"), (after, "the candidate")):
            if coverage.ratio < least:
                return self.unproven(_uncovered(coverage, whose), coverage)
        found = sized(self.domain, self.duel.original, seed, deadline)
        if not found:
            return self.unproven("no input was found that is fit for timing", before)
        reason = f"no difference on {sum(self.search.sources.values())} inputs"
        return Verdict(Decision.ACCEPTED, reason, self.inputs(before), after.ratio, None, self.notes(), found)


_REASONS = {
    "exception": "another exception",
    "message": "another message",
    "type": "another type",
    "dtype": "another dtype",
    "shape": "another shape",
    "length": "another length",
    "value": "another value",
    "float": "another value",
    "nan": "NaN elsewhere",
    "infinity": "another infinity",
    "order": "another order",
    "aliasing": "other aliasing",
    "warning": "another warning",
    "stdout": "another output",
    "stderr": "another output",
    "state": "another state of the module",
    "rng": "other use of random numbers",
    "mask": "another mask",
    "timeout": "never returns",
    "crash": "the process dies",
}


def _uncovered(coverage: Coverage, whose: str) -> str:
    lines = ", ".join(map(str, coverage.missing[:6]))
    word = "line" if len(coverage.missing) == 1 else "lines"
    return f"no input was found that takes every branch of {whose} ({word} {lines})"


def _named(sources: dict[str, int]) -> dict[str, int]:
    """The stages under the names of the report."""
    found: dict[str, int] = {}
    for origin, count in sources.items():
        name = origin if origin in ("probe", "mutation") else "search"
        found[name] = found.get(name, 0) + count
    return found


def fits(kind: Kind, value: Any) -> bool:
    """Whether a value is one of a kind."""
    if kind.tag == "none":
        return value is None
    if kind.tag == "array":
        return isinstance(value, np.ndarray) and value.dtype == kind.dtype and value.ndim == kind.ndim
    if type(value).__name__ != kind.tag:
        return False
    if kind.fixed:
        return len(value) == len(kind.items) and all(map(fits, kind.items, value))
    if kind.tag == "dict":
        return all(fits(kind.items[0], k) and fits(kind.items[1], v) for k, v in value.items())
    return all(fits(kind.items[0], item) for item in value) if kind.items else True
