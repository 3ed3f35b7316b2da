"""Places inside an outcome: the path to a value, and what stands at the same path of another outcome."""

from __future__ import annotations

import collections
from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np

from optgate.guest.codec import Record, Shared
from optgate.verify.values.spelling import spelt

Path = tuple[Any, ...]
"""Steps from an outcome to a value in it: keys, places, names of attributes, ``Key`` and ``Part``."""


class Key(msgspec.Struct, frozen=True):
    """A step into a dictionary: the place of an entry, and its key for people."""

    place: int
    key: Any

    def __repr__(self) -> str:
        return spelt(self.key)


class Part(msgspec.Struct, frozen=True):
    """A step to ``real`` or ``imag`` parts, to what is ``unmasked``, or to a set's members ``sorted``."""

    name: str

    def __repr__(self) -> str:
        return self.name


def found_at(path: Path, outcome: Any) -> Any:
    """What stands at a path of another outcome, or None when that has another structure."""
    value = outcome
    for step in path:
        value = _inside(value, step)
        if value is None:
            return None
    return value.value if isinstance(value, Shared) else value


def _inside(value: Any, step: Any) -> Any:
    if isinstance(value, Shared):
        value = value.value
    if isinstance(step, Part):
        if isinstance(value, np.ma.MaskedArray):
            return np.asarray(value.data)[~np.ma.getmaskarray(value)] if step.name == "unmasked" else None
        if isinstance(value, int | float | complex | np.generic | np.ndarray):
            return (
                np.atleast_1d(getattr(value, step.name)) if np.isscalar(value) else getattr(value, step.name)
            )
        return None
    if isinstance(value, dict):
        if isinstance(step, Key):
            entries = list(value.values())
            return entries[step.place] if step.place < len(entries) else None
        return value.get(step)
    if isinstance(value, Record):
        return value.fields.get(step)
    if isinstance(value, list | tuple | collections.deque):
        return value[step] if isinstance(step, int) and step < len(value) else None
    if isinstance(value, np.ndarray | np.void) and value.dtype.names and step in value.dtype.names:
        return value[step]
    return None


def all_floats(values: Any) -> bool:
    """Whether all members are exactly ``float``."""
    return all(type(value) is float for value in values)


def where(path: Sequence[Any]) -> str:
    """A path as it would be written in Python, without the leading name of the result."""
    head, rest = (path[0], path[1:]) if path else ("result", ())
    return str(head) + "".join(f".{step!r}" if isinstance(step, Part) else f"[{step!r}]" for step in rest)
