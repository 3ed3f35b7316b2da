"""Finding the inputs of the original: the domain, a first corpus, and whether it can be judged at all."""

from __future__ import annotations

import time
from collections.abc import Sequence

from optgate.model import FAILED, Given, Observed, Session, Strength, Target
from optgate.verify import CALL_SECONDS, EXPLORE_SECONDS
from optgate.verify.domain.beginning import Beginning, begin
from optgate.verify.domain.domain import Domain, for_style
from optgate.verify.domain.given import SOURCES, Offered
from optgate.verify.domain.infer import anything
from optgate.verify.domain.observing import observed
from optgate.verify.domain.words import describe
from optgate.verify.equal.duel import Duel, Trial
from optgate.verify.evidence.source import Source, read
from optgate.verify.inputs.search import MOST_SLOW, Search
from optgate.verify.inputs.sizing import largest, sized
from optgate.verify.inputs.typical import typical
from optgate.verify.repeating import holds_nan, unsteady
from optgate.verify.strength import SECONDS as STRENGTH_SECONDS
from optgate.verify.strength import measure
from optgate.verify.telling import reasons
from optgate.verify.values import profiles
from optgate.verify.values.calls import Call
from optgate.verify.values.kinds import TRIED, Option
from optgate.verify.values.observed import Place

_MOST = 1500
_KEPT = 1200


