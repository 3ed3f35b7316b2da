"""The floating point numbers inside an input, wherever they stand, and inputs with others in their place."""

from __future__ import annotations

import array
import collections
from collections.abc import Callable
from typing import Any

import numpy as np

from optgate.guest.codec import Recipe

Change = Callable[[Any], Any]
"""Maps a real array of float16, float32 or float64 to one of the same shape."""

Memo = dict[int, Any]
"""What became of each object, so that what was shared stays shared; for one call and one change."""


def over_floats(value: Any, change: Change, memo: Memo | None = None) -> Any:
    """A copy of the value with every binary floating point number changed.

    Complex numbers are changed in both parts, views stay views of one memory where their root is an array
    of the same dtype in C order, and recipes are changed in what the object is built from.
    """
    memo = {} if memo is None else memo
    found = memo.get(id(value))
    if found is None:
        found = _changed(value, change, memo)
        memo[id(value)] = found
    return found


def _changed(value: Any, change: Change, memo: Memo) -> Any:
    if isinstance(value, np.ndarray):
        return _array(value, change, memo)
    if isinstance(value, np.floating | np.complexfloating):
        return _numbers(np.asarray(value).reshape(1), change)[0]
    if isinstance(value, float | complex):
        return _plain(_numbers(np.array([value]), change))[0]
    if isinstance(value, list | tuple | set | frozenset | collections.deque):
        items = list(value)
        if items and (all(type(v) is float for v in items) or all(type(v) is complex for v in items)):
            return type(value)(_plain(_numbers(np.array(items), change)))
        return type(value)([over_floats(item, change, memo) for item in items])
    if isinstance(value, dict):
        return {key: over_floats(item, change, memo) for key, item in value.items()}
    if isinstance(value, array.array) and value.typecode in "fd":
        numbers = change(np.array(value))
        return value if numbers.dtype.itemsize > 8 else array.array(value.typecode, numbers.tolist())
    if isinstance(value, Recipe):
        return Recipe(value.kind, tuple(over_floats(part, change, memo) for part in value.args))
    return value


def _numbers(values: Any, change: Change) -> Any:
    """A real or complex array with its numbers changed."""
    if values.dtype.kind != "c":
        return change(values)
    real, imag = change(values.real), change(values.imag)
    parts = np.empty(values.shape, np.result_type(real.dtype, np.complex64))
    parts.real, parts.imag = real, imag
    return parts


def _array(value: Any, change: Change, memo: Memo) -> Any:
    if value.dtype.kind not in "fc":
        return value
    if isinstance(value, np.ma.MaskedArray):
        inner = _numbers(np.asarray(value.data), change)
        return np.ma.MaskedArray(inner, mask=value.mask, fill_value=value.fill_value)
    root = value
    while isinstance(root.base, np.ndarray):
        root = root.base
    if root is value or root.dtype != value.dtype or not root.flags.c_contiguous:
        return _numbers(value, change)
    fresh = np.ascontiguousarray(over_floats(root, change, memo))
    memo[id(root)] = fresh
    wider = fresh.itemsize // value.itemsize
    first = value.__array_interface__["data"][0] - root.__array_interface__["data"][0]
    strides = tuple(wider * step for step in value.strides)
    view = np.ndarray(value.shape, fresh.dtype, fresh, wider * first, strides)
    view.flags.writeable = value.flags.writeable
    return view


def _plain(numbers: Any) -> list[Any]:
    """The numbers as Python's own, or as numpy scalars when they are wider than that."""
    wide = numbers.dtype.itemsize > (8 if numbers.dtype.kind == "f" else 16)
    return list(numbers) if wide else list(numbers.tolist())


def floats_in(value: Any) -> list[Any]:
    """All floating point numbers of a value, as real arrays."""
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
    if isinstance(value, dict):
        return {key: as_floats(item) for key, item in value.items()}
    if isinstance(value, Recipe):
        return Recipe(value.kind, tuple(map(as_floats, value.args)))
    return value
