"""The inputs a function is for: options per parameter, relations between arguments, and pools of values."""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Container, Iterable, Iterator, Sequence
from typing import Any

from optgate.verify.domain import pools
from optgate.verify.domain.history import History
from optgate.verify.domain.infer import Inference, anything
from optgate.verify.domain.keywords import keywords
from optgate.verify.evidence import hints, shapes
from optgate.verify.evidence.asked import asked
from optgate.verify.evidence.facts import bare
from optgate.verify.evidence.source import Source
from optgate.verify.values import structure
from optgate.verify.values.conditions import SORTED
from optgate.verify.values.kinds import NONE, STATED, TRIED, USED, Dim, Kind, Link, Option, Param
from optgate.verify.values.profiles import Chance

_ODD_SHARE = 0.2
_LEFT_OUT = 0.2
_LEAST_TRIES = 6
_LEAST_RATE = 0.15
_POOR_SHARE = 0.1
LARGEST_POOL = 64


class Domain:
    """What inputs are made from.

    ``links`` are the relations that hold for every input, ``loose`` those of them that the original does
    not insist on: breaking one makes an input of the weakest evidence; ``checked`` are those that it checks
    itself: breaking one now and then shows its own exception. ``confirmed`` and ``refuted`` are relations
    that the given inputs keep or break, ``seen`` the objects in those inputs by class. ``conditions``
    are what the values of a parameter fulfil, with the evidence, ``looked_at`` the numbers that are compared
    before use, ``sizes`` the names of sizes that are not,
    ``shapes`` those of the shapes of arrays that are made; ``history`` says what objects go through before
    the call. ``lookups`` are the places whose
    values are looked up in others (see ``pools``), ``ragged`` the parameters whose rows may differ in
    length, with the evidence. ``sentinels`` are numbers that stand among the indices in a parameter and
    are none. Without ``steady_nan`` the original does not repeat itself on NaN, so that no input holds any.
    ``largest_int``, ``largest_count`` and ``largest_size`` shrink when calls take too long.
    """

    def __init__(self, source: Source, options: Sequence[Sequence[Option]], inference: Inference) -> None:
        self.source = source
        self.params: tuple[Param, ...] = source.params
        self.parts = {param.name for param in source.params if param.part is not None}
        self.options: list[list[Option]] = [list(chosen) for chosen in options]
        names = {param.name for param in source.params} | {""}
        self.links: set[Link] = {
            link
            for link in inference.flow.links
            if {link.left.param, link.right.param} <= names or _of_shape(link, names)
        }
        self.links |= shapes.links(source.docstrings, [param.name for param in source.params])
        self.shapes = {link.right.param.partition("[")[0] for link in self.links if _of_shape(link, names)}
        self.loose: set[Link] = set()
        self.checked: set[Link] = set()
        self.numbers: list[float] = []
        self.integers: list[int] = []
        self.texts: list[str] = []
        noted = {at: facts for at, facts in inference.flow.facts.items() if at[0] in names}
        self.stored = {name for (name, _), facts in noted.items() if "store" in facts}
        self.counted = {name for (name, at), facts in noted.items() if at == 0 and "range" in facts}
        self.indexing = {name for (name, _), facts in noted.items() if "index" in facts}
        self.conditions: dict[str, dict[str, str]] = {
            name: {SORTED: "usage"} for (name, at), facts in noted.items() if at == 0 and "sorted" in facts
        }
        for name, wanted in asked(source.function, sorted(names - {""})).items():
            self.conditions.setdefault(name, {}).update(dict.fromkeys(wanted, "docstring"))
        self.looked_at = {
            name for (name, at), facts in noted.items() if at == 0 and facts & {"order", "number"}
        }
        self.sizes = {name for name in names if hints.SIZES.search(bare(name)) and name not in self.looked_at}
        self.lookups = pools.lookups(inference.flow.links, sorted(names - {""}))
        self.ragged: dict[str, int] = {}
        self.sentinels: dict[str, list[int]] = {}
        self.history: History | None = None
        self.fixed: tuple[Option | None, ...] = ()
        stated = any(option.level <= STATED and _whole(option.kind) for some in options for option in some)
        self.steady_nan = not source.unordered
        self.largest_int = 2**64 if stated else 2**63 - 1
        self.largest_count = 300
        self.largest_size = 5000
        self.seen: dict[str, list[Any]] = {}
        self.confirmed: set[Link] = set()
        self.refuted: set[Link] = set()
        self.rates: dict[tuple[Kind | None, ...], list[int]] = {}
        self._groups: dict[Any, dict[Dim, int]] = {}
        self.learn_constants(source.constants)

    # pools

    def learn_constants(self, constants: Iterable[int | float | str]) -> None:
        """Add constants of a source to the values that inputs are made of."""
        for value in constants:
            if isinstance(value, str):
                if value not in self.texts and len(self.texts) < LARGEST_POOL:
                    self.texts.append(value)
            else:
                self.learn_number(value)

    def learn_number(self, value: float) -> None:
        """Add one number to the pools."""
        if isinstance(value, int) and abs(value) < 2**62 and value not in self.integers:
            self.integers.append(value)
            del self.integers[LARGEST_POOL:]
        if abs(value) < 1e300 and float(value) not in self.numbers:
            self.numbers.append(float(value))
            del self.numbers[LARGEST_POOL:]

    # choice of kinds

    def choose(self, chance: Chance) -> tuple[Option | None, ...]:
        """An option per parameter (None where it is left out), rarely one that mostly fails.

        Those of ``fixed``, while that is set.
        """
        if self.fixed:
            return self.fixed
        chosen: tuple[Option | None, ...] = ()
        for _ in range(5):
            chosen = tuple(self.one(place, chance) for place in range(len(self.params)))
            tried, fine = self.rates.get(kinds_of(chosen), (0, 0))
            if tried < _LEAST_TRIES or fine >= _LEAST_RATE * tried or chance.happens(_POOR_SHARE):
                break
        return chosen

    def one(self, place: int, chance: Chance) -> Option | None:
        """An option of one parameter, those known by trial alone less often."""
        param, options = self.params[place], self.options[place]
        if not options or (not param.required and chance.happens(_LEFT_OUT)):
            return None
        firm = [option for option in options if option.level < TRIED]
        weak = [option for option in options if option.level >= TRIED]
        if weak and (not firm or chance.happens(_ODD_SHARE)):
            return chance.pick(weak)  # type: ignore[no-any-return]
        some = [option for option in firm if option.kind is not NONE]
        if some and len(firm) > len(some) and chance.happens(0.6):
            return chance.pick(some)  # type: ignore[no-any-return]
        return chance.pick(firm)  # type: ignore[no-any-return]

    def primary(self) -> tuple[Option | None, ...]:
        """The option of best evidence per parameter; None (the value) only where nothing else fits."""
        return tuple(
            next((option for option in options if option.kind is not NONE), options[0]) if options else None
            for options in self.options
        )

    def record(self, options: Sequence[Option | None], fine: bool) -> None:
        """Remember whether a call of this combination of kinds returned."""
        counts = self.rates.setdefault(kinds_of(options), [0, 0])
        counts[0] += 1
        counts[1] += fine

    def restrict(self, values: Sequence[Any]) -> None:
        """Make inputs smaller than one that took too long."""
        numbers = [abs(v) for v in values if type(v) is int]
        longest = max((structure.count(v) for v in values if not isinstance(v, int | float | str)), default=0)
        if any(number > 1000 for number in numbers):
            self.largest_int = self.largest_count = min(self.largest_count, 300)
        elif longest > 64:
            self.largest_size = max(32, min(self.largest_size, longest) // 2)
        else:
            self.largest_int = self.largest_count = max(16, min(self.largest_count, self.largest_int) // 2)

    def fork(self) -> Domain:
        """A copy to learn more constants in, for one candidate."""
        other = copy.copy(self)
        for name in ("numbers", "integers", "texts"):
            setattr(other, name, list(getattr(self, name)))
        other.rates = {kinds: list(counts) for kinds, counts in self.rates.items()}
        return other

    # relations

    def relate(self, links: Iterable[Link], loose: Iterable[Link] = (), checked: Iterable[Link] = ()) -> None:
        """Hold these relations from now on; ``loose`` and ``checked`` are among them."""
        self.links, self.loose, self.checked = set(links), set(loose), set(checked)
        self._groups = {}

    def groups(self, options: Sequence[Option | None], broken: str = "") -> dict[Dim, int]:
        """The linked dimensions of the chosen kinds: equal numbers mean equal extents.

        ``broken`` is ``loose`` or ``checked`` when those relations are not to hold.
        """
        key = (kinds_of(options), broken)
        if key not in self._groups:
            left_out = {"loose": self.loose, "checked": self.checked}.get(broken, set())
            self._groups[key] = self._unite(options, self.links - left_out)
        return self._groups[key]

    def _unite(self, options: Sequence[Option | None], links: Iterable[Link]) -> dict[Dim, int]:
        depths = {p.name: o.kind.depth for p, o in zip(self.params, options, strict=True) if o}
        dims = [Dim(name, axis) for name, depth in depths.items() for axis in range(depth)]
        group = {dim: place for place, dim in enumerate(dims)}
        for link in sorted(links, key=lambda link: (link.left, link.right)):
            if link.relation == "same":
                left, right = (
                    Dim(dim.param, dim.axis % depths[dim.param])
                    if depths.get(dim.param) and dim.axis < 0
                    else dim
                    for dim in (link.left, link.right)
                )
                if left in group and right in group:
                    old, new = group[right], group[left]
                    group = {dim: new if number == old else number for dim, number in group.items()}
        return group

    @contextlib.contextmanager
    def without(self, name: str) -> Iterator[None]:
        """Set aside what ties the extents of one parameter to those of others, inside the ``with`` block."""
        kept = self.links, self.loose, self.checked
        own = {
            link
            for link in self.links
            if link.relation == "same" and name in (link.left.param, link.right.param)
        }
        self.relate(*(links - own for links in kept))
        try:
            yield
        finally:
            self.relate(*kept)

    @property
    def related(self) -> list[str]:
        """The parameters whose extents are tied to those of others."""
        return sorted(
            {
                name
                for link in self.links - self.loose
                if link.relation == "same" and link.left.param != link.right.param
                for name in (link.left.param, link.right.param)
            }
        )

    def pinned(self) -> list[tuple[Dim, int]]:
        """The dimensions whose extent the source fixes, by taking them apart into names."""
        return [(link.left, link.right.axis) for link in self.links if link.relation == "pinned"]

    def below(self, name: str) -> list[Dim]:
        """The dimensions that the whole numbers of a parameter index."""
        return [link.right for link in self.links if link.relation == "below" and link.left.param == name]

    def keyed(self, name: str) -> list[str]:
        """The mappings of which a parameter is a key."""
        return [link.right.param for link in self.links if link.relation == "key" and link.left.param == name]

    @property
    def bounding(self) -> set[Dim]:
        """What indices among the arguments stay below."""
        return {link.right for link in self.links if link.relation == "below"}

    def within(self, name: str) -> list[Dim]:
        """The dimensions that a number may not exceed."""
        return [link.right for link in self.links if link.relation == "within" and link.left.param == name]


def _of_shape(link: Link, names: Container[str]) -> bool:
    """Whether a relation is one to a place of an argument that gives a shape (``shape[0]``)."""
    name, bracket, _ = link.right.param.partition("[")
    return bool(bracket) and link.right.axis < 0 and name in names and link.left.param in names


def _whole(kind: Kind) -> bool:
    """Whether a kind holds Python integers, which have no largest value."""
    return kind.tag == "int" or any(map(_whole, kind.items))


def kinds_of(options: Sequence[Option | None]) -> tuple[Kind | None, ...]:
    """The kinds of options."""
    return tuple(option.kind if option else None for option in options)


def start(source: Source) -> tuple[Domain, Inference]:
    """The domain as the source alone suggests it."""
    domain, inference = without_history(source)
    place = next((place for place, param in enumerate(source.params) if param.style == "calls"), None)
    if place is not None and source.function.name != "__init__":
        history = History(source, domain, _for_calls)
        if history.plans:
            domain.history = history
            domain.options[place] = [Option(history.kind, STATED, "methods")]
    return domain, inference


def _for_calls(source: Source) -> Domain:
    """The domain of a method that is called beforehand: where nothing is known, anything."""
    domain, inference = without_history(source)
    for place, param in enumerate(domain.params):
        if param.required and not domain.options[place]:
            domain.options[place] = list(for_style(param, anything(inference.numeric_module)))
    return domain


def without_history(source: Source) -> tuple[Domain, Inference]:
    """The domain of a function, or of a method of a fresh object."""
    inference = Inference(source)
    options = [for_style(param, inference.options(param.name)) for param in source.params]
    return Domain(source, options, inference), inference


def for_style(param: Param, options: Sequence[Option]) -> tuple[Option, ...]:
    """The options as they suit a parameter: tuples for ``*args``, records for ``**kwargs``."""
    if param.style in ("varkw", "calls"):
        named = map(keywords, options) if param.style == "varkw" else options
        return tuple(option for option in named if option.kind.tag == "record")
    if param.style != "var":
        return tuple(options)
    found = [
        option
        if option.kind.tag in ("tuple", "list")
        else Option(Kind("tuple", (option.kind,)), option.level, option.why)
        for option in options
    ]
    return tuple(found) or (Option(Kind("tuple", (Kind("float"),)), USED, "usage"),)