class Exploration:
    """What is known of a function before any candidate is looked at.

    ``unproven`` says why it cannot be judged, or is empty; ``domain`` holds a line per parameter;
    ``strength`` is that of the inputs, or None where it was not measured. ``trials`` are the inputs with
    what the original did on them, those first that tell mistakes from it. With ``signed_zero`` the sign of
    a zero counts when candidates are judged. ``slow`` counts the inputs on which the original did not return
    in time, ``wants`` is what its source uses of the world outside, with lines.
    """

    def __init__(
        self,
        unproven: str = "",
        state: Domain | None = None,
        trials: list[Trial] | None = None,
        timeout: float = CALL_SECONDS,
        strength: Strength | None = None,
    ) -> None:
        self.timeout = timeout
        self.strength = strength
        self.unproven = unproven
        self.state = state
        self.trials = trials or []
        self.failed: list[Call] = []
        self.dropped = 0
        self.signed_zero = False
        self.slow = 0
        self.wants: dict[reasons.Need, int] = {}
        self._sized: tuple[tuple[int, bytes], ...] | None = None

    def remember(self, calls: Sequence[bytes], source: str = FAILED) -> None:
        """Try these inputs first on the next candidate: they told an earlier one apart, or may do so."""
        if self.state is not None:
            offered = Offered(self.state.params, [Given(call, source) for call in calls])
            self.failed = offered.failed + self.failed

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is to be noted of the given inputs."""
        if not self.dropped:
            return ()
        noun = "input does" if self.dropped == 1 else "inputs do"
        return (f"{self.dropped} given {noun} not fit the parameters and were left out",)

    @property
    def typical(self) -> tuple[int, bytes] | None:
        """An input as the function is used with, as its size and encoded; None where no call returned."""
        return typical(self.trials, self.state.params) if self.state is not None else None

    @property
    def observed(self) -> dict[str, tuple[Observed, ...]]:
        """What the parameters hold in inputs of firm evidence."""
        return observed(self.state, self.trials) if self.state is not None else {}

    def sized(self, original: Session, seed: int, deadline: float) -> tuple[tuple[int, bytes], ...]:
        """Realistic inputs at growing sizes, as pairs of a size and an encoded call (made once)."""
        if not self._sized and self.state is not None:
            used = [trial.call for trial in self.trials if trial.call.origin in SOURCES]
            self._sized = sized(self.state, original, seed, deadline, used)
            self._sized = self._sized or sized(self.state, original, seed, deadline, self._returning)
        return self._sized or ()

    @property
    def used(self) -> frozenset[int]:
        """The sizes of the calls from use that returned."""
        returned = (one for one in self.trials if one.call.origin in SOURCES and one.place is Place.FINE)
        return frozenset(largest(one.call) for one in returned)

    @property
    def _returning(self) -> list[Call]:
        """Inputs of firm evidence that the original returns on."""
        return [one.call for one in self.trials if one.place is Place.FINE and one.firm and not one.call.odd]

    @property
    def inputs(self) -> tuple[bytes, ...]:
        """The inputs that were tried, encoded."""
        if self.state is None:
            return ()
        return tuple(trial.call.encoded(self.state.params) for trial in self.trials)

    @property
    def domain(self) -> dict[str, str]:
        """The kinds of inputs and the evidence for them, a line per parameter."""
        return describe(self.state) if self.state else {}


def explore(
    target: Target,
    original: Session,
    *,
    seed: int,
    deadline: float,
    timeout: float = CALL_SECONDS,
    given: Sequence[Given] = (),
    signed_zero: bool = False,
) -> Exploration:
    """Learn what inputs the function takes and reach its branches, until ``deadline`` (monotonic).

    Raises:
        GuestError: the original's process cannot go on.
    """
    if target.refused:
        return Exploration(target.refused)
    source = read(target.file.text, target.qualname)
    if source is None:
        return Exploration(f"{target.qualname} was not found in the source")
    wants = reasons.uses(source.module, source.function, target.qualname.rpartition(".")[0])
    if forbidden := reasons.never_run(wants):
        return Exploration(forbidden)
    deadline = min(deadline, time.monotonic() + EXPLORE_SECONDS)
    begun = begin(source, original, given, seed=seed, timeout=timeout, deadline=deadline)
    if not begun.known and source.receiver:
        source = read(target.file.text, target.qualname, "instance") or source
        begun = begin(source, original, given, seed=seed, timeout=timeout, deadline=deadline)
    domain, learner = begun.domain, begun.learner
    if not begun.known:
        seen = [observation for _, observation in learner.tried]
        return Exploration(reasons.no_domain(seen, wants, target), domain)
    search = _searched(begun, original, source.rounded, seed=seed, timeout=timeout, deadline=deadline)
    if unproven := _unfit(search, begun, target, wants, original, timeout):
        return Exploration(unproven, domain)
    trials, strength = _measured(search, target, source, original, deadline)
    found = Exploration("", domain, trials[:_KEPT], timeout, strength)
    found.failed, found.dropped = begun.failed, begun.dropped
    found.signed_zero, found.slow, found.wants = signed_zero, search.slow, wants
    return found


def _searched(
    begun: Beginning, original: Session, rounded: bool, *, seed: int, timeout: float, deadline: float
) -> Search:
    """What is known already and then the guided search, on the original alone."""
    domain = begun.domain
    domain.rates.clear()
    duel = Duel(domain.params, original, None, timeout=timeout, rounded=rounded)
    search = Search(domain, duel, seed)
    search.run([call for call, _ in begun.answered], [observation for _, observation in begun.answered])
    search.seed(search.trials)
    inside = begun.learner.inside
    search.run([call for call, _ in inside], [observation for _, observation in inside])
    search.guided(deadline, _MOST // 2, ("small", "small", "middle"))
    search.guided(deadline, _MOST // 2, ("small", "middle", "middle", "large"))
    _guards(search, begun.numeric)
    return search


def _unfit(
    search: Search,
    begun: Beginning,
    target: Target,
    wants: dict[reasons.Need, int],
    original: Session,
    timeout: float,
) -> str:
    """Why the function cannot be judged by what was found, or nothing."""
    if search.slow >= MOST_SLOW and len(search.trials) < 2 * MOST_SLOW:
        return (
            f"most calls do not return within {timeout:g} s, even on small inputs; give inputs on which it "
            f"does by {reasons.give(target)}, or raise `verify.timeout`"
        )
    trials = [trial for trial in search.trials if _usable(trial)]
    if not any(trial.place is Place.FINE for trial in trials):
        seen = [observation for _, observation in begun.learner.tried]
        return reasons.no_domain([*seen, *(one.original for one in search.trials)], wants, target)
    return unsteady(trials, original, begun.domain, timeout, wants, target.file.text)


def _measured(
    search: Search, target: Target, source: Source, original: Session, deadline: float
) -> tuple[list[Trial], Strength | None]:
    """The inputs that are kept, those that tell mutants and branches apart first, and how strong they are."""
    trials = [trial for trial in search.trials if _usable(trial)]
    if not search.domain.steady_nan:
        trials = [trial for trial in trials if not holds_nan(trial.call)]
        search.corpus = [trial for trial in search.corpus if not holds_nan(trial.call)]
        search.trials = trials[:]
    first = {id(trial) for trial in search.corpus}
    trials.sort(key=lambda trial: id(trial) not in first)
    measured = measure(target, source, original, search, trials, deadline=_later(deadline))
    telling = {id(trial) for trial in measured.killers}
    trials = [trial for trial in search.trials if _usable(trial)]
    trials.sort(key=lambda trial: (id(trial) not in telling, id(trial) not in first))
    return trials, measured.strength


def _later(deadline: float) -> float:
    """Until when the strength of the inputs is measured: a little longer than inputs were looked for."""
    now = time.monotonic()
    return now + min(STRENGTH_SECONDS, max(0.5 * STRENGTH_SECONDS, deadline - now))


def _usable(trial: Trial) -> bool:
    return trial.counted


def _guards(search: Search, numeric: bool) -> None:
    """Kinds outside the domain, once each, to reach the function's own checks of its arguments."""
    domain = search.domain
    primary = domain.primary()
    calls = []
    for index, options in enumerate(domain.options):
        known = {option.kind for option in options}
        if not options:
            continue
        for option in for_style(domain.params[index], anything(numeric)):
            if option.kind not in known:
                odd = Option(option.kind, TRIED, "trial")
                chosen = (*primary[:index], odd, *primary[index + 1 :])
                calls.append(search.maker.call("small", profile=profiles.BENIGN, options=chosen, extent=2))
    seen = {place for _, place, _ in search.marks}
    for trial in search.run(calls, keep=False):
        fresh = {place for place, bucket in enumerate(trial.original.marks) if bucket} - seen
        if fresh and trial.place in (Place.OWN, Place.FINE):
            seen |= fresh
            search.trials.append(trial)
        else:
            trial.counted = False
    search.corpus = [trial for trial in search.corpus if trial.counted]
