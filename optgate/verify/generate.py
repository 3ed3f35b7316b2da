"""Fresh inputs: sizes under the links between arguments, a profile, and values for every parameter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from optgate.guest.codec import Recipe
from optgate.verify import profiles, structure
from optgate.verify.calls import MISSING, Call
from optgate.verify.domain import Domain
from optgate.verify.kinds import STATED, TRIED, Dim, Kind, Option
from optgate.verify.profiles import Chance
from optgate.verify.sizes import Sizes

_CALM = (profiles.BENIGN, profiles.TYPICAL, profiles.SIGNED)
_TEXTS = ("", "a", "b", "ab", "A b", "x,y", "10", "é", "zz")
_INFO = {name: np.iinfo(name) for name in ("uint8", "int8", "int16", "uint16", "int32", "uint32", "int64")}
_LARGEST = {"float16": 6e4, "float32": 3e38, "float64": 1e308}


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
    ) -> Call:
        """One fresh call.

        ``odd`` breaks the loose relations, ``extent`` fixes all sizes, ``unequal`` those of one parameter
        (the first number) and of all others that are not linked with it (the second).
        """
        domain, chance = self.domain, self.chance
        chosen = tuple(options if options is not None else domain.choose(chance))
        sizes = Sizes(domain, chosen, chance, stage, odd)
        if extent is not None:
            sizes.fix(extent)
        if unequal is not None:
            sizes.part(*unequal)
        shared = profile or chance.pick(profiles.PROFILES)
        mixed = profile is None and chance.happens(0.3)
        values: list[Any] = [MISSING] * len(chosen)
        order = sorted(range(len(chosen)), key=lambda i: -(o.kind.depth if (o := chosen[i]) else 0))
        for place in order:
            option = chosen[place]
            if option is None:
                continue
            name = domain.params[place].name
            mine = chance.pick(profiles.PROFILES) if mixed else shared
            values[place] = self.value(name, option.kind, sizes, mine, values)
        if too_exact(chosen, values):
            values = [_tamed(value) for value in values]
        note = ""
        if odd:
            note = "sizes that the source does not link" if domain.loose else ""
        if profile is None and chance.happens(0.08):
            note = self.share(chosen, values) or note
        return Call(values, chosen, stage, level=TRIED if note else 0, odd=note)

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
        if kind.tag == "none":
            return None
        limit = self.limit(name, sizes)
        if kind.tag == "array":
            return self.array(name, kind, sizes.of(name, kind), profile, limit)
        if kind.depth and kind.tag in ("list", "tuple", "iter"):
            return self.nested(name, kind, sizes.of(name, kind), profile, limit)
        if kind.tag in ("set", "frozenset"):
            items = self.items(kind.items[0], sizes.extent(Dim(name, 0)), profile, limit)
            return set(items) if kind.tag == "set" else frozenset(items)
        if kind.tag == "dict":
            return self.mapping(kind, sizes.extent(Dim(name, 0)), profile)
        if kind.fixed:
            return tuple(self.items(item, 1, profile, limit)[0] for item in kind.items)
        return self.scalar(name, kind, sizes, profile, made, limit)

    def limit(self, name: str, sizes: Sizes) -> int | None:
        """Below what the whole numbers of a parameter must stay to be indices, or None."""
        bounds = [sizes.extent(dim) for dim in self.domain.below(name)]
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
        if kind.tag == "tuple":
            return tuple(items)
        if kind.tag == "iter":
            return Recipe(self.chance.pick(("iter", "generator")), (items,))
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
            pool = (*kind.choices, *domain.texts, *_TEXTS)
            if profile in ("few", "groups", "equal"):
                pool = tuple(chance.pick(pool) for _ in range(2))
            return [chance.pick(pool) for _ in range(count)]
        if kind.fixed:
            columns = [self.items(item, count, profile, limit) for item in kind.items]
            return list(zip(*columns, strict=True)) if columns else [()] * count
        if kind.tag == "complex":
            parts = profiles.floats(chance, profile, 2 * count, domain.numbers)
            return [
                complex(a, b) for a, b in zip(parts[:count].tolist(), parts[count:].tolist(), strict=True)
            ]
        if kind.tag == "bytes":
            return [
                bytes(chance.np.integers(0, 256, size=int(chance.pick((0, 1, 3, 8)))).tolist())
                for _ in range(count)
            ]
        if kind.tag == "none":
            return [None] * count
        if kind.tag == "array":
            shape = tuple(int(chance.pick((0, 1, 2, 3, 5))) for _ in range(kind.ndim))
            return [self.array("", kind, shape, profile, limit) for _ in range(count)]
        if kind.tag == "dict":
            return [self.mapping(kind, int(chance.pick((0, 1, 2, 3))), profile) for _ in range(count)]
        return [
            self.nested("", kind, (int(chance.pick((0, 1, 2, 3, 5))),) * kind.depth, profile, limit)
            for _ in range(count)
        ]

    def ordinary(self) -> tuple[int, int]:
        """The range of whole numbers that are no edge cases: moderate ones and those of the sources."""
        known = [value for value in self.domain.integers if abs(value) < 2**53]
        return min([-10000, *known]) - 2, max([10000, *known]) + 2

    def mapping(self, kind: Kind, count: int, profile: str) -> dict[Any, Any]:
        """A dictionary of at most ``count`` entries."""
        keys = self.items(kind.items[0], count, "plain", None)
        if kind.items[0].tag == "str":
            keys = [key if place % 2 else f"k{place}" for place, key in enumerate(keys)]
        return dict(zip(keys, self.items(kind.items[1], count, profile, None), strict=True))

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
            high = min(high, int(info.max))
            if (
                limit is None
                and kind.dtype in ("int64", "int32", "uint32")
                and profile not in ("limits", "huge")
            ):
                usual = self.ordinary()
                low, high = max(low, usual[0]), min(high, usual[1])
            flat = profiles.integers(chance, profile, count, domain.integers, low, high)
        else:
            flat = profiles.floats(chance, profile, count, domain.numbers, _LARGEST.get(kind.dtype, 1e308))
        with np.errstate(all="ignore"):
            made = flat.astype(kind.dtype).reshape(shape)
        if profile not in _CALM and chance.happens(0.12):
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

    # scalars

    def scalar(
        self, name: str, kind: Kind, sizes: Sizes, profile: str, made: Sequence[Any], limit: int | None
    ) -> Any:
        """A single value, often one that stands in another argument or in the source."""
        chance = self.chance
        if kind.choices and (kind.tag != "str" or chance.happens(0.9)):
            return chance.pick(kind.choices)
        if kind.tag == "bool":
            return chance.happens(0.5)
        if kind.tag == "int":
            return self.whole(name, sizes, profile, made, limit)
        if kind.tag == "float":
            return self.real(profile, made)
        return self.items(kind, 1, profile, limit)[0]

    def whole(self, name: str, sizes: Sizes, profile: str, made: Sequence[Any], limit: int | None) -> int:
        """An integer: a size, an index, an element, a constant, or one at the edge of a word."""
        chance, domain = self.chance, self.domain
        if name in sizes.numbers:
            return sizes.numbers[name]
        if limit is not None:
            return chance.py.randrange(max(limit, 1))
        bounds = [sizes.extent(dim) for dim in domain.within(name)]
        if bounds:
            return chance.py.randint(0, min(bounds)) if chance.happens(0.8) else chance.pick((0, min(bounds)))
        if profile in _CALM:
            return chance.py.randint(1, 4)
        if profile in ("limits", "huge") and name not in domain.counted:
            largest = 2**63 - 1 if any(isinstance(v, np.ndarray) for v in made) else domain.largest_int
            return int(min(chance.pick(profiles.EDGE_INTEGERS), largest, domain.largest_int))
        way = chance.py.random()
        if way < 0.25:
            lengths = [len(v) for v in made if isinstance(v, list | tuple | np.ndarray) and np.ndim(v)]
            if lengths:
                return int(chance.pick(lengths)) + int(chance.pick((0, 0, 1, -1)))
        if way < 0.45 and domain.integers:
            value = int(chance.pick(domain.integers)) + int(chance.pick((0, 0, 1, -1)))
        elif way < 0.65 and name not in domain.counted:
            value = int(_element(chance, made) or 0)
        else:
            value = chance.py.randint(-3, 12)
        cap = domain.largest_count if name in domain.counted else domain.largest_int
        return max(-cap, min(cap, value))

    def real(self, profile: str, made: Sequence[Any]) -> float:
        """A float: an element, sum or mean of another argument, a constant, or a special value."""
        chance, domain = self.chance, self.domain
        if profile in _CALM:
            element = _element(chance, made)
            return (
                float(element)
                if element is not None and chance.happens(0.5)
                else float(chance.py.randint(1, 4))
            )
        way = chance.py.random()
        if way < 0.35:
            element = _element(chance, made)
            if element is not None:
                return float(element)
        if way < 0.5 and domain.numbers:
            return float(chance.pick(domain.numbers))
        largest = min(
            (_LARGEST.get(str(v.dtype), 1e308) for v in made if isinstance(v, np.ndarray)), default=1e308
        )
        return float(profiles.floats(chance, profile, 1, domain.numbers, largest)[0])


def too_exact(options: Sequence[Option | None], values: Sequence[Any]) -> bool:
    """Whether integers that floats cannot hold meet floats, in kinds that the source does not state."""
    if all(option is None or option.level <= STATED for option in options):
        return False
    if not any(option and option.kind.holds_floats for option in options):
        return False
    return any(_beyond(value) for value in values)


def _tamed(value: Any) -> Any:
    """The value with whole numbers cut to what floats can hold."""
    if type(value) is int:
        return max(-(2**53), min(2**53, value))
    return type(value)(map(_tamed, value)) if type(value) in (list, tuple) else value


def _beyond(value: Any) -> bool:
    if isinstance(value, int):
        return abs(value) > 2**53
    return isinstance(value, list | tuple) and any(map(_beyond, value))


def _element(chance: Chance, made: Sequence[Any]) -> Any:
    """A number that stands in another argument, or its sum or mean."""
    holders = [v for v in made if isinstance(v, list | tuple | np.ndarray) and structure.count(v)]
    if not holders:
        return None
    value = chance.pick(holders)
    flat: Any = value.ravel().tolist() if isinstance(value, np.ndarray) else value
    found = chance.pick(flat)
    while isinstance(found, list | tuple) and found:
        found = chance.pick(found)
    if not isinstance(found, int | float):
        return None
    if chance.happens(0.25) and all(isinstance(item, int | float) for item in flat):
        found = chance.pick((sum(flat), sum(flat) / len(flat), max(flat), min(flat)))
    return found if abs(found) < 2**63 else None
