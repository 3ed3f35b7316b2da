"""Reading and changing nested values: lists, tuples, sets, dictionaries, iterators and arrays."""

from __future__ import annotations

import collections
import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from optgate.guest.codec import Recipe
from optgate.verify.values.floats import as_floats, floats_in, over_floats

__all__ = [
    "as_floats",
    "cast",
    "count",
    "extent",
    "floats_in",
    "get",
    "largest_whole",
    "over_floats",
    "paths",
    "replace",
    "take",
]

Path = tuple[Any, ...]


_DATA = {"iter": (0,), "generator": (0,), "call": (1, 2), "instance": (1,), "after": (0, 1)}
_DATA |= {"whole": (0,), "calls": (0,)}
_SEEDED = ("numpy.random:", "random:")
_TABLES = ("pandas:Series", "pandas:DataFrame")
SEQUENCES = (list, tuple, collections.deque)


def extent(value: Any, axis: int) -> int | None:
    """The length of a value along one axis, None where it has no such axis."""
    if isinstance(value, np.ndarray):
        return int(value.shape[axis]) if axis < value.ndim else None
    if isinstance(value, Recipe):
        if value.kind in ("iter", "generator", "whole"):
            return extent(value.args[0], axis)
        if value.kind == "calls":
            return len(value.args[0]) if axis == 0 else None
        return _rows(value) if axis == 0 and is_table(value) else None
    if not isinstance(value, SEQUENCES):
        return len(value) if isinstance(value, set | frozenset | dict) and axis == 0 else None
    if axis == 0:
        return len(value)
    inner = {extent(item, axis - 1) for item in value}
    return inner.pop() if len(inner) == 1 else None


def is_table(value: Any) -> bool:
    """Whether a value is the recipe of a series or a frame."""
    return isinstance(value, Recipe) and value.kind == "call" and value.args[0] in _TABLES


def _rows(value: Recipe) -> int | None:
    data = value.args[1][0]
    first = next(iter(data.values()), None) if isinstance(data, dict) else data
    return len(first) if first is not None else None


def take(value: Any, axis: int, places: Sequence[int]) -> Any:
    """The value with only (or again) the entries at these places along one axis."""
    if isinstance(value, np.ndarray):
        return np.take(value, np.asarray(places, dtype=np.intp), axis=axis)
    if isinstance(value, Recipe):
        return _taken(value, axis, places)
    if isinstance(value, dict):
        entries = list(value.items())
        some = value.copy()
        some.clear()
        some.update(dict(entries[place] for place in places))
        return some
    if isinstance(value, set | frozenset):
        members = sorted(value, key=repr)
        return type(value)(members[place] for place in places)
    if axis:
        return type(value)([take(item, axis - 1, places) for item in value])
    return type(value)([value[place] for place in places])


def _taken(value: Recipe, axis: int, places: Sequence[int]) -> Recipe:
    if not is_table(value):
        return Recipe(value.kind, (take(value.args[0], axis, places), *value.args[1:]))
    path, (data,), named = value.args
    some = (
        {k: take(v, 0, places) for k, v in data.items()} if isinstance(data, dict) else take(data, 0, places)
    )
    index = {key: take(item, 0, places) if key == "index" else item for key, item in named.items()}
    return Recipe("call", (path, [some], index))


def ordered(value: Any) -> Any:
    """The value with its entries in ascending order (NaN last); as it is where they have no order."""
    if isinstance(value, np.ndarray):
        return np.sort(value) if value.ndim == 1 and value.dtype.kind in "iufb" else value
    if not isinstance(value, SEQUENCES):
        return value
    try:
        return type(value)(sorted(value, key=_rank))
    except TypeError:
        return value


def without_nan(value: Any) -> Any:
    """The value with ones for NaN; itself where there is none."""
    if not any(bool(np.isnan(part).any()) for part in floats_in(value)):
        return value
    return over_floats(value, lambda numbers: np.where(np.isnan(numbers), 1.0, numbers).astype(numbers.dtype))


def _rank(item: Any) -> tuple[bool, Any]:
    return isinstance(item, float) and math.isnan(item), item


def paths(value: Any, prefix: Path = ()) -> Iterator[Path]:
    """Where the single values inside a value stand."""
    if isinstance(value, np.ndarray):
        for index in np.ndindex(value.shape):
            yield (*prefix, index)
    elif isinstance(value, SEQUENCES):
        for place, item in enumerate(value):
            yield from paths(item, (*prefix, place))
    elif isinstance(value, dict):
        for key in value:
            yield from paths(value[key], (*prefix, key))
    elif isinstance(value, Recipe):
        yield from _inside(value, prefix)
    elif not isinstance(value, set | frozenset):
        yield prefix


def _inside(value: Recipe, prefix: Path) -> Iterator[Path]:
    """The single values a recipe is made with: seeds and the names of methods are none."""
    if value.kind == "call" and str(value.args[0]).startswith(_SEEDED):
        return
    for place in _DATA.get(value.kind, ()):
        if (value.kind, place) in (("calls", 0), ("after", 1)):
            for number, step in enumerate(value.args[place]):
                for part in (1, 2):
                    yield from paths(step[part], (*prefix, place, number, part))
        else:
            yield from paths(value.args[place], (*prefix, place))


def count(value: Any) -> int:
    """How many single values stand in a value."""
    if isinstance(value, np.ndarray):
        return int(value.size)
    if isinstance(value, SEQUENCES):
        return sum(count(item) for item in value)
    if isinstance(value, dict):
        return sum(count(item) for item in value.values())
    if isinstance(value, Recipe):
        return sum(count(value.args[place]) for place in _DATA.get(value.kind, ())) or 1
    return len(value) if isinstance(value, set | frozenset) else 1


def get(value: Any, path: Path) -> Any:
    """The single value at a path, as a Python value."""
    for step in path:
        value = value.args[step] if isinstance(value, Recipe) else value[step]
    return value.item() if isinstance(value, np.generic) else value


def replace(value: Any, path: Path, new: Any) -> Any:
    """A copy of the value with another single value at a path (cast to the dtype of an array)."""
    if not path:
        return new
    step, rest = path[0], path[1:]
    if isinstance(value, np.ndarray):
        changed = np.array(value)
        with np.errstate(all="ignore"):
            changed[step] = cast(new, value.dtype)
        return changed
    if isinstance(value, Recipe):
        parts = (replace(item, rest, new) if i == step else item for i, item in enumerate(value.args))
        return Recipe(value.kind, tuple(parts))
    if isinstance(value, dict):
        copy = value.copy()
        copy[step] = replace(value[step], rest, new)
        return copy
    return type(value)([replace(item, rest, new) if i == step else item for i, item in enumerate(value)])


def cast(value: Any, dtype: Any) -> Any:
    """A number squeezed into a dtype: whole numbers clipped to its range."""
    if dtype.kind in "iu":
        info = np.iinfo(dtype)
        whole = int(value) if abs(value) < 2**70 else 0
        return np.array(min(max(whole, int(info.min)), int(info.max)), dtype=dtype)
    return np.array(value).astype(dtype)


def largest_whole(value: Any) -> int:
    """The largest magnitude of the Python integers in lists and tuples of a value, 0 without any."""
    if type(value) is int:
        return abs(value)
    return max(map(largest_whole, value), default=0) if isinstance(value, SEQUENCES) else 0
