"""The judgement of one candidate: rounds of inputs to both sides, coverage of both, and inputs for timing."""

from __future__ import annotations

import ast
import time
from collections.abc import Sequence

from optgate.model import (
    FAILED,
    SUGGESTED,
    Candidate,
    Counterexample,
    Coverage,
    Decision,
    GuestError,
    Inputs,
    Memory,
    Session,
    Target,
    Verdict,
)
from optgate.verify import strength
from optgate.verify.domain.domain import Domain
from optgate.verify.domain.fitting import fitted, placed
from optgate.verify.domain.given import SOURCES
from optgate.verify.equal.compare import compare
from optgate.verify.equal.depth import recursion
from optgate.verify.equal.duel import Duel, Trial
from optgate.verify.equal.memory import LONGEST, footprint
from optgate.verify.evidence.source import read
from optgate.verify.exploring import Exploration
from optgate.verify.inputs.search import Search
from optgate.verify.inputs.shrink import shrink
from optgate.verify.telling import reasons, regression, wording
from optgate.verify.values import render
from optgate.verify.values.calls import MISSING, Call
from optgate.verify.values.kinds import TRIED
from optgate.verify.values.observed import outcome

JUDGE_SECONDS = 3.0
SHRINK_SECONDS = 1.0
LEAST_INPUTS = 60
_REPLAY = 128
_FIRST = 2
_SLOW = 0.2
"""Seconds of one try from which a counterexample is shown as it was found."""

_COVERED = 150
_COVER_SECONDS = 5.0
_LEAST_WATCHED = 0.3
"""Seconds a call is watched for its memory and its depth however little time is left."""

_SOURCES = frozenset({"probe", "mutation", FAILED, SUGGESTED, *SOURCES})


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
    min_strength: float = 0.0,
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
    duel = Duel(
        domain.params,
        original,
        side,
        timeout=exploration.timeout,
        rounded=rounded,
        fixed=[constant for constant in domain.source.constants if isinstance(constant, float)],
        signed_zero=exploration.signed_zero,
    )
    search = Search(domain, duel, seed + 1)
    case = _Case(exploration, target, candidate, domain, duel, search, began)
    try:
        complete = case.rounds(seed, min(deadline, began + JUDGE_SECONDS))
        if search.firm is not None:
            return case.wrong(search.firm, deadline)
        if search.weak is not None:
            return case.outside(search.weak, deadline)
        if duel.unknown:
            return case.unproven(wording.unknown(duel.unknown))
        if not complete or len(search.trials) < min(LEAST_INPUTS, len(exploration.trials)):
            return case.unproven(wording.out_of_time(len(search.trials), time.monotonic() - began))
        if reason := strength.shortfall(exploration.strength, min_strength):
            return case.unproven(reason)
        return case.covered(side, deadline, min_branch_coverage, seed)
    except GuestError as error:
        return case.unproven(f"a side could not go on: {error}")


