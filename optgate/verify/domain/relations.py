"""Learning relations between arguments by trial: which the original insists on, which it never needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from optgate.verify.values import profiles
from optgate.verify.values.kinds import NONE, Dim, Link, Option
from optgate.verify.values.observed import Place

if TYPE_CHECKING:
    from optgate.verify.domain.learn import Learner

_PROBES = 14
_OFTEN = 0.25
_UNEQUAL = ((2, 5), (6, 3), (1, 4), (7, 1), (5, 2), (3, 6))


class Relations:
    """The relations of one domain while they are learned; ``stated`` are those that the source suggests."""

    def __init__(self, learner: Learner) -> None:
        self.learner = learner
        self.domain = learner.domain
        self.stated: set[Link] = set()

    def assume(self) -> None:
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
        domain.relate(domain.links - domain.refuted)
        self.stated = (self.stated | domain.confirmed) & domain.links

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
            calls.append(
                self.learner.maker.call("middle", profile=profiles.BENIGN, options=options, unequal=unequal)
            )
        places = self.learner.ask(calls, keep=False)
        self.domain.relate(kept)
        return _failed(places), places.count(Place.OWN) / len(places)

    def whole_options(self) -> tuple[Option | None, ...]:
        """Options that leave nothing out, so that relations show."""
        options = self.domain.choose(self.learner.maker.chance)
        primary = self.domain.primary()
        return tuple(b if a is None or a.kind is NONE else a for a, b in zip(options, primary, strict=True))

    def settle(self) -> None:
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
                and link.left.param != link.right.param
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

    def settle_squares(self) -> None:
        """Find the arguments that the original takes for square."""
        domain = self.domain
        for param, options in zip(domain.params, domain.options, strict=True):
            if not any(option.kind.depth == 2 and option.kind.tag == "array" for option in options):
                continue
            link = Link("same", Dim(param.name, 0), Dim(param.name, 1), "square")
            if link in domain.links:
                continue
            usual = self.wild_failures(domain.links)
            if usual >= _OFTEN and self.wild_failures(domain.links | {link}) < usual - _OFTEN:
                domain.relate(domain.links | {link}, domain.loose, domain.checked)

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
            self.learner.maker.call(
                "middle", profile=wanted[number % len(wanted)], options=self.whole_options()
            )
            for number in range(_PROBES)
        ]
        places = self.learner.ask(calls, keep=False)
        self.domain.relate(kept)
        return _failed(places)


def _failed(places: Sequence[Place]) -> float:
    """The share of calls that the original did not survive."""
    return sum(found in (Place.WEAK, Place.OUTSIDE, Place.LOST) for found in places) / len(places)
