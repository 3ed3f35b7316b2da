"""The encoding half of the codec: a message being written, and the objects of no known type."""

from __future__ import annotations

import enum
import os
import sys
from struct import Struct
from typing import Any, Callable, Optional

from .values import Opaque, TooLarge, Unsupported

MAX_DEPTH = 64
_PLAIN_REDUCE = ("__reduce__", "__reduce_ex__", "__getstate__", "__getnewargs__", "__getnewargs_ex__")

tag_len = Struct("<cI").pack
u32 = Struct("<I").pack

TABLE: dict[type, Callable[[Writer, Any], None]] = {}
"""How to write a value of each exact type; filled by ``writer_plain`` and ``writer_numpy``."""


class Writer:
    """One message being written: its bytes so far and the shared objects met in it."""

    __slots__ = ("call", "count", "depth", "limit", "memo", "out", "roots")

    def __init__(self, *, call: bool, limit: Optional[int]) -> None:
        self.call = call
        self.limit = limit
        self.out = bytearray()
        self.memo: dict[int, int] = {}
        self.count = 0
        self.depth = 0
        self.roots: dict[int, Any] = {}

    def write(self, value: Any) -> None:
        """Append the encoding of ``value``."""
        TABLE.get(type(value), other)(self, value)

    def seen(self, value: Any) -> bool:
        """Write a back reference when ``value`` was met before, else give it the next number."""
        known = self.memo.get(id(value))
        if known is not None:
            self.out += tag_len(b"R", known)
            return True
        self.memo[id(value)] = self.count
        self.count += 1
        return False

    def enter(self, value: Any) -> bool:
        """Go one level down, unless the nesting or the message is too deep or too large."""
        if self.limit is not None and len(self.out) > self.limit:
            raise TooLarge("the encoding outgrew its limit")
        if self.depth >= MAX_DEPTH:
            opaque(self, value, "nested too deeply")
            return False
        self.depth += 1
        return True

    def room(self, size: int) -> None:
        """Check that ``size`` more bytes fit."""
        if self.limit is not None and len(self.out) + size > self.limit:
            raise TooLarge("the encoding outgrew its limit")


def opaque(w: Writer, value: Any, reason: str = "") -> None:
    """Write an object nobody knows; the random part keeps two of them from having equal bytes."""
    if type(value) is Opaque:
        name, reason = value.type_name, value.text
    else:
        name = type_name(type(value))
    if w.call:
        raise Unsupported(f"cannot send {name}{': ' if reason else ''}{reason}")
    w.out += b"O"
    text(w, name)
    text(w, reason)
    w.out += os.urandom(12)


def type_name(cls: type) -> str:
    """``module:qualname`` of a class, read past anything its metaclass might define."""
    module = type.__getattribute__(cls, "__module__")
    qualname = type.__getattribute__(cls, "__qualname__")
    return f"{module}:{qualname}"


def text(w: Writer, words: str) -> None:
    """Write a name or a message."""
    data = words.encode("utf-8", "surrogatepass")
    w.out += u32(len(data)) + data


def write_class(w: Writer, value: type) -> None:
    """Write a class by its name, when the name identifies it."""
    if w.call or not resolves(value):
        opaque(w, value)
    else:
        w.out += b"K"
        text(w, type_name(value))


def resolves(cls: type) -> bool:
    """Whether the class is what its module and qualified name say, so that the name identifies it."""
    found: Any = sys.modules.get(type.__getattribute__(cls, "__module__"))
    for part in type.__getattribute__(cls, "__qualname__").split("."):
        found = getattr(found, part, None)
    return found is cls


def _record(w: Writer, value: Any, fields: dict[str, Any]) -> None:
    if not w.seen(value) and w.enter(value):
        w.out += b"r"
        text(w, type_name(type(value)))
        w.out += u32(len(fields))
        for name, item in fields.items():
            text(w, name)
            w.write(item)
        w.depth -= 1


def _instance_fields(value: Any, cls: type) -> Optional[dict[str, Any]]:
    """The whole state of an instance of a class written in Python, or None when part of it is hidden."""
    if issubclass(cls, enum.Enum):
        return {"name": value._name_, "value": value._value_}
    if cls.__bases__ == (tuple,) and hasattr(cls, "_fields") and not getattr(value, "__dict__", None):
        return dict(zip(cls._fields, tuple.__iter__(value)))  # noqa: B905
    for name in _PLAIN_REDUCE:
        if getattr(cls, name, None) is not getattr(object, name, None):
            return None
    state = object.__reduce_ex__(value, 2)[2]  # refuses classes with state in C
    if issubclass(cls, (list, dict, tuple, set)) or isinstance(value, type):
        return None
    parts = state if isinstance(state, tuple) else (state,)
    fields: dict[str, Any] = {}
    for part in parts:
        fields.update(part or {})
    return {name: fields[name] for name in sorted(fields)}


def other(w: Writer, value: Any) -> None:
    """An object of a type that is not in the table: numpy's, a class of the user, or unknown."""
    cls = type(value)
    start = len(w.out), w.depth, w.count
    try:
        if "numpy" in sys.modules:
            from . import writer_numpy

            if cls in TABLE:
                TABLE[cls](w, value)
                return
            if writer_numpy.write_other(w, value):
                return
        if issubclass(cls, type):
            write_class(w, value)
            return
        fields = None if w.call or cls is object or not resolves(cls) else _instance_fields(value, cls)
        if fields is not None:
            _record(w, value, fields)
            return
    except (TooLarge, Unsupported):
        raise
    except Exception:  # noqa: BLE001  the object's own attributes and metaclass ran
        del w.out[start[0] :]
        w.depth = start[1]
        w.memo = {key: number for key, number in w.memo.items() if number < start[2]}
        w.count = start[2]
    opaque(w, value)
