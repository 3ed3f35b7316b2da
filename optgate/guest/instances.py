"""What an instance of a class written in Python holds, read without running any of the class's code."""

from __future__ import annotations

import copyreg
import dataclasses
from typing import Any, Optional

_PLAIN_REDUCE = ("__reduce__", "__reduce_ex__", "__getstate__", "__getnewargs__", "__getnewargs_ex__")
_FROZEN_SLOTS: Any = getattr(dataclasses, "_dataclass_getstate", None)
_CONTAINERS = (list, dict, tuple, set)


def named_fields(value: Any, cls: type) -> Optional[dict[str, Any]]:
    """The fields of a named tuple in their order, or None when the object is none or holds more."""
    if not issubclass(cls, tuple) or getattr(value, "__dict__", None):
        return None
    names = getattr(cls, "_fields", None)
    if type(names) is not tuple or len(names) != tuple.__len__(value):
        return None
    return dict(zip(names, tuple.__iter__(value)))  # noqa: B905


def attributes(value: Any, cls: type) -> Optional[dict[str, Any]]:
    """The attributes of an instance, or None when part of its state is hidden from such a look.

    Raises:
        TypeError: part of the state is kept in C.
    """
    if _FROZEN_SLOTS is not None and getattr(cls, "__getstate__", None) is _FROZEN_SLOTS:
        return _frozen_slots(value, cls)
    for name in _PLAIN_REDUCE:
        if getattr(cls, name, None) is not getattr(object, name, None):
            return None
    if issubclass(cls, _CONTAINERS) or isinstance(value, type):
        return None
    state = object.__reduce_ex__(value, 2)[2]  # refuses classes with state in C
    fields: dict[str, Any] = {}
    for part in state if isinstance(state, tuple) else (state,):
        fields.update(part or {})
    return fields


def _frozen_slots(value: Any, cls: type) -> Optional[dict[str, Any]]:
    """The fields of a frozen dataclass with slots, whose state the dataclass module itself tells."""
    names = [field.name for field in dataclasses.fields(cls)]
    slots = copyreg._slotnames(cls)  # type: ignore[attr-defined]
    plain = all("__slots__" in base.__dict__ for base in cls.__mro__[:-1])
    if not plain or hasattr(value, "__dict__") or sorted(slots) != sorted(names):
        return None
    return {name: object.__getattribute__(value, name) for name in names}
