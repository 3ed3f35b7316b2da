"""Learning the domain by trial: which kinds the original takes together, and which relations it insists on.

Combinations of kinds are sampled, then varied one parameter at a time around those that worked. What a
failing call has in common is turned into a relation between arguments when the relation makes the failures
go away.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence

from optgate.model import Observation, Session
from optgate.verify.domain import conditions, onepass, ragged, returning
from optgate.verify.domain.domain import Domain, for_style, kinds_of
from optgate.verify.domain.history import History, Plan
from optgate.verify.domain.infer import anything
from optgate.verify.domain.misfits import drop_misfits
from optgate.verify.domain.relations import Relations
from optgate.verify.inputs.generate import Maker
from optgate.verify.values import profiles
from optgate.verify.values.calls import Call
from optgate.verify.values.kinds import GIVEN, NONE, STATED, TRIED, USED, Kind, Option
from optgate.verify.values.observed import Place, place

_SAMPLED = 120
_EACH = 3
_PATIENT = 16
_BASES = 3
_TRIES = 16
_BETTER = 0.15
_ALIVE = (Place.FINE, Place.OWN, Place.WEAK)
_MOSTLY = 0.5
_MISFIT = 0.1
_BATCH = 16
_MOST_LATE = 24
_PATIENCE, _IMPATIENT, _LEAST_IMPATIENT, _TIMES_LONGER = 4, 0.1, 0.02, 20
"""After so many calls that did not return in time, the next are waited for no longer than this (seconds)."""
_ORDINARY = (profiles.BENIGN, "plain", "positive", "few")
Options = tuple[Option | None, ...]
Ask = Callable[[Sequence[Call]], list[Observation]]


class Learner:
    """One round of learning over an open original."""

    def __init__(
        self, domain: Domain, session: Session, seed: int, *, timeout: float, deadline: float
    ) -> None:
        self.domain = domain
        self.session = session
        self.seed = seed
        self.maker = Maker(domain, seed)
        self.timeout = timeout
        self.deadline = deadline
        self.asked = self.late = 0
        self.longest = 0.0
        self.enough: tuple[Place, ...] = (Place.FINE,)
        self.tried: list[tuple[Call, Observation]] = []

    def learn(self, numeric: bool) -> bool:
        """Settle options and relations; False when the original takes nothing that was tried.

        Where that leaves a parameter without a kind, kinds count as taken when calls fail by their values:
        keys and indices that are not there say nothing about types.
        """
        domain = self.domain
        options, links = [list(some) for some in domain.options], (domain.links, domain.loose, domain.checked)
        learned = self.once(numeric)
        if (learned and not self.lost(options)) or time.monotonic() > self.deadline:
            return learned
        settled = [list(some) for some in domain.options]
        domain.options, self.enough = options, _ALIVE
        domain.relate(*links)
        again = self.once(numeric)
        self.enough = (Place.FINE,)
        if not again and learned:
            domain.options = settled
        return again or learned

    def lost(self, before: Sequence[Sequence[Option]]) -> bool:
        """Whether a required parameter that had kinds has none any more."""
        rows = zip(self.domain.params, before, self.domain.options, strict=True)
        return any(param.required and old and not new for param, old, new in rows)

    def once(self, numeric: bool) -> bool:
        """One go at options and relations."""
        domain = self.domain
        unknown = [not any(o.kind is not NONE for o in options) for options in domain.options]
        for index, blank in enumerate(unknown):
            if blank:
                domain.options[index] += for_style(domain.params[index], anything(numeric))
        relations = Relations(self)
        relations.assume()
        relations.settle_indices()
        self.settle_needs(numeric)
        conditions.settle(self)
        bases = self.bases()
        accepted = self.accepted(bases) or self.accepted(bases, _PATIENT)
        if not accepted or self.poor(accepted):
            self.widen(numeric, accepted)
            bases = self.bases()
            accepted = self.accepted(bases) or accepted
        if not accepted:
            return False
        self.settle(accepted)
        returning.settle(self)
        drop_misfits(self)
        relations.settle()
        relations.settle_squares()
        relations.settle_indices()
        conditions.settle(self)
        ragged.settle(self)
        onepass.settle(self)
        self.settle_history(numeric)
        return True

    # kinds

    def ask(self, calls: Sequence[Call], *, keep: bool = True) -> list[Place]:
        """Run calls on the original; where each of them lies. What breaks relations is not kept."""
        observations = self.answers([call.encoded(self.domain.params) for call in calls])
        places = [place(observation) for observation in observations]
        for call, observation, found in zip(calls, observations, places, strict=True) if keep else ():
            self.tried.append((call, observation))
            self.domain.record(call.options, found is Place.FINE)
        return places

    def answers(self, inputs: Sequence[bytes]) -> list[Observation]:
        """What the original does; past the deadline, one that mostly hangs is taken to hang on the rest."""
        found: list[Observation] = []
        while len(found) < len(inputs):
            mostly = self.late >= max(_MOST_LATE, self.asked / 2)
            if mostly and time.monotonic() > self.deadline:
                return found + [Observation("timeout", b"", self.timeout)] * (len(inputs) - len(found))
            batch = inputs[len(found) : len(found) + (_BATCH if not self.late else 1)]
            seen = self.session.run(batch, timeout=self.patience)
            self.asked += len(batch)
            self.longest = max([self.longest, *(one.seconds for one in seen if one.kind != "timeout")])
            self.late += sum(one.kind == "timeout" for one in seen)
            found += seen
        return found

    def hurry(self) -> None:
        """Wait no longer for calls that do not come back: some did not."""
        self.late = max(self.late, _PATIENCE)

    @property
    def patience(self) -> float:
        """How long a call is waited for (seconds): not much longer than others took, once some never came."""
        if self.late < _PATIENCE:
            return self.timeout
        return min(self.timeout, _IMPATIENT, max(_LEAST_IMPATIENT, _TIMES_LONGER * self.longest))

    def share(self, options: Options, count: int = _EACH) -> float:
        """How often plain calls of a combination return."""
        calls = [self.plain(options, number) for number in range(count)]
        return sum(found is Place.FINE for found in self.ask(calls)) / count

    def plain(self, options: Options, number: int) -> Call:
        """A call with small positive numbers, which nearly every function takes."""
        return self.maker.call(
            "middle", profile=profiles.BENIGN, options=options, extent=None if number else 3
        )

    def bases(self) -> list[Options]:
        """Combinations that worked, those of the best evidence first."""
        domain, chance = self.domain, self.maker.chance
        combinations: dict[tuple[Kind | None, ...], Options] = {}
        first = domain.primary()
        combinations[kinds_of(first)] = first
        for options in self.alike():
            combinations.setdefault(kinds_of(options), options)
        for _ in range(_SAMPLED):
            options = tuple(
                None
                if not some or (not domain.params[i].required and chance.happens(0.4))
                else chance.pick(some)
                for i, some in enumerate(domain.options)
            )
            combinations.setdefault(kinds_of(options), options)
        chosen = list(combinations.values())
        calls = [self.plain(options, number) for options in chosen for number in (0, 1)]
        places = self.ask(calls)
        working = [
            options
            for number, options in enumerate(chosen)
            if set(self.enough) & set(places[2 * number : 2 * number + 2])
        ]
        return sorted(working, key=self.weakness)[:_BASES]

    def weakness(self, options: Options) -> float:
        """Small for combinations of good evidence that leave nothing out."""
        return sum(option.level + (option.kind is NONE) if option else 3.5 for option in options)

    def alike(self) -> Iterable[Options]:
        """Combinations in which parameters that can have the same kind do have it."""
        domain = self.domain
        kinds = {option.kind: option for options in domain.options for option in options}
        first = domain.primary()
        for kind in kinds:
            yield tuple(
                next((option for option in options if option.kind == kind), first[place])
                for place, options in enumerate(domain.options)
            )

    def accepted(self, bases: Sequence[Options], each: int = _EACH) -> dict[tuple[int, Kind], float]:
        """How often each option of each parameter works around the bases, of ``each`` calls; if at all."""
        found: dict[tuple[int, Kind], float] = {}
        for base in bases:
            if found and time.monotonic() > self.deadline:
                break
            trials: list[tuple[int, Option, Options]] = []
            for index, options in enumerate(self.domain.options):
                for option in options:
                    trials.append((index, option, (*base[:index], option, *base[index + 1 :])))
            calls = [self.plain(options, n) for _, _, options in trials for n in range(each)]
            places = self.ask(calls)
            for number, (index, option, _) in enumerate(trials):
                fine = sum(one in self.enough for one in places[each * number : each * (number + 1)])
                if fine:
                    key = index, option.kind
                    found[key] = max(found.get(key, 0.0), fine / each)
        return found

    def poor(self, accepted: dict[tuple[int, Kind], float]) -> bool:
        """Whether some required parameter, or one with hints, has no accepted hinted kind but None."""
        return bool(self.hopeless(accepted))

    def hopeless(self, accepted: dict[tuple[int, Kind], float]) -> list[int]:
        """The parameters none of whose hinted kinds was accepted."""
        return [
            index
            for index, options in enumerate(self.domain.options)
            if options
            and not any((index, option.kind) in accepted and option.kind is not NONE for option in options)
        ]

    def widen(self, numeric: bool, accepted: dict[tuple[int, Kind], float]) -> None:
        """Offer every kind to the parameters whose hints all failed, or to all."""
        places = self.hopeless(accepted) or range(len(self.domain.options))
        for index in places:
            known = {option.kind for option in self.domain.options[index]}
            every = for_style(self.domain.params[index], anything(numeric))
            self.domain.options[index] += [option for option in every if option.kind not in known]

    def settle(self, accepted: dict[tuple[int, Kind], float]) -> None:
        """Keep what was accepted; where only trial speaks, what is accepted best becomes the domain."""
        for index, options in enumerate(self.domain.options):
            kept = [
                option
                for option in options
                if option.level == GIVEN
                or accepted.get((index, option.kind), 0.0) >= (_MOSTLY if option.level >= TRIED else 0.01)
            ]
            if not any(option.level < TRIED and option.kind is not NONE for option in kept):
                rates = {o: accepted.get((index, o.kind), 0.0) for o in kept if o.kind is not NONE}
                best = max(rates.values(), default=0.0)
                kept = [
                    Option(o.kind, USED, o.why)
                    if o.level == TRIED and accepted.get((index, o.kind), 0.0) >= 0.9 * best
                    else o
                    for o in kept
                ]
            self.domain.options[index] = sorted(kept, key=lambda option: option.level)

    @property
    def inside(self) -> list[tuple[Call, Observation]]:
        """What was tried of the kinds that are left, with the evidence there is for them now."""
        left = [{option.kind: option for option in options} for options in self.domain.options]
        found = []
        for call, observation in self.tried:
            now = [some.get(o.kind) if o else None for o, some in zip(call.options, left, strict=True)]
            if all(new or old is None for new, old in zip(now, call.options, strict=True)):
                found.append((call.known_by(tuple(now)), observation))
        return found

    def settle_needs(self, numeric: bool) -> None:
        """Find whether the method needs an object that was called before: where a fresh one mostly fails."""
        history = self.domain.history
        if history is None:
            return
        fresh = self.returning()
        if fresh >= _MOSTLY:
            return
        plans, options = history.plans, [list(some) for some in self.domain.options]
        history.needed = True
        self.settle_history(numeric)
        if not history.plans or self.returning() <= fresh + _BETTER:
            history.needed = history.open = False
            history.plans, self.domain.options = plans, options

    def returning(self) -> float:
        """How often calls of hinted kinds return."""
        calls = [
            self.maker.call("middle", profile=profiles.BENIGN, options=self.domain.choose(self.maker.chance))
            for _ in range(_TRIES)
        ]
        return self.ask(calls, keep=False).count(Place.FINE) / _TRIES

    def settle_history(self, numeric: bool) -> None:
        """Find the methods that can be called before the judged one, and the kinds they take."""
        history = self.domain.history
        if history is None:
            return
        history.open = True
        every = history.plans
        for plan in every:
            history.plans = [plan]
            if plan.domain is not self.domain:
                self.settle_arguments(plan.domain, numeric)
        working = {plan.method for plan in every if self.survives(history, plan)}
        history.plans = [plan for plan in every if plan.method in working]
        for index, options in enumerate(self.domain.options):
            if any(option.kind.tag == "calls" for option in options):
                self.domain.options[index] = [Option(history.kind, STATED, "methods")] if working else []

    def settle_arguments(self, other: Domain, numeric: bool) -> None:
        """Keep the kinds of arguments with which an earlier call works mostly; any kind where none does."""
        for index, param in enumerate(other.params):
            if param.part is not None or param.name == other.source.receiver:
                continue
            for options in (other.options[index], list(for_style(param, anything(numeric)))):
                alive = [self.works(other, index, option) for option in options]
                most = max(alive, default=0)
                kept = [one for one, count in zip(options, alive, strict=True) if count and 2 * count >= most]
                if kept:
                    other.options[index] = kept
                    break
        other.fixed = ()

    def works(self, other: Domain, index: int, option: Option) -> int:
        """How many earlier calls come to an end with one kind of argument."""
        first = other.primary()
        other.fixed = (*first[:index], option, *first[index + 1 :])
        return self.lives()

    def survives(self, history: History, plan: Plan) -> bool:
        """Whether an object can be made and the method called on it."""
        history.plans = [plan]
        return self.lives() > 0

    def lives(self) -> int:
        """How many calls of a few on an object that was called before come to an end."""
        calls = [
            self.maker.call(
                "small", profile=profiles.BENIGN, options=self.domain.primary(), extent=size, sure=True
            )
            for size in (3, 2, 1, 4, 3, 2)
        ]
        return sum(found in _ALIVE for found in self.ask(calls, keep=False))
