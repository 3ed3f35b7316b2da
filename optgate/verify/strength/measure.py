"""Running mutants against the inputs that were found, and looking for inputs that tell the rest."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence

from optgate.model import GuestError, Mutant, Observation, Session, Strength, Target
from optgate.verify.equal.duel import Duel, Trial
from optgate.verify.evidence.source import Source
from optgate.verify.inputs.search import Search
from optgate.verify.inputs.sizes import STAGES
from optgate.verify.strength.body import Facts
from optgate.verify.strength.mutants import MOST, Mutation, mutations
from optgate.verify.values.calls import Call
from optgate.verify.values.floats import floats_in
from optgate.verify.values.observed import Place, outcome

SECONDS = 0.5
"""The longest that measuring one function takes."""

MOST_INPUTS = 256
_LEAST_INPUTS = 24
_FIRST = 1
_GROWTH = 3
_BATCH_SECONDS = 0.02
_SLOW_CALL = 0.005
_LEAST_TIMEOUT = 0.02
_PATIENCE = 50.0
_REPLAY_SHARE = 0.65
_ROUNDS = 4
_AIMED = 40
_RULINGS = 3
_DIFFERING = 12
_SEEN = 40
_MOST_FAILURES = 2
_NAMED = 4


class Measured:
    """The strength of the inputs, and those of them that killed a mutant first, in the order of the kills."""

    def __init__(self, strength: Strength | None, killers: Sequence[Trial] = ()) -> None:
        self.strength = strength
        self.killers = list(killers)


class _UnusableError(Exception):
    """The original goes on, but not with the body of a mutant."""


class _Rival(Duel):
    """The original against one mutant of it; one that gives no outcome differs, and is not waited for."""

    def __init__(self, original: Session, search: Search, mutation: Mutation, fixed: Sequence[float]) -> None:
        duel = search.duel
        super().__init__(
            duel.params,
            original,
            None,
            timeout=duel.timeout,
            rounded=duel.rounded,
            fixed=fixed,
            signed_zero=duel.signed_zero,
        )
        self.mutation = mutation
        self.ran = 0
        self.left = _RULINGS

    def first(self, trials: Sequence[Trial], timeout: float) -> Trial | None:
        """The first of the inputs on which the mutant does something else than the original."""
        inputs = [trial.call.encoded(self.params) for trial in trials]
        found = self.original.run(inputs, timeout=timeout, text=self.mutation.text)
        self.ran += len(trials)
        pairs = zip(trials, found, strict=True)
        differing = [(trial, one) for trial, one in pairs if not _alike(trial.original, one)]
        for trial, one in differing[:_DIFFERING]:
            if one.kind not in ("return", "raise") or self.tells(trial, one):
                return trial
        return None

    def tells(self, trial: Trial, observation: Observation) -> bool:
        """Whether two outcomes that are not the same bytes are a difference by the rules for candidates."""
        again = Trial(trial.call, trial.original)
        again.candidate = observation
        if not self.left:
            self.judge(again, observation)
            return again.difference is not None
        before = self.rulings
        self.settle([again])
        self.left -= self.rulings > before
        return again.difference is not None


def measure(
    target: Target,
    source: Source,
    original: Session,
    search: Search,
    trials: Sequence[Trial],
    *,
    deadline: float,
    most: int = MOST,
) -> Measured:
    """How many mutants of the original the inputs tell from it, measured until ``deadline`` (monotonic).

    ``trials`` are inputs that the original was run on, the most telling first. Inputs made for mutants that
    none of them tells join ``search``. A mutant counts when it was killed or ran on all the inputs it was
    to run on; one that hangs or crashes is killed.

    Raises:
        GuestError: the original's process cannot go on.
    """
    made = mutations(target.file.text, target.qualname, source, facts(trials), most)
    fixed = [constant for constant in source.constants if isinstance(constant, float)]
    rivals = [_Rival(original, search, mutation, fixed) for mutation in made]
    contest = _Contest(rivals, search, deadline)
    try:
        contest.replay(_chosen(trials))
        contest.aim()
    except _UnusableError:
        return Measured(None)
    settled = contest.settled
    count = len(contest.killed) + len(settled)
    if not count:
        return Measured(None)
    survivors = tuple(Mutant(one.line, one.change) for one in unsubsumed([r.mutation for r in settled]))
    strength = Strength(count, len(contest.killed), survivors, len(rivals) - count)
    return Measured(strength, contest.killers)


class _Contest:
    """All mutants of one function; ``alive`` are those that no input has told yet."""

    def __init__(self, rivals: Sequence[_Rival], search: Search, deadline: float) -> None:
        self.alive = list(rivals)
        self.killed: list[_Rival] = []
        self.settled: list[_Rival] = []
        self.killers: list[Trial] = []
        self.search = search
        self.deadline = deadline
        self.failures = 0
        self.began = time.monotonic()

    def replay(self, trials: Sequence[Trial]) -> None:
        """Run all mutants on the inputs known, in growing batches; as many inputs as the time allows.

        Those that the last batch leaves are settled.
        """
        until = self.began + _REPLAY_SHARE * (self.deadline - self.began)
        start, size, runs, end = 0, _FIRST, 0, len(trials)
        while start < end and self.alive:
            batch = _affordable(trials[start : min(start + size, end)])
            runs += len(batch) * len(self.alive)
            if not self.against(batch):
                return
            start, size = start + len(batch), size * _GROWTH
            now = time.monotonic()
            more = (until - now) * runs / (now - self.began) / max(1, len(self.alive))
            end = min(len(trials), max(_LEAST_INPUTS, start + int(more)))
        self.settled = list(self.alive)

    def aim(self) -> None:
        """Make inputs for the mutants that are left, by the profiles that are likely to show them."""
        for _ in range(_ROUNDS):
            if not self.settled or time.monotonic() > self.deadline:
                return
            trials = [trial for trial in self.search.run(self.calls()) if trial.counted]
            self.against(_affordable(trials))

    def calls(self) -> Iterable[Call]:
        """Fresh inputs of the profiles that the survivors ask for, and changes of telling inputs."""
        maker, mutator, chance = self.search.maker, self.search.mutator, self.search.maker.chance
        aims = [rival.mutation.aims for rival in self.settled]
        bases = [trial.call for trial in self.search.corpus + self.killers]
        for _ in range(_AIMED):
            wanted = chance.pick(aims)
            profiles, sizes = [a for a in wanted if a not in STAGES], [a for a in wanted if a in STAGES]
            if bases and chance.happens(0.4):
                yield mutator.change(chance.pick(bases), self.search.met, [chance.pick(bases)])
            else:
                profile = chance.pick(profiles) if profiles and chance.happens(0.7) else None
                yield maker.call(chance.pick(("small", "middle", "large", *sizes)), profile=profile)

    def against(self, trials: Sequence[Trial]) -> bool:
        """Run every mutant that is alive on some inputs; false when the time ran out before the last."""
        slowest = max((trial.original.seconds for trial in trials), default=0.0)
        timeout = max(_LEAST_TIMEOUT, _PATIENCE * slowest)
        for rival in tuple(self.alive):
            if time.monotonic() > self.deadline:
                return False
            try:
                trial = rival.first(trials, timeout)
            except GuestError as error:
                self.left_out(rival, error)
                continue
            if trial is not None:
                self.alive.remove(rival)
                self.killed.append(rival)
                if rival in self.settled:
                    self.settled.remove(rival)
                if trial not in self.killers:
                    self.killers.append(trial)
        return True

    def left_out(self, rival: _Rival, error: GuestError) -> None:
        """A mutant cannot be run; after a few of them none is tried any more."""
        self.alive.remove(rival)
        if rival in self.settled:
            self.settled.remove(rival)
        self.failures += 1
        if self.failures > _MOST_FAILURES:
            raise _UnusableError from error


def shortfall(strength: Strength | None, least: float) -> str:
    """Why inputs do not suffice that tell a smaller share of mutants than ``least``; empty when they do.

    What was not measured is no reason.
    """
    if strength is None or strength.ratio >= least:
        return ""
    names = "; ".join(f"line {one.line}: {one.change}" for one in strength.survivors[:_NAMED])
    return (
        f"the inputs tell only {strength.killed} of {strength.mutants} deliberate mistakes from the "
        f"original, {least:.0%} are asked for (not {names})"
    )


def facts(trials: Sequence[Trial]) -> Facts:
    """What the inputs and the results of the original are made of."""
    some = [trial for trial in trials if trial.place is Place.FINE][:_SEEN]
    results: set[str] = set()
    for trial in some:
        result = (outcome(trial.original) or {}).get("result")
        array = getattr(result, "ndim", 0) and hasattr(result, "dtype")
        results.add(f"{result.dtype} array" if array and result is not None else type(result).__name__)
    floats = any(floats_in(value) for trial in some for value in trial.call.values)
    return Facts(floats, frozenset(results))


def unsubsumed(survivors: Sequence[Mutation]) -> list[Mutation]:
    """The survivors worth showing: those that no other survivor subsumes.

    A mutant subsumes another when every input that tells it also tells the other (Ammann, Delamaro and
    Offutt 2014; Kurtz et al. 2014): whoever kills the first need not look at the second. Survivors were told
    by no input, so that this cannot be counted from kills; it is taken from their places instead. Of the
    changes of one operator at one place the smallest stays, and a change around another one (a dropped
    statement, a negated condition) leaves it to the one inside.
    """
    kept: list[Mutation] = []
    for one in sorted(survivors, key=lambda each: (_extent(each), each.order)):
        if not any(one.start <= other.start and other.end <= one.end for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda each: (each.start, each.operator, each.order))


def _extent(one: Mutation) -> tuple[int, int]:
    return one.end[0] - one.start[0], one.end[1] - one.start[1]


def _alike(one: Observation, other: Observation) -> bool:
    return one.kind == other.kind and one.outcome == other.outcome


def _chosen(trials: Sequence[Trial]) -> list[Trial]:
    """Inputs that returned quickly: the first ones all, of the rest as many as there is room for, evenly."""
    quick = [trial for trial in trials if trial.original.seconds < _SLOW_CALL] or list(trials)
    half = MOST_INPUTS // 2
    step = max(1, -(-(len(quick) - half) // half))
    return [*quick[:half], *quick[half::step]]


def _affordable(trials: Sequence[Trial]) -> list[Trial]:
    """As many of the inputs as the original runs in the time of one batch, at least one."""
    total = 0.0
    chosen: list[Trial] = []
    for trial in trials:
        total += trial.original.seconds
        if chosen and total > _BATCH_SECONDS:
            break
        chosen.append(trial)
    return chosen
