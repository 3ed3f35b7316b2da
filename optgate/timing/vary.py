"""New inputs of the shape of a known one: what remembers results has not seen them, the work is the same.

A *way* changes everything of its kind in all the arguments at once, by a number that is another for each new
input: a memory of results has to miss, whatever part of its arguments it goes by. Scaling all floats by a
little keeps signs, order and ties; adding a number to all integers keeps order and distances.
"""

from __future__ import annotations

import enum
import itertools
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from optgate.guest import codec
from optgate.guest.codec import Recipe

STEP = 2.0**-16
STEP_OF_HALF = 2.0**-8
"""The share by which the floats of one new input differ from those of the next."""

_DEEPEST = 50


class Way(enum.Enum):
    """How the arguments of new inputs differ from the known ones."""

    ALL = "numbers and text"
    FLOATS = "floats"
    INTEGERS = "integers"
    TEXT = "text"
    ORDER = "order"


def variants(call: bytes, way: Way, count: int, *, until: float) -> list[bytes]:
    """At most ``count`` encoded calls other than ``call`` and each other, fewer where there are none.

    ``until`` (``time.monotonic``) bounds the time that making them takes. What is no number, text or
    container, and the size of every container, stays as it is; arrays that shared memory no longer do.
    """
    try:
        args, kwargs = codec.decode_call(call)
    except codec.Malformed:
        return []
    found: dict[bytes, None] = {}
    for number in range(1, 2 * count + 8):
        if len(found) >= count or time.monotonic() > until:
            break
        change = _Change(way, number)
        try:
            made = codec.encode_call(change.of(args), change.of(kwargs))
        except (codec.Unsupported, OverflowError, TypeError, ValueError):
            return []
        if made == call:
            break
        found[made] = None
    return list(found)


def in_turn(groups: Sequence[Sequence[bytes]]) -> Iterator[bytes]:
    """One of each group, then the next of each."""
    for row in itertools.zip_longest(*groups):
        yield from (call for call in row if call is not None)


class _Change:
    """One change of all the arguments; an object that stands in two places stays one object."""

    def __init__(self, way: Way, number: int) -> None:
        self.way = way
        self.number = number
        self._made: dict[int, Any] = {}
        self._depth = 0

    def of(self, value: Any) -> Any:
        """The changed value."""
        if id(value) in self._made:
            return self._made[id(value)]
        if self._depth > _DEEPEST:
            return value
        self._depth += 1
        made = self._leaf(value) if type(value) not in _CONTAINERS else _CONTAINERS[type(value)](self, value)
        self._depth -= 1
        self._made[id(value)] = made
        return made

    def _leaf(self, value: Any) -> Any:
        kind = type(value)
        if kind in (float, complex) and self._does(Way.FLOATS):
            return value * (1 + self.number * STEP)
        if kind is int and self._does(Way.INTEGERS):
            return value + self.number
        if kind in (str, bytes) and self._does(Way.TEXT):
            return self._turned(value)
        if hasattr(value, "dtype") and hasattr(value, "shape"):
            return self._numbers(value)
        return value

    def _does(self, way: Way) -> bool:
        return self.way in (Way.ALL, way)

    def _turned(self, value: Any) -> Any:
        """A sequence that begins elsewhere."""
        if len(value) < 2:
            return value
        place = 1 + self.number % (len(value) - 1)
        return value[place:] + value[:place]

    def _numbers(self, array: Any) -> Any:
        """The array, or scalar of numpy, with its numbers changed; of one dtype before and after."""
        kind = array.dtype.kind
        if self.way is Way.ORDER and array.ndim and len(array) > 1:
            import numpy as np

            return np.roll(array, 1 + self.number % (len(array) - 1), axis=0)
        if kind in "fc" and self._does(Way.FLOATS):
            step = STEP_OF_HALF if array.dtype.itemsize == 2 else STEP
            return array * array.dtype.type(1 + self.number * step)
        if kind in "iu" and self._does(Way.INTEGERS):
            limit = 1 << min(62, 8 * array.dtype.itemsize - 1)
            return array + array.dtype.type(self.number % limit)
        return array

    def _sequence(self, value: Any) -> Any:
        made = [self.of(item) for item in value]
        return type(value)(self._turned(made) if self.way is Way.ORDER and self._depth > 1 else made)

    def _mapping(self, value: dict[Any, Any]) -> dict[Any, Any]:
        return {key: self.of(item) for key, item in value.items()}

    def _recipe(self, value: Recipe) -> Recipe:
        """The same object from changed parts; paths and names of methods stay."""
        if value.kind == "name":
            return value
        if value.kind in ("iter", "generator", "after"):
            return Recipe(value.kind, (self.of(value.args[0]), *value.args[1:]))
        return Recipe(value.kind, (value.args[0], *(self.of(part) for part in value.args[1:])))


_CONTAINERS: dict[type, Callable[[_Change, Any], Any]] = {
    list: _Change._sequence,
    tuple: _Change._sequence,
    set: _Change._sequence,
    frozenset: _Change._sequence,
    dict: _Change._mapping,
    Recipe: _Change._recipe,
}
