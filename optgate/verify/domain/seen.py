"""The kinds of values that were seen: exact types, dtypes, dimensions, elements.

What no kind describes (objects, numpy scalars, lists of mixed contents) becomes a kind of its own, ``given``,
whose values are those that were seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec
import numpy as np

from optgate.guest.codec import Recipe
from optgate.verify.values import structure
from optgate.verify.values.calls import MISSING, Call
from optgate.verify.values.kinds import FLOAT, NONE, STR, Kind, sequence
from optgate.verify.values.profiles import Chance

GIVEN_TAG = "given"
_SCALARS = {bool: "bool", int: "int", float: "float", complex: "complex", str: "str", bytes: "bytes"}
_BOXES: dict[type, str] = {list: "list", set: "set", frozenset: "frozenset"}
_DTYPES = frozenset(
    ("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "float16", "float32", "float64")
)
_LONGEST_TUPLE = 8
_MOST_CHOICES = 8
_LONGEST_CHOICE = 40
_MOST_VARIED = 256


def as_seen(value: Any) -> Kind:
    """The kind whose values are those seen under the same label."""
    return Kind(GIVEN_TAG, path=label(value))


def label(value: Any) -> str:
    """What objects like this one are called in a report: their class."""
    if isinstance(value, Recipe):
        if value.kind == "name":
            return str(value.args[0]).rpartition(".")[0] or "function"
        if value.kind == "after":
            return label(value.args[0])
        return str(value.args[0]).replace(":", ".") if value.kind in ("instance", "call") else value.kind
    if isinstance(value, np.generic):
        return f"np.{value.dtype}"
    if isinstance(value, np.ndarray):
        return f"{value.dtype} array"
    return type(value).__name__


def inner(value: Any) -> Any:
    """The object itself, where it stands in place of its parts (``calls.whole``)."""
    return value.args[0] if isinstance(value, Recipe) and value.kind == "whole" else value


def plain(value: Any) -> Any:
    """The value where it has extents; None for an object."""
    return None if isinstance(value, Recipe) and value.kind not in ("iter", "generator") else value


def drawn(pool: Sequence[Any], part: bool, chance: Chance) -> Any:
    """One of the values that were seen; ``part``: for the place of what its class would be called with."""
    value = chance.pick(pool)
    return Recipe("whole", (value,)) if part else value


def varied(value: Any, similar: Callable[[Any], Any], chance: Chance) -> Any:
    """An object with one number in its attributes changed; any other value as it is.

    ``similar`` makes a number from the old one.
    """
    if not isinstance(value, Recipe):
        return value
    if value.kind in ("whole", "after"):
        return Recipe(value.kind, (varied(value.args[0], similar, chance), *value.args[1:]))
    holder = {"instance": 1, "call": 2}.get(value.kind)
    if holder is None or not isinstance(value.args[holder], dict):
        return value
    places = [
        (name, path)
        for name, item in value.args[holder].items()
        if not isinstance(item, Recipe) and structure.count(item) <= _MOST_VARIED
        for path in structure.paths(item)
    ]
    if not places:
        return value
    name, path = chance.pick(places)
    item = value.args[holder][name]
    old = structure.get(item, path)
    if type(old) not in (int, float):
        return value
    changed = {**value.args[holder], name: structure.replace(item, path, similar(old))}
    return Recipe(value.kind, (*value.args[:holder], changed, *value.args[holder + 1 :]))


def as_given(call: Call, seen: Mapping[str, Sequence[Any]]) -> bool:
    """Whether the objects in a call that no kind describes are among those that were seen."""
    return all(
        option is None or value is MISSING or _known(option.kind, value, seen)
        for option, value in zip(call.options, call.values, strict=True)
    )


def _known(kind: Kind, value: Any, seen: Mapping[str, Sequence[Any]]) -> bool:
    if kind.tag == GIVEN_TAG:
        return any(inner(value) is one for one in seen.get(kind.path, ()))
    if kind.tag in ("list", "tuple") and kind.items and type(value) in (list, tuple):
        kinds = kind.items if kind.fixed else kind.items * len(value)
        return all(map(_known, kinds, value, [seen] * len(value)))
    return True


def kind_of(value: Any) -> Kind:
    """The kind of one value; an empty container has no ``items``.

    A tuple has the kinds of its places, and is ``fixed``.
    """
    if value is None:
        return NONE
    tag = _SCALARS.get(type(value))
    if tag:
        return Kind(tag)
    if type(value) is np.ndarray:
        usual = str(value.dtype) in _DTYPES and value.dtype.isnative
        return Kind("array", dtype=str(value.dtype), ndim=value.ndim) if usual else as_seen(value)
    if type(value) is tuple:
        return Kind("tuple", tuple(map(kind_of, value)), fixed=True)
    if type(value) in _BOXES:
        return _box(_BOXES[type(value)], value)
    if isinstance(value, Recipe) and value.kind in ("iter", "generator"):
        return _box("iter", value.args[0])
    if type(value) is dict:
        keys, items = one_of(map(kind_of, value)), one_of(map(kind_of, value.values()))
        if not value:
            return Kind("dict")
        return Kind("dict", (keys, items)) if keys and items else as_seen(value)
    return as_seen(value)


def _box(tag: str, values: Iterable[Any]) -> Kind:
    kinds = [kind_of(item) for item in values]
    if not kinds:
        return Kind(tag)
    item = one_of(kinds)
    return Kind(tag, (item,)) if item else Kind(GIVEN_TAG, path=tag)


def one_of(kinds: Iterable[Kind]) -> Kind | None:
    """The one kind of all the elements of a container, or None when they are mixed."""
    found = merged(kinds)
    return found[0] if len(found) == 1 and complete(found[0]) else None


def complete(kind: Kind) -> bool:
    """Whether a kind says what its elements are."""
    if kind.tag in ("list", "set", "frozenset", "iter", "dict") and not kind.items:
        return False
    return all(map(complete, kind.items))


def merged(kinds: Iterable[Kind]) -> list[Kind]:
    """Different kinds, those that are seen most often first; tuples of several lengths become one kind.

    A kind that does not say what its elements are gives way to one of its tag that does.
    """
    counts: dict[Kind, int] = {}
    for kind in kinds:
        counts[kind] = counts.get(kind, 0) + 1
    found = _tuples(sorted(counts, key=lambda kind: -counts[kind]))
    whole = [kind for kind in found if complete(kind)]
    tags = {(kind.tag, kind.fixed and len(kind.items)) for kind in whole}
    return whole + [kind for kind in found if kind not in whole and (kind.tag, False) not in tags]


def _tuples(kinds: list[Kind]) -> list[Kind]:
    """Tuples of different lengths, or long ones, of one kind of element as ``tuple of`` it."""
    fixed = [kind for kind in kinds if kind.tag == "tuple" and kind.fixed]
    lengths = {len(kind.items) for kind in fixed}
    if len(lengths) < 2 and max(lengths, default=0) <= _LONGEST_TUPLE:
        return kinds
    items = {item for kind in fixed for item in kind.items}
    others = [kind for kind in kinds if kind not in fixed]
    return [*others, Kind("tuple", tuple(items))] if len(items) == 1 else kinds


def filled(kind: Kind) -> Kind:
    """A kind that says what its elements are: of what was only seen empty, numbers."""
    if kind.tag == "dict" and not kind.items:
        return Kind("dict", (STR, FLOAT))
    if kind.tag in ("list", "set", "frozenset", "iter") and not kind.items:
        return sequence(FLOAT, kind.tag)
    return msgspec.structs.replace(kind, items=tuple(map(filled, kind.items)))


def of_strings(values: Sequence[str]) -> Kind:
    """Strings that were seen: these alone where they are few and short."""
    distinct = tuple(sorted(set(values)))
    few = len(distinct) <= _MOST_CHOICES and all(len(text) <= _LONGEST_CHOICE for text in distinct)
    return Kind("str", choices=distinct) if few else STR


def alike(kind: Kind, other: Kind) -> bool:
    """Whether values of one kind are used as those of the other: numbers as numbers, lists as lists.

    Arrays of one number of dimensions are alike whatever their dtype.
    """
    if kind.tag in ("int", "float") and other.tag in ("int", "float"):
        return True
    if GIVEN_TAG in (kind.tag, other.tag) and kind.path and other.path:
        return kind.path.rpartition(".")[2] == other.path.rpartition(".")[2]
    if kind.tag != other.tag or kind.fixed != other.fixed:
        return False
    if kind.tag == "array":
        return kind.ndim == other.ndim
    if not kind.items or not other.items:
        return True
    return len(kind.items) == len(other.items) and all(map(alike, kind.items, other.items))
