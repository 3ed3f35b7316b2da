"""Reading and changing nested values: lists, tuples, sets, dictionaries, iterators and arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from optgate.guest.codec import Recipe

Path = tuple[Any, ...]


def extent(value: Any, axis: int) -> int | None:
    """The length of a value along one axis, None where it has no such axis."""
    if isinstance(value, np.ndarray):
        return int(value.shape[axis]) if axis < value.ndim else None
    if isinstance(value, Recipe):
        return extent(value.args[0], axis)
    if not isinstance(value, list | tuple):
        return len(value) if isinstance(value, set | frozenset | dict) and axis == 0 else None
    if axis == 0:
        return len(value)
    inner = {extent(item, axis - 1) for item in value}
    return inner.pop() if len(inner) == 1 else None


def take(value: Any, axis: int, places: Sequence[int]) -> Any:
    """The value with only (or again) the entries at these places along one axis."""
    if isinstance(value, np.ndarray):
        return np.take(value, np.asarray(places, dtype=np.intp), axis=axis)
    if isinstance(value, Recipe):
        return Recipe(value.kind, (take(value.args[0], axis, places),))
    if isinstance(value, dict):
        entries = list(value.items())
        return dict(entries[place] for place in places)
    if isinstance(value, set | frozenset):
        members = sorted(value, key=repr)
        return type(value)(members[place] for place in places)
    if axis:
        return type(value)([take(item, axis - 1, places) for item in value])
    return type(value)([value[place] for place in places])


def paths(value: Any, prefix: Path = ()) -> Iterator[Path]:
    """Where the single values inside a value stand."""
    if isinstance(value, np.ndarray):
        for index in np.ndindex(value.shape):
            yield (*prefix, index)
    elif isinstance(value, list | tuple):
        for place, item in enumerate(value):
            yield from paths(item, (*prefix, place))
    elif isinstance(value, dict):
        for key in value:
            yield from paths(value[key], (*prefix, key))
    elif isinstance(value, Recipe):
        yield from paths(value.args[0], (*prefix, "items"))
    elif not isinstance(value, set | frozenset):
        yield prefix


def count(value: Any) -> int:
    """How many single values stand in a value."""
    if isinstance(value, np.ndarray):
        return int(value.size)
    if isinstance(value, list | tuple):
        return sum(count(item) for item in value)
    if isinstance(value, dict):
        return sum(count(item) for item in value.values())
    if isinstance(value, Recipe):
        return count(value.args[0])
    return len(value) if isinstance(value, set | frozenset) else 1


def get(value: Any, path: Path) -> Any:
    """The single value at a path, as a Python value."""
    for step in path:
        value = value.args[0] if isinstance(value, Recipe) else value[step]
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
        return Recipe(value.kind, (replace(value.args[0], rest, new),))
    if isinstance(value, dict):
        return {key: replace(item, rest, new) if key is step else item for key, item in value.items()}
    return type(value)([replace(item, rest, new) if i == step else item for i, item in enumerate(value)])


def cast(value: Any, dtype: Any) -> Any:
    """A number squeezed into a dtype: whole numbers clipped to its range."""
    if dtype.kind in "iu":
        info = np.iinfo(dtype)
        whole = int(value) if abs(value) < 2**70 else 0
        return np.array(min(max(whole, int(info.min)), int(info.max)), dtype=dtype)
    return np.array(value).astype(dtype)


def over_floats(value: Any, change: Callable[[Any], Any]) -> Any:
    """A copy of the value with every binary floating point number changed.

    ``change`` maps an array of float16, float32 or float64 to one of the same shape.
    """
    if isinstance(value, np.ndarray):
        return change(value) if value.dtype.kind == "f" else value
    if isinstance(value, float):
        return _plain(change(np.array([value])))[0]
    if isinstance(value, list | tuple):
        if value and all(type(item) is float for item in value):
            return type(value)(_plain(change(np.array(value))))
        return type(value)([over_floats(item, change) for item in value])
    if isinstance(value, dict):
        return {key: over_floats(item, change) for key, item in value.items()}
    if isinstance(value, Recipe):
        return Recipe(value.kind, (over_floats(value.args[0], change),))
    return value


def _plain(numbers: Any) -> list[Any]:
    """The numbers as Python floats, or as numpy scalars when they are wider than that."""
    return list(numbers) if numbers.dtype.itemsize > 8 else list(numbers.tolist())


def floats_in(value: Any) -> list[Any]:
    """All floating point numbers of a value, as arrays."""
    found: list[Any] = []

    def keep(numbers: Any) -> Any:
        found.append(numbers)
        return numbers

    over_floats(value, keep)
    return found


def as_floats(value: Any) -> Any:
    """A copy with the whole numbers inside containers turned into floats (single numbers stay)."""
    if isinstance(value, np.ndarray):
        return value.astype(np.float64) if value.dtype.kind in "iub" else value
    if isinstance(value, list | tuple):
        return type(value)(
            [float(v) if isinstance(v, int) and abs(v) < 2**53 else as_floats(v) for v in value]
        )
    if isinstance(value, Recipe):
        return Recipe(value.kind, (as_floats(value.args[0]),))
    return value
