"""Values that guests sent, in words: short whatever they are, and without what belongs to the user alone.

A few bytes can stand for a value of astronomic size, a list that holds one list twice and so on, for one
that contains itself, or for a number of a million digits.
"""

from __future__ import annotations

import collections
import fractions
import itertools
import reprlib
from collections.abc import Iterable
from typing import Any

from optgate.discreet import discreet
from optgate.guest.codec import Recipe, Record, Shared
from optgate.guest.values import Unmade

MOST_PARTS = 100_000
_DIGITS_BITS = 13_000
"""Python refuses to spell out whole numbers of more than 4300 decimal digits."""


def spelt(value: Any) -> str:
    """The ``repr`` of a value, or something like it for one too large for that."""
    return discreet(repr(value) if tame(value) else _abridged.repr(value))


def tame(value: Any) -> bool:
    """Whether a value can be walked and spelt out: bounded, not inside itself, without giant numbers."""
    pending = [value]
    for _ in range(MOST_PARTS):
        if not pending:
            return True
        one = pending.pop()
        if type(one) is int and one.bit_length() > _DIGITS_BITS:
            return False
        pending += _parts(one)
        if len(pending) > MOST_PARTS:
            return False
    return not pending


def _parts(value: Any) -> Iterable[Any]:
    if isinstance(value, list | tuple | set | frozenset | collections.deque):
        return value
    if isinstance(value, dict):
        factory = getattr(value, "default_factory", None)
        return [*value, *value.values(), *([factory.what] if isinstance(factory, Unmade) else [])]
    if isinstance(value, Record):
        return value.fields.values()
    if isinstance(value, Recipe):
        return value.args
    if isinstance(value, Shared):
        return (value.value,)
    if isinstance(value, range | slice):
        return (value.start, value.stop, value.step)
    if isinstance(value, fractions.Fraction):
        return (value.numerator, value.denominator)
    return ()


class _Abridged(reprlib.Repr):
    """The first items and levels; whole numbers by their size; nothing is asked of the parts themselves."""

    def repr_int(self, value: int, level: int) -> str:
        if value.bit_length() > _DIGITS_BITS:
            return f"<int of {value.bit_length()} bits>"
        return super().repr_int(value, level)

    def repr_instance(self, value: Any, level: int) -> str:
        if isinstance(value, Record):
            return f"{value.type_name}({self._fields(value, level) if level > 0 else '...'})"
        return repr(value) if tame(value) else f"<{type(value).__name__}>"

    def _fields(self, value: Record, level: int) -> str:
        first = itertools.islice(value.fields.items(), self.maxdict)
        shown = [f"{name}={self.repr1(item, level - 1)}" for name, item in first]
        return ", ".join([*shown, *(["..."] if len(value.fields) > self.maxdict else [])])


_abridged = _Abridged()
