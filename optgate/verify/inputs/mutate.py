"""New inputs from old ones: another element, another size, a value met in a comparison, a row twice."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from optgate.guest.codec import Recipe
from optgate.verify.domain import conditions
from optgate.verify.domain.domain import Domain
from optgate.verify.domain.seen import GIVEN_TAG, as_given, varied
from optgate.verify.inputs.exact import too_exact
from optgate.verify.inputs.texts import near
from optgate.verify.values import structure
from optgate.verify.values.calls import MISSING, SIZES, Call
from optgate.verify.values.kinds import NONE, TRIED, Dim
from optgate.verify.values.profiles import EDGE_INTEGERS, FEW, SPECIAL, Chance

_KNOWN_SHARE = 0.7
_CONTAINERS = (*structure.SEQUENCES, set, frozenset, dict, np.ndarray, Recipe)


class Mutator:
    """Changes calls without leaving the relations of the domain."""

    def __init__(self, domain: Domain, chance: Chance) -> None:
        self.domain = domain
        self.chance = chance

    def change(self, call: Call, met: Sequence[Any], others: Sequence[Call]) -> Call:
        """One to three changes; ``met`` are operands of comparisons, ``others`` calls to take values from."""
        values = list(call.values)
        for _ in range(self.chance.pick((1, 1, 2, 3))):
            self.step(call, values, met, others)
        changed = call.changed([self.tamed(value) for value in values])
        broken = conditions.fulfil(self.domain, changed.values, self.chance)
        changed.breaks = call.breaks if call.breaks == SIZES else broken
        if not self.domain.steady_nan:
            changed.values = [structure.without_nan(value) for value in changed.values]
        changed.origin = "mutation"
        if not as_given(changed, self.domain.seen):
            changed.level, changed.odd = TRIED, "an object with other attributes than were seen"
        return call if too_exact(self.domain, changed.options, values) else changed

    def tamed(self, value: Any) -> Any:
        """The value without numbers that would overflow in one order of summation but not in another."""
        if not isinstance(value, _CONTAINERS) or structure.count(value) <= FEW:
            return value
        if any(bool(np.any(np.abs(part) > _limit(part))) for part in structure.floats_in(value)):
            return structure.over_floats(value, _lowered)
        return value

    def step(self, call: Call, values: list[Any], met: Sequence[Any], others: Sequence[Call]) -> None:
        """One change, in place."""
        chance = self.chance
        places = [i for i, value in enumerate(values) if value is not MISSING]
        if not places:
            return
        index = chance.pick(places)
        value = values[index]
        way = chance.py.random()
        if way < 0.08:
            self.toggle(call, values, index)
        elif way < 0.2 and others:
            self.splice(call, values, index, chance.pick(others))
        elif (option := call.options[index]) and option.kind.tag == GIVEN_TAG:
            values[index] = varied(value, lambda old: self.similar(old, values, met), chance)
        elif self.domain.params[index].name in self.domain.shapes:
            return
        elif isinstance(value, _CONTAINERS):
            if way < 0.45:
                self.resize(call, values, index)
            else:
                values[index] = self.element(index, value, values, met)
        elif value is not None:
            values[index] = self.scalar(self.domain.params[index].name, value, values, met)

    def toggle(self, call: Call, values: list[Any], index: int) -> None:
        """Leave an optional argument out, or pass None where that is in the domain."""
        if any(option.kind is NONE for option in self.domain.options[index]) and self.chance.happens(0.5):
            values[index] = None
        elif not self.domain.params[index].required:
            values[index] = MISSING

    def splice(self, call: Call, values: list[Any], index: int, other: Call) -> None:
        """Take the argument of another call, where the kinds agree and no size is involved."""
        mine, theirs = call.options[index], other.options[index]
        value = other.values[index]
        if mine and theirs and mine.kind == theirs.kind and value is not MISSING and not other.odd:
            alike = not mine.kind.depth or all(
                structure.extent(value, axis) == structure.extent(values[index], axis)
                for axis in range(mine.kind.depth)
            )
            if alike and not self.domain.below(self.domain.params[index].name):
                values[index] = value

    def resize(self, call: Call, values: list[Any], index: int) -> None:
        """Drop, repeat or add entries along one dimension, in all arguments linked with it."""
        chance = self.chance
        option = call.options[index]
        depth = option.kind.depth if option else 1
        axis = int(chance.pick(range(max(depth, 1))))
        old = structure.extent(values[index], axis)
        if old is None:
            return
        new = max(0, int(chance.pick((old - 1, old + 1, old + 1, old // 2, 2 * old, 0, 1, 2, 8, 9, 17))))
        if old == 0 or new > min(self.domain.largest_size, 300):
            return
        places = sorted(chance.np.permutation(old)[:new].tolist()) if new <= old else [*range(old)]
        places += [int(place) for place in chance.np.integers(0, old, size=new - len(places))]
        groups = self.domain.groups(call.options)
        group = groups.get(Dim(self.domain.params[index].name, axis))
        if any(groups.get(dim) == group for dim, _ in self.domain.pinned() if dim in groups):
            return
        linked = [dim for dim, number in groups.items() if number == group]
        if isinstance(values[index], Recipe) and values[index].kind == "calls":
            values[index] = structure.take(values[index], 0, places)
            return
        names = {param.name: i for i, param in enumerate(self.domain.params)}
        for dim in linked:
            value = values[names[dim.param]]
            if isinstance(value, _CONTAINERS) and structure.extent(value, dim.axis) == old:
                values[names[dim.param]] = structure.take(value, dim.axis, places)

    def element(self, index: int, value: Any, values: Sequence[Any], met: Sequence[Any]) -> Any:
        """Change one element; or swap, sort, reverse or repeat some."""
        chance = self.chance
        called = isinstance(value, Recipe) and value.kind == "calls" and chance.happens(_KNOWN_SHARE)
        bounded = called or bool(self.domain.below(self.domain.params[index].name))
        length = structure.extent(value, 0)
        if length and length > 1 and chance.happens(0.25):
            order = list(range(length))
            way = chance.py.random()
            if way < 0.4:
                one, other = chance.py.randrange(length), chance.py.randrange(length)
                order[one] = order[other] if way < 0.2 else order[one]
                order[other] = one if way >= 0.2 else order[other]
            elif way < 0.7:
                order.reverse()
            else:
                chance.py.shuffle(order)
            return structure.take(value, 0, order)
        total = structure.count(value)
        if not total or isinstance(value, set | frozenset) or total > 4096:
            return value
        if isinstance(value, np.ndarray):
            path: Any = (np.unravel_index(chance.py.randrange(total), value.shape),)
            path = (tuple(int(i) for i in path[0]),)
        else:
            inside = list(structure.paths(value))
            if not inside:
                return self.named(index, value)
            path = chance.pick(inside)
        old = structure.get(value, path)
        if bounded:
            pool = list(structure.paths(value)) if total < 64 else []
            return structure.replace(value, path, structure.get(value, chance.pick(pool))) if pool else value
        return structure.replace(value, path, self.similar(old, values, met))

    def named(self, index: int, value: Any) -> Any:
        """Another of the objects that go by name."""
        kinds = [o.kind for o in self.domain.options[index] if o.kind.tag == "name" and o.kind.choices]
        if not kinds or not isinstance(value, Recipe) or value.kind != "name":
            return value
        own = [kind for kind in kinds if value.args[0] in kind.choices] or kinds
        return Recipe("name", (self.chance.pick(own[0].choices),))

    def scalar(self, name: str, value: Any, values: Sequence[Any], met: Sequence[Any]) -> Any:
        """Another value for a scalar argument."""
        if isinstance(value, tuple) or self.domain.below(name) or self.domain.within(name):
            return value
        new = self.similar(value, values, met)
        if isinstance(new, int) and not isinstance(new, bool):
            cap = self.domain.largest_count if name in self.domain.counted else self.domain.largest_int
            return max(-cap, min(cap, new))
        return new

    def similar(self, old: Any, values: Sequence[Any], met: Sequence[Any]) -> Any:
        """A value of the same type: near the old one, met in a comparison, or special."""
        chance, domain = self.chance, self.domain
        if isinstance(old, complex):
            return complex(self.similar(old.real, values, met), self.similar(old.imag, values, met))
        if isinstance(old, bytes | bytearray):
            return type(old)(chance.pick((old[:-1], old + old[:1], bytes(old)[::-1], b"\x00" + old)))
        if isinstance(old, bool):
            return not old
        if isinstance(old, str):
            texts = [text for text in met if isinstance(text, str)] + domain.texts
            return chance.pick(texts) if texts and chance.happens(0.5) else near(chance, old, texts)
        if isinstance(old, int):
            numbers = [int(v) for v in met if isinstance(v, int | float) and abs(v) < 2**70]
            if numbers and chance.happens(0.5):
                return chance.pick(numbers) + int(chance.pick((0, 0, 1, -1)))
            if domain.integers and chance.happens(0.3):
                return chance.pick(domain.integers) + int(chance.pick((0, 1, -1)))
            if domain.largest_int > 2**31 and chance.happens(0.05):
                return min(chance.pick(EDGE_INTEGERS), domain.largest_int)
            return chance.pick((old + 1, old - 1, -old, 0, 1, 2, 3, old * 2))
        if isinstance(old, float):
            numbers_real = [
                float(v) for v in met if (isinstance(v, int | float) and abs(v) < 1e300) or _nan(v)
            ]
            if numbers_real and chance.happens(0.5):
                found = float(chance.pick(numbers_real))
                return chance.pick(
                    (found, found, float(np.nextafter(found, np.inf)), float(np.nextafter(found, -np.inf)))
                )
            if chance.happens(0.15):
                return chance.pick(SPECIAL)
            if domain.numbers and chance.happens(0.3):
                return chance.pick(domain.numbers)
            return (
                chance.pick(
                    (old + 1.0, -old, 0.0, 1.0, -1.0, 0.5, old * 2.0, round(old) if abs(old) < 1e15 else 0.0)
                )
                * 1.0
            )
        return old


def _limit(numbers: Any) -> float:
    largest: float = np.finfo(numbers.dtype).max.item()
    return math.pow(largest, 0.6)


def _lowered(numbers: Any) -> Any:
    limit = _limit(numbers)
    with np.errstate(all="ignore"):
        return np.where(np.isinf(numbers), numbers, np.clip(numbers, -limit, limit)).astype(numbers.dtype)


def _nan(value: Any) -> bool:
    return isinstance(value, float) and math.isnan(value)
