"""Learning the domain by trial: which kinds the original takes together, and which relations it insists on.

Combinations of kinds are sampled, then varied one parameter at a time around those that worked. What a
failing call has in common is turned into a relation between arguments when the relation makes the failures
go away.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence

from optgate.model import Observation, Session
from optgate.verify import profiles
from optgate.verify.calls import Call
from optgate.verify.domain import Domain, for_style, kinds_of
from optgate.verify.generate import Maker
from optgate.verify.infer import anything
from optgate.verify.kinds import NONE, TRIED, USED, Dim, Kind, Link, Option
from optgate.verify.observed import Place, place

_SAMPLED = 120
_EACH = 3
_PROBES = 14
_BASES = 3
_MOSTLY = 0.5
_UNEQUAL = ((2, 5), (6, 3), (1, 4), (7, 1), (5, 2), (3, 6))
Options = tuple[Option | None, ...]
Ask = Callable[[Sequence[Call]], list[Observation]]


class Learner:
    """One round of learning over an open original."""

    def __init__(
        self, domain: Domain, session: Session, seed: int, *, timeout: float, deadline: float
    ) -> None:
        self.domain = domain
        self.session = session
        self.maker = Maker(domain, seed)
        self.timeout = timeout
        self.deadline = deadline
        self.tried: list[tuple[Call, Observation]] = []

    def learn(self, numeric: bool) -> bool:
        """Settle options and relations; False when the original takes nothing that was tried."""
        domain = self.domain
        unknown = [not any(o.kind is not NONE for o in options) for options in domain.options]
        for index, blank in enumerate(unknown):
            if blank:
                domain.options[index] += for_style(domain.params[index], anything(numeric))
        self.assume_links()
        self.settle_indices()
        accepted = self.accepted(self.bases())
        if not accepted or self.poor(accepted):
            self.widen(numeric, accepted)
            bases = self.bases()
            accepted = self.accepted(bases) or accepted
        if not accepted:
            return False
        self.settle(accepted)
        self.settle_links()
        self.settle_indices()
        return True

    # kinds

    def ask(self, calls: Sequence[Call], *, keep: bool = True) -> list[Place]:
        """Run calls on the original; where each of them lies. What breaks relations is not kept."""
        observations = self.session.run(
            [call.encoded(self.domain.params) for call in calls], timeout=self.timeout
        )
        places = [place(observation) for observation in observations]
        for call, observation, found in zip(calls, observations, places, strict=True) if keep else ():
            self.tried.append((call, observation))
            self.domain.record(call.options, found is Place.FINE)
        return places

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
            if Place.FINE in places[2 * number : 2 * number + 2]
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

    def accepted(self, bases: Sequence[Options]) -> dict[tuple[int, Kind], float]:
        """How often each option of each parameter works around the bases (only those that do)."""
        found: dict[tuple[int, Kind], float] = {}
        for base in bases:
            if found and time.monotonic() > self.deadline:
                break
            trials: list[tuple[int, Option, Options]] = []
            for index, options in enumerate(self.domain.options):
                for option in options:
                    trials.append((index, option, (*base[:index], option, *base[index + 1 :])))
            calls = [self.plain(options, n) for _, _, options in trials for n in range(_EACH)]
            places = self.ask(calls)
            for number, (index, option, _) in enumerate(trials):
                fine = sum(one is Place.FINE for one in places[_EACH * number : _EACH * (number + 1)])
                if fine:
                    key = index, option.kind
                    found[key] = max(found.get(key, 0.0), fine / _EACH)
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
                if accepted.get((index, option.kind), 0.0) >= (_MOSTLY if option.level >= TRIED else 0.01)
            ]
            if not any(option.level < TRIED and option.kind is not NONE for option in kept):
                best = max((accepted[index, o.kind] for o in kept if o.kind is not NONE), default=0.0)
                kept = [
                    Option(o.kind, USED, o.why)
                    if o.level == TRIED and accepted[index, o.kind] >= 0.9 * best
                    else o
                    for o in kept
                ]
            self.domain.options[index] = sorted(kept, key=lambda option: option.level)

    # relations

    def assume_links(self) -> None:
        """Start from equal extents everywhere; what the original does not need is taken back later."""
        domain = self.domain
        self.stated = set(domain.links)
        names = [
            param.name
            for param, options in zip(domain.params, domain.options, strict=True)
            if any(option.kind.depth for option in options)
        ]
        related = {frozenset((k.left.param, k.right.param)) for k in domain.links if k.relation == "same"}
        for place_of, left in enumerate(names):
            for right in names[place_of + 1 :]:
                if frozenset((left, right)) not in related:
                    assumed = {Link("same", Dim(left, axis), Dim(right, axis), "trial") for axis in range(3)}
                    domain.relate(domain.links | assumed)

    def failures(self, links: set[Link], name: str = "") -> tuple[float, float]:
        """The shares of calls that fail, by accident or on purpose, when only these relations are kept.

        The extents of the parameter ``name`` then differ from all others, in both directions.
        """
        kept = self.domain.links
        self.domain.relate(links)
        calls = []
        for number in range(_PROBES):
            unequal = (name, *_UNEQUAL[number % len(_UNEQUAL)]) if name else None
            options = self.whole_options()
            calls.append(self.maker.call("middle", profile=profiles.BENIGN, options=options, unequal=unequal))
        places = self.ask(calls, keep=False)
        self.domain.relate(kept)
        return _failed(places), places.count(Place.OWN) / len(places)

    def whole_options(self) -> Options:
        """Options that leave nothing out, so that relations show."""
        options = self.domain.choose(self.maker.chance)
        primary = self.domain.primary()
        return tuple(b if a is None or a.kind is NONE else a for a, b in zip(options, primary, strict=True))

    def settle_links(self) -> None:
        """Take back the relations that the original does not insist on."""
        domain = self.domain
        loose: set[Link] = set()
        checked: set[Link] = set()
        usual, refused = None, 0.0
        for param in domain.params:
            mine = {
                link
                for link in domain.links
                if link.relation in ("same", "within")
                and (
                    param.name == link.left.param
                    or (link.relation == "same" and param.name == link.right.param)
                )
            }
            if not mine:
                continue
            usual, refused = (usual, refused) if usual is not None else self.failures(domain.links)
            accidents, own = self.failures(domain.links - mine, param.name)
            if accidents <= usual + 0.1 and own > refused + 0.1:
                checked |= mine
            elif accidents <= usual + 0.1:
                loose |= mine & self.stated
                domain.relate(domain.links - (mine - self.stated))
        domain.relate(domain.links, loose & domain.links, checked & domain.links)

    def settle_indices(self) -> None:
        """Find what the arguments used as indices must stay below."""
        domain = self.domain
        for name in sorted(domain.indexing):
            if domain.below(name):
                continue
            usual = self.wild_failures(domain.links)
            if usual < 0.1:
                continue
            best, chosen = usual, None
            for bound in self.bounds(name):
                link = Link("below", Dim(name, 0), bound, "trial")
                rate = self.wild_failures(domain.links | {link})
                if rate < best - 0.05:
                    best, chosen = rate, link
                if best < 0.05:
                    break
            if chosen:
                domain.relate(domain.links | {chosen}, domain.loose, domain.checked)

    def bounds(self, name: str) -> list[Dim]:
        """What numbers used as an index could be an index of."""
        domain = self.domain
        counts = [Dim(param, -1) for param in sorted(domain.counted) if param != name]
        lengths = [
            Dim(param.name, 0)
            for param, options in zip(domain.params, domain.options, strict=True)
            if param.name != name and any(option.kind.depth for option in options)
        ]
        constants = [Dim("", c) for c in sorted(set(domain.integers), reverse=True) if 2 <= c <= 65536]
        return counts + lengths + constants[:4]

    def wild_failures(self, links: set[Link]) -> float:
        """The share of calls with ordinary numbers (not only small ones) that fail."""
        kept = self.domain.links
        self.domain.relate(links)
        wanted = ("plain", "few", "increasing", "positive")
        calls = [
            self.maker.call("middle", profile=wanted[number % len(wanted)], options=self.whole_options())
            for number in range(_PROBES)
        ]
        places = self.ask(calls, keep=False)
        self.domain.relate(kept)
        return _failed(places)


def _failed(places: Sequence[Place]) -> float:
    """The share of calls that the original did not survive."""
    return sum(found in (Place.WEAK, Place.OUTSIDE) for found in places) / len(places)