class _Case:
    """One candidate being judged: what verdicts are written from."""

    def __init__(
        self,
        exploration: Exploration,
        target: Target,
        candidate: Candidate,
        domain: Domain,
        duel: Duel,
        search: Search,
        began: float,
    ) -> None:
        self.exploration = exploration
        self.target = target
        self.candidate = candidate
        self.domain = domain
        self.duel = duel
        self.search = search
        self.began = began

    # rounds

    def rounds(self, seed: int, deadline: float) -> bool:
        """Replay, probes, guided search, edges, odd shapes, scale, and a last round with a fresh seed."""
        search = self.search
        whole = max(deadline - time.monotonic(), 0.0)
        search.run(placed(self.domain, call) for call in self.exploration.failed)
        self.run_probes(self.candidate.probes)
        trials = self.exploration.trials
        start, size = 0, _FIRST
        while start < len(trials):
            if search.done or (start and time.monotonic() > deadline):
                return search.done
            batch = trials[start : start + size]
            start, size = start + size, min(4 * size, _REPLAY)
            search.run([trial.call for trial in batch], [trial.original for trial in batch])
        search.seed(trials)
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
        last.guided(now + 0.93 * share, 700, ("small", "middle"))
        search.firm, search.weak = search.firm or last.firm, search.weak or last.weak
        if not search.done:
            for trial in self.duel.rest(deadline):
                search.look(trial)
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
                calls.append(fitted(self.domain, Call(padded, (None,) * len(padded), "probe")))
        self.search.run(calls)

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
            strength=self.exploration.strength,
        )

    def unproven(self, reason: str, coverage: Coverage | None = None) -> Verdict:
        """Not shown to be wrong, and not shown to be right."""
        return Verdict(Decision.UNPROVEN, reason, self.inputs(coverage), notes=self.notes())

    def notes(self) -> tuple[str, ...]:
        """Differences that do not reject."""
        largest = [f"largest difference {self.duel.ulps:.3g} ulp"] if self.duel.ulps else []
        slow = self.exploration.slow + self.search.slow
        late = [wording.left_out(slow, self.exploration.timeout)] if slow else []
        return (*largest, *sorted(self.duel.notes), *late, *self.exploration.remarks)

    def counterexample(self, trial: Trial, deadline: float) -> tuple[Counterexample, Trial]:
        """The input made small, as Python source and as a test, with both outcomes."""
        until = min(time.monotonic() + SHRINK_SECONDS, max(deadline, time.monotonic() + 0.3))
        began = time.monotonic()
        if self.duel.hung or (self.duel.run([trial.call]) and time.monotonic() - began > _SLOW):
            until = 0.0  # every try would take its whole time
        count = sum(self.search.sources.values())
        small = shrink(trial, self.domain, self.duel.run, deadline=until)
        difference = small.difference
        assert difference is not None and small.candidate is not None
        notes = [f"{difference.where}: {difference.text}" if difference.where else difference.text]
        if difference.weaker:
            notes.append("of the weaker class: the original fails here too, by accident")
        notes.append(f"found after {count} inputs")
        before, after = outcome(small.original), outcome(small.candidate)
        expected = render.outcome(before, small.original.kind, difference.aspect)
        actual = render.outcome(after, small.candidate.kind, difference.aspect)
        name, params = self.domain.source.called, self.domain.params
        text = render.call(name, params, small.call.values)
        test = regression.function(self.test_name, name, params, small.call, before, after, difference)
        return Counterexample(text, expected, actual, "; ".join(notes), test), small

    @property
    def test_name(self) -> str:
        """The name of the test made of a counterexample."""
        return f"test_{self.target.qualname.replace('.', '_')}_{self.candidate.id}"

    def failing(self, *trials: Trial) -> tuple[bytes, ...]:
        """The inputs of trials that showed a difference, each once."""
        return tuple(dict.fromkeys(trial.call.encoded(self.domain.params) for trial in trials))

    def wrong(self, trial: Trial, deadline: float) -> Verdict:
        """A difference inside the domain, unless the original differs from itself there."""
        if where := self.unsteady(trial):
            return self.unproven(reasons.elsewhere(where))
        example, small = self.counterexample(trial, deadline)
        assert small.difference is not None
        reason = wording.differs(small.difference)
        failing = self.failing(small, trial)
        late = small.difference.aspect == "timeout"
        return Verdict(
            Decision.WRONG, reason, self.inputs(), None, example, self.notes(), failing=failing, late=late
        )

    def outside(self, trial: Trial, deadline: float) -> Verdict:
        """A difference on inputs that nothing but trial speaks for."""
        example, small = self.counterexample(trial, deadline)
        what = small.call.odd or self.tried_kinds(small.call)
        reason = wording.outside(what)
        failing = self.failing(small, trial)
        return Verdict(Decision.UNPROVEN, reason, self.inputs(), None, example, self.notes(), failing=failing)

    def unsteady(self, trial: Trial) -> str:
        """Where the original differs from itself when it runs in the candidate's process; or nothing.

        That process has imported the module anew: what is drawn or read at import may be another there.
        Which places outside the arguments are watched depends on the text, so they are left aside.
        """
        above = _line(self.candidate.text, self.target) - _line(self.target.file.text, self.target)
        if above < 0 or trial.original.kind not in ("return", "raise") or self.duel.side is None:
            return ""
        call = trial.call.encoded(self.domain.params)
        text = "\n" * above + self.target.file.text
        try:
            [again] = self.duel.side.run([call], timeout=self.exploration.timeout, text=text)
        except GuestError:
            return ""
        before, after = outcome(trial.original), outcome(again)
        if before is None or after is None or again.kind not in ("return", "raise"):
            return ""
        found = compare({**before, "state": None}, {**after, "state": None})
        if found.difference is None:
            return "the result" if found.gaps else ""
        return found.difference.where or "the exception"

    def tried_kinds(self, call: Call) -> str:
        """The arguments whose kind is known by trial alone."""
        named = [
            f"{param.name} as {option.kind}"
            for param, option in zip(self.domain.params, call.options, strict=False)
            if option and option.level >= TRIED
        ]
        return ", ".join(named) or "kinds of arguments that the source does not suggest"

    def covered(self, side: Session, deadline: float, least: float, seed: int) -> Verdict:
        """Accepted when both sides are covered and the candidate does not need far more memory."""
        corpus = [trial.call.encoded(self.domain.params) for trial in self.search.corpus[:_COVERED]]
        before = self.duel.original.cover(corpus, timeout=_COVER_SECONDS)
        after = side.cover(corpus, timeout=_COVER_SECONDS)
        for coverage, whose in ((before, "the original"), (after, "the candidate")):
            if coverage.ratio < least:
                wants = self.exploration.wants
                return self.unproven(wording.uncovered(coverage, whose, self.target, wants), coverage)
        found = self.exploration.sized(self.duel.original, seed, deadline)
        if not found:
            return self.unproven(wording.untimed(self.target), before)
        inputs, notes = self.inputs(before), self.notes()
        peaks: Memory | None = None
        for measure in (recursion, footprint):
            left = max(_LEAST_WATCHED, (deadline - time.monotonic()) / 2)
            needed = measure(found, self.duel.original, side, seconds=min(LONGEST, left))
            notes, peaks = (*notes, *needed.notes), needed.peaks or peaks
            if needed.reason:
                return Verdict(Decision.UNSAFE, needed.reason, inputs, after.ratio, None, notes, memory=peaks)
        reason = f"no difference on {inputs.count} inputs"
        return Verdict(Decision.ACCEPTED, reason, inputs, after.ratio, None, notes, found, memory=peaks)


def _line(text: str, target: Target) -> int:
    """Where the function begins in a text of its file."""
    source = read(text, target.qualname)
    return source.function.lineno if source else 0


def _named(sources: dict[str, int]) -> dict[str, int]:
    """The stages under the names of the report."""
    found: dict[str, int] = {}
    for origin, count in sources.items():
        name = origin if origin in _SOURCES else "search"
        found[name] = found.get(name, 0) + count
    return found
