"""Single numbers: sizes, indices, keys, elements of other arguments, constants, and edges of words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from optgate.verify.inputs.sizes import Sizes
from optgate.verify.values import profiles, structure
from optgate.verify.values.kinds import Dim, Kind
from optgate.verify.values.profiles import Chance

if TYPE_CHECKING:
    from optgate.verify.inputs.generate import Maker

CALM = (profiles.BENIGN, profiles.TYPICAL, profiles.SIGNED)
LARGEST = {"float16": 6e4, "float32": 3e38, "float64": 1e308}
_KEY_SHARE = 0.7
_NEGATIVE_SHARE = 0.2
_BEYOND_SHARE = 0.12
_LISTED = ("str", "int", "float", "bool")


def scalar(
    maker: Maker, name: str, kind: Kind, sizes: Sizes, profile: str, made: Sequence[Any], limit: int | None
) -> Any:
    """A single value, often one that stands in another argument or in the source."""
    chance = maker.chance
    known = [key for holder in maker.domain.keyed(name) for key in keys(maker, holder, kind, made)]
    if known and chance.happens(_KEY_SHARE):
        return chance.pick(known)
    if kind.choices and kind.tag in _LISTED and (kind.tag != "str" or chance.happens(0.9)):
        return chance.pick(kind.choices)
    if kind.tag == "bool":
        return chance.happens(0.5)
    if kind.tag == "int":
        return whole(maker, name, sizes, profile, made, limit)
    if kind.tag == "float":
        return real(maker, profile, made)
    return maker.items(kind, 1, profile, limit)[0]


def keys(maker: Maker, holder: str, kind: Kind, made: Sequence[Any]) -> list[Any]:
    """The keys of a kind in a mapping that was made before."""
    for param, value in zip(maker.domain.params, made, strict=True):
        if param.name == holder and isinstance(value, dict):
            return [key for key in value if type(key).__name__ == kind.tag]
    return []


def whole(maker: Maker, name: str, sizes: Sizes, profile: str, made: Sequence[Any], limit: int | None) -> int:
    """An integer: a size, an index, an element, a constant, or one at the edge of a word."""
    chance, domain = maker.chance, maker.domain
    if name in sizes.numbers:
        return sizes.numbers[name]
    if limit is not None:
        return position(maker, name, max(limit, 1), profile)
    if Dim(name, -1) in domain.bounding:
        return sizes.extent(Dim(name, -1))
    bounds = [sizes.extent(dim) for dim in domain.within(name)]
    if bounds:
        return chance.py.randint(0, min(bounds)) if chance.happens(0.8) else chance.pick((0, min(bounds)))
    if profile in CALM:
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


def position(maker: Maker, name: str, limit: int, profile: str) -> int:
    """An index: from the end now and then, and outside where the original looks at it first."""
    chance = maker.chance
    if profile in CALM or chance.happens(1 - _NEGATIVE_SHARE - _BEYOND_SHARE):
        return chance.py.randrange(limit)
    if name in maker.domain.looked_at and chance.happens(0.5):
        return int(chance.pick((limit, limit + 1, -limit - 1, -1, 2 * limit)))
    return chance.py.randrange(-limit, 0)


def real(maker: Maker, profile: str, made: Sequence[Any]) -> float:
    """A float: an element, sum or mean of another argument, a constant, or a special value."""
    chance, domain = maker.chance, maker.domain
    if profile in CALM:
        element = _element(chance, made)
        return (
            float(element) if element is not None and chance.happens(0.5) else float(chance.py.randint(1, 4))
        )
    way = chance.py.random()
    if way < 0.35:
        element = _element(chance, made)
        if element is not None:
            return float(element)
    if way < 0.5 and domain.numbers:
        return float(chance.pick(domain.numbers))
    largest = min(
        (LARGEST.get(str(v.dtype), 1e308) for v in made if isinstance(v, np.ndarray)), default=1e308
    )
    return float(profiles.floats(chance, profile, 1, domain.numbers, largest)[0])


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
