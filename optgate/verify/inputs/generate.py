"""Fresh inputs: sizes under the links between arguments, a profile, and values for every parameter."""

from __future__ import annotations

import collections
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from optgate.guest.codec import Recipe
from optgate.verify.domain import conditions, graphs, pools, ragged
from optgate.verify.domain.domain import Domain
from optgate.verify.domain.seen import GIVEN_TAG, drawn
from optgate.verify.inputs import objects, scalars, texts
from optgate.verify.inputs.exact import tamed, too_exact
from optgate.verify.inputs.sizes import Sizes
from optgate.verify.values import profiles, structure
from optgate.verify.values.calls import MISSING, Call
from optgate.verify.values.kinds import MAPPINGS, NESTED, TRIED, Dim, Kind, Option
from optgate.verify.values.profiles import Chance

_INFO = {
    name: np.iinfo(name)
    for name in ("uint8", "int8", "int16", "uint16", "int32", "uint32", "int64", "uint64")
}

_DROP_SHARE = 0.05


class Maker:
    """Makes calls for a domain; everything follows from the seed."""

    def __init__(self, domain: Domain, seed: int) -> None:
        self.domain = domain
        self.chance = Chance(seed)

    def call(
        self,
        stage: str,
        *,
        profile: str | None = None,
        options: Sequence[Option | None] | None = None,
        odd: bool = False,
        extent: int | None = None,
        unequal: tuple[str, int, int] | None = None,
        extents: Mapping[Dim, int] | None = None,
        history: bool = True,
        sure: bool = False,
    ) -> Call:
        """One fresh call.

        ``odd`` breaks the loose relations, ``extent`` fixes all sizes, ``unequal`` those of one parameter
        (the first number) and of all others that are not linked with it (the second), ``extents`` some
        that are known; without ``history`` objects are fresh, when ``sure`` they never are.
        """
        domain, chance = self.domain, self.chance
        chosen = tuple(options if options is not None else domain.choose(chance))
        sizes = Sizes(domain, chosen, chance, stage, odd)
        if extent is not None:
            sizes.fix(extent)
        if unequal is not None:
            sizes.part(*unequal)
        sizes.know(extents or {})
        shared = profile or chance.pick(profiles.PROFILES)
        mixed = profile is None and chance.happens(0.3)
        values: list[Any] = [MISSING] * len(chosen)
        order = sorted(range(len(chosen)), key=lambda i: -(o.kind.depth if (o := chosen[i]) else 0))
        for place in order:
            option = chosen[place]
            if option is None or option.kind.tag == "calls":
                continue
            name = domain.params[place].name
            mine = chance.pick(profiles.PROFILES) if mixed else shared
            values[place] = self.value(name, option.kind, sizes, mine, values)
        if history:
            self.remember(stage, shared, chosen, values, sure)
        calm = profile in scalars.CALM
        values = self.linked(chosen, values, calm)
        note = ""
        if domain.ragged and extent is None and unequal is None and not calm:
            note = ragged.loosened(domain, chosen, values, chance)
        breaks = conditions.fulfil(domain, values, chance, 1.0 if calm else conditions.KEEPING)
        if odd:
            note = "sizes that the source does not link" if domain.loose else note
        if profile is None and chance.happens(0.08):
            note = self.share(chosen, values) or note
        elif profile is None and not note and chance.happens(_DROP_SHARE):
            note = pools.drop(chosen, values, chance)
        if not domain.steady_nan:
            values = [structure.without_nan(value) for value in values]
        made = Call(values, chosen, stage, level=TRIED if note else 0, odd=note)
        made.breaks = breaks
        return made

    def linked(self, options: Sequence[Option | None], values: list[Any], calm: bool) -> list[Any]:
        """The values with what connects them: nodes of one graph, keys that are there, sums that fit."""
        if too_exact(self.domain, options, values):
            values = [tamed(value) for value in values]
        graphs.connect(options, values, self.chance)
        if self.domain.lookups:
            pools.share(self.domain, options, values, self.chance, *((1.0,) if calm else ()))
        graphs.unwind(options, values, self.chance)
        return values

    def over(self, domain: Domain) -> Maker:
        """A maker of calls for another domain that goes on with the same random numbers."""
        other = Maker(domain, 0)
        other.chance = self.chance
        return other

    def remember(
        self, stage: str, profile: str, options: Sequence[Option | None], values: list[Any], sure: bool
    ) -> None:
        """Make up what was called on the object before, where the domain has such calls."""
        made = self.domain.history
        for place, option in enumerate(options):
            if option is not None and option.kind.tag == "calls" and made is not None:
                values[place] = made.make(self, stage, profile, values, sure=sure)

    def share(self, options: Sequence[Option | None], values: list[Any]) -> str:
        """Pass one object in two places where kinds and shapes agree; what is odd about it."""
        places = [i for i, option in enumerate(options) if option and option.kind.tag in ("array", "list")]
        for one in places:
            for other in places:
                first, second = options[one], options[other]
                if one < other and first and second and first.kind == second.kind:
                    if (
                        np.shape(values[one]) != np.shape(values[other])
                        if first.kind.tag == "array"
                        else len(values[one]) != len(values[other])
                    ):
                        continue
                    values[other] = values[one]
                    names = {self.domain.params[one].name, self.domain.params[other].name}
                    return "the same object passed twice" if names & self.domain.stored else ""
        return ""

    def value(self, name: str, kind: Kind, sizes: Sizes, profile: str, made: Sequence[Any]) -> Any:
        """A value of a kind for a parameter."""
        if kind.tag == GIVEN_TAG:
            return drawn(self.domain.seen[kind.path], name in self.domain.parts, self.chance)
        if kind.tag == "none":
            return None
        chance = self.chance
        limit = self.limit(name, kind, sizes)
        if kind.tag == "array":
            return self.array(name, kind, sizes.of(name, kind), profile, limit)
        if kind.depth and kind.tag in NESTED:
            return self.nested(name, kind, sizes.of(name, kind), profile, limit)
        if kind.tag in ("set", "frozenset"):
            items = self.items(kind.items[0], sizes.extent(Dim(name, 0)), profile, limit)
            return set(items) if kind.tag == "set" else frozenset(items)
        if kind.tag in MAPPINGS:
            return objects.mapping(self, kind, sizes.extent(Dim(name, 0)), profile)
        if kind.tag in ("series", "frame"):
            table = objects.series if kind.tag == "series" else objects.frame
            return table(self, kind, sizes.extent(Dim(name, 0)), profile)
        if kind.tag in ("bytes", "bytearray"):
            return objects.raw(chance, kind.tag, sizes.draw(0), profile)
        if kind.tag == "tuple" and kind.fixed and name in self.domain.shapes:
            return tuple(sizes.extent(Dim(f"{name}[{place}]", -1)) for place in range(len(kind.items)))
        if kind.tag == "tuple" and kind.fixed:
            return tuple(self.items(item, 1, profile, limit)[0] for item in kind.items)
        return scalars.scalar(self, name, kind, sizes, profile, made, limit)

    def limit(self, name: str, kind: Kind, sizes: Sizes) -> int | None:
        """Below what the whole numbers of a parameter must stay to be indices, or None."""
        bounds = [sizes.extent(dim) for dim in self.domain.below(name)]
        if kind.depth:
            bounds += [sizes.extent(dim) + 1 for dim in self.domain.within(name)]
        return min(bounds) if bounds else None

    # containers

    def nested(self, name: str, kind: Kind, shape: tuple[int, ...], profile: str, limit: int | None) -> Any:
        """Lists, lists of lists, tuples and iterators."""
        inner = kind.items[0] if kind.items else Kind("float")
        count = shape[0] if shape else 0
        if len(shape) > 1:
            items = [self.nested(name, inner, shape[1:], profile, limit) for _ in range(count)]
        else:
            items = self.items(inner, count, profile, limit)
        if name in self.domain.sentinels and inner.tag == "int":
            share = self.chance.pick((0.1, 0.5, 0.8))
            items = [
                self.chance.pick(self.domain.sentinels[name]) if self.chance.happens(share) else item
                for item in items
            ]
        if kind.tag == "tuple":
            return tuple(items)
        if kind.tag == "iter":
            return Recipe(self.chance.pick(("iter", "generator")), (items,))
        if kind.tag == "deque":
            return collections.deque(items)
        return items

    def items(self, kind: Kind, count: int, profile: str, limit: int | None) -> list[Any]:
        """``count`` elements of a kind."""
        chance, domain = self.chance, self.domain
        if kind.tag == "float":
            return list(profiles.floats(chance, profile, count, domain.numbers).tolist())
        if kind.tag == "int":
            if limit is None and profile in ("limits", "huge") and domain.largest_int > 2**31:
                cap = domain.largest_int
                return [min(max(v, -cap), cap) for v in profiles.large_integers(chance, count)]
            low, high = (0, max(limit, 1)) if limit is not None else (-(2**62), 2**62)
            wide = profile in ("limits", "huge")
            low, high = (low, high) if limit is not None or wide else self.ordinary()
            return list(profiles.integers(chance, profile, count, domain.integers, low, high).tolist())
        if kind.tag == "bool":
            likely = {"zero": 0.0, "equal": 1.0, "few": 0.1}.get(profile, 0.5)
            return [chance.happens(likely) for _ in range(count)]
        if kind.tag == "str":
            return texts.texts(chance, kind, count, profile, domain.texts)
        if kind.tag == "tuple" and kind.fixed:
            columns = [self.items(item, count, profile, limit) for item in kind.items]
            return list(zip(*columns, strict=True)) if columns else [()] * count
        if kind.tag == "complex":
            parts = profiles.floats(chance, profile, 2 * count, domain.numbers)
            return [
                complex(a, b) for a, b in zip(parts[:count].tolist(), parts[count:].tolist(), strict=True)
            ]
        if kind.tag == "none":
            return [None] * count
        if kind.tag == GIVEN_TAG:
            return [drawn(domain.seen[kind.path], False, chance) for _ in range(count)]
        if kind.tag == "array":
            shape = tuple(int(chance.pick((0, 1, 2, 3, 5))) for _ in range(kind.ndim))
            alike = chance.happens(0.7)
            shapes = [shape if alike else tuple(chance.pick((1, 2, 3)) for _ in shape) for _ in range(count)]
            return [self.array("", kind, one, profile, limit) for one in shapes]
        if kind.tag not in (*NESTED, "set", "frozenset"):
            return objects.made(self, kind, count, profile, limit)
        if kind.tag in ("set", "frozenset"):
            groups = [
                self.items(kind.items[0], int(chance.pick((0, 1, 2, 3))), profile, limit)
                for _ in range(count)
            ]
            return [set(group) if kind.tag == "set" else frozenset(group) for group in groups]
        return [
            self.nested("", kind, (int(chance.pick((0, 1, 2, 3, 5))),) * kind.depth, profile, limit)
            for _ in range(count)
        ]

    def ordinary(self) -> tuple[int, int]:
        """The range of whole numbers that are no edge cases: moderate ones and those of the sources."""
        known = [value for value in self.domain.integers if abs(value) < 2**53]
        return min([-10000, *known]) - 2, max([10000, *known]) + 2

    # arrays

    def array(self, name: str, kind: Kind, shape: tuple[int, ...], profile: str, limit: int | None) -> Any:
        """An array, now and then in an unusual memory layout."""
        chance, domain = self.chance, self.domain
        count = int(np.prod(shape)) if shape else 1
        if kind.dtype == "bool":
            likely = {"zero": 0.0, "equal": 1.0, "few": 0.1}.get(profile, 0.5)
            flat: Any = chance.np.random(count) < likely
        elif kind.dtype in _INFO:
            info = _INFO[kind.dtype]
            low, high = (0, max(limit, 1)) if limit is not None else (int(info.min), int(info.max))
            high = min(high, int(info.max), 2**63 - 1)
            if (
                limit is None
                and kind.dtype in ("int64", "int32", "uint32", "uint64")
                and profile not in ("limits", "huge")
            ):
                usual = self.ordinary()
                low, high = max(low, usual[0]), min(high, usual[1])
            flat = profiles.integers(chance, profile, count, domain.integers, low, high)
        elif kind.dtype.startswith("complex"):
            largest = 1e38 if kind.dtype == "complex64" else 1e300
            parts = [profiles.floats(chance, profile, count, domain.numbers, largest) for _ in range(2)]
            flat = np.empty(count, np.complex128)
            flat.real, flat.imag = parts
        else:
            flat = profiles.floats(
                chance, profile, count, domain.numbers, scalars.LARGEST.get(kind.dtype, 1e308)
            )
        with np.errstate(all="ignore"):
            made = flat.astype(kind.dtype).reshape(shape)
        if profile not in scalars.CALM and chance.happens(0.12):
            return self.layout(name, made)
        return made

    def layout(self, name: str, made: Any) -> Any:
        """The same elements in Fortran order, strided, reversed, or read-only."""
        way = self.chance.pick(("fortran", "strided", "reversed", "readonly"))
        if way == "fortran":
            return np.asfortranarray(made)
        if way == "strided":
            wide = np.repeat(made, 2, axis=-1)
            return wide[..., ::2]
        if way == "reversed":
            return np.ascontiguousarray(made[::-1])[::-1]
        if name not in self.domain.stored:
            made.flags.writeable = False
        return made
