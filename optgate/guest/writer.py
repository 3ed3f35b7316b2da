"""The encoding half of the codec: a message being written, and the objects of no known type."""

from __future__ import annotations

import enum
import importlib
import os
import sys
from struct import Struct
from typing import Any, Callable, Optional

from . import instances
from .names import judged, name_of, resolves, type_name
from .values import Named, Opaque, Recipe, TooLarge, Unsupported

MAX_DEPTH = 64
_NOTHING: frozenset[int] = frozenset()

tag_len = Struct("<cI").pack
u32 = Struct("<I").pack

TABLE: dict[type, Callable[[Writer, Any], None]] = {}
"""How to write a value of each exact type; filled by the modules named ``writer_...``."""

LIVE: dict[type, Callable[[Any, str], Recipe]] = {}
"""How to make the recipe of a live object of each exact type, given the name of the judged module."""

FAMILIES: dict[type, Callable[[Writer, Any], None]] = {}
"""How to write a value whose type is derived from one of these, and not in ``TABLE``."""

_LIBRARIES = {
    "numpy": "writer_numpy",
    "numpy.random": "writer_numpy_random",
    "pandas": "writer_pandas",
    "random": "writer_random",
    "scipy.sparse": "writer_sparse",
}
"""Modules of the user's process, and our modules that know their objects and are not imported yet."""


class Writer:
    """One message being written: its bytes so far and the shared objects met in it.

    ``call`` tells the two kinds of message apart. With ``home``, the name of the judged module, live
    objects of a call are written as the recipes that make them.
    """

    __slots__ = ("call", "count", "depth", "held", "home", "limit", "memo", "open", "out", "roots")

    def __init__(self, *, call: bool, limit: Optional[int], home: Optional[str] = None) -> None:
        self.call = call
        self.limit = limit
        self.home = home
        self.out = bytearray()
        self.memo: dict[int, int] = {}
        self.count = 0
        self.depth = 0
        self.roots: dict[int, Any] = {}
        self.open = _NOTHING
        self.held: Any = None

    def write(self, value: Any) -> None:
        """Append the encoding of ``value``."""
        TABLE.get(type(value), other)(self, value)

    def seen(self, value: Any) -> bool:
        """Write a back reference when ``value`` was met before, else give it the next number."""
        known = self.memo.get(id(value))
        if known is not None:
            if known in self.open:
                raise Unsupported(f"cannot send {type_name(type(value))}: it refers to itself")
            self.out += tag_len(b"R", known)
            return True
        self.memo[id(value)] = self.count
        self.count += 1
        return False

    def hold(self, value: Any) -> Any:
        """Keep an object made for the message alive, so that no other gets its identity."""
        self.held = (value, self.held)
        return value

    def inner(self) -> Writer:
        """A writer of a part that refers to nothing outside itself."""
        part = Writer(call=self.call, limit=self.limit, home=self.home)
        part.depth = self.depth
        return part

    def back(self, size: int, count: int, depth: int) -> None:
        """Forget what was written after a message of ``size`` bytes and ``count`` shared objects."""
        del self.out[size:]
        self.depth = depth
        self.count = count
        self.memo = {key: number for key, number in self.memo.items() if number < count}
        if not self.call:
            for arrays in self.roots.values():
                arrays[:] = [known for known in arrays if known[0] < count]

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


def text(w: Writer, words: str) -> None:
    """Write a name or a message."""
    data = words.encode("utf-8", "surrogatepass")
    w.out += u32(len(data)) + data


def write_class(w: Writer, value: type) -> None:
    """Write a class by its name, when the name identifies it."""
    if w.call:
        live(w, value)
    elif resolves(value):
        w.out += b"K"
        text(w, type_name(value))
    else:
        opaque(w, value)


def write_function(w: Writer, value: Any) -> None:
    """Write a function by its name, when the name identifies it on both sides."""
    if w.call:
        live(w, value)
        return
    name = value.name if type(value) is Named else name_of(value)
    if name and not judged(name):
        w.out += b"C"
        text(w, name)
    else:
        opaque(w, value)


def record(w: Writer, value: Any, name: str, fields: dict[str, Any]) -> None:
    """Write a mutable object as named parts, or as a back reference."""
    if not w.seen(value) and w.enter(value):
        _parts(w, name, fields)


def plain_record(w: Writer, value: Any, name: str, fields: dict[str, Any]) -> None:
    """Write an object whose identity nobody should rely on as named parts, each time it is met."""
    w.count += 1
    if w.enter(value):
        _parts(w, name, fields)


def _parts(w: Writer, name: str, fields: dict[str, Any]) -> None:
    w.out += b"r"
    text(w, name)
    w.out += u32(len(fields))
    for field, item in fields.items():
        text(w, field)
        w.write(item)
    w.depth -= 1


def write_recipe(w: Writer, value: Any, recipe: Recipe) -> None:
    """Write the recipe that stands for ``value``, which has just got its number."""
    if w.enter(value):
        before, w.open = w.open, w.open | {w.count - 1}
        w.out += b"X"
        text(w, recipe.kind)
        w.write(recipe.args)
        w.open = before
        w.depth -= 1


def live(w: Writer, value: Any) -> None:
    """Write an object of a call as the recipe that makes it, if that is wanted and there is one."""
    if w.home is None:
        opaque(w, value)
    elif not w.seen(value):
        make = LIVE.get(type(value), _recipe)
        recipe = make(value, w.home)
        if recipe is None:
            opaque(w, value)
        else:
            write_recipe(w, value, w.hold(recipe))


def path(name: str, home: str) -> str:
    """``module:qualname`` as the path of a recipe: without the module when it is the judged one."""
    module, _, qualname = name.partition(":")
    return qualname if module == home else name


def _recipe(value: Any, home: str) -> Optional[Recipe]:
    """How to make a class, a function, or an instance of a class written in Python."""
    cls = type(value)
    if callable(value):
        name = name_of(value)
        if name:
            return Recipe("name", (path(name, home),))
    if isinstance(value, type) or cls is object or not resolves(cls):
        return None
    name = path(type_name(cls), home)
    if issubclass(cls, enum.Enum):
        member = f"{value._name_}"
        if cls.__members__.get(member) is value:
            return Recipe("name", (f"{name}.{member}",))
        return Recipe("call", (name, [value._value_], {}))
    items = instances.named_fields(value, cls)
    if items is not None:
        own = next(base for base in cls.__mro__ if "_fields" in base.__dict__)
        if cls.__new__ is own.__new__:
            return Recipe("call", (name, list(items.values()), {}))
        return Recipe("call", (f"{name}._make", [list(items.values())], {}))
    fields = instances.attributes(value, cls)
    return None if fields is None else Recipe("instance", (name, fields))


def _instance_fields(value: Any, cls: type) -> Optional[dict[str, Any]]:
    """The whole state of an instance of a class written in Python, or None when part of it is hidden."""
    if issubclass(cls, enum.Enum):
        return {"name": value._name_, "value": value._value_}
    fields = instances.named_fields(value, cls)
    if fields is None:
        found = instances.attributes(value, cls)
        fields = None if found is None else {name: found[name] for name in sorted(found)}
    return fields


def _extend() -> None:
    """Import our modules for the libraries that have been imported since the last time."""
    for library in [name for name in _LIBRARIES if name in sys.modules]:
        importlib.import_module("." + _LIBRARIES[library], __package__)
        del _LIBRARIES[library]


def other(w: Writer, value: Any) -> None:
    """An object of a type that is not in the table: a library's, a class of the user, or unknown."""
    cls = type(value)
    start = len(w.out), w.count, w.depth
    try:
        _extend()
        if cls in TABLE:
            TABLE[cls](w, value)
            return
        for base, write in FAMILIES.items():
            if issubclass(cls, base):
                write(w, value)
                return
        if issubclass(cls, type):
            write_class(w, value)
            return
        if w.call:
            live(w, value)
            return
        if callable(value) and name_of(value):
            write_function(w, value)
            return
        fields = None if cls is object or not resolves(cls) else _instance_fields(value, cls)
        if fields is not None:
            record(w, value, type_name(cls), fields)
            return
    except (TooLarge, Unsupported):
        raise
    except Exception:  # noqa: BLE001  the object's own attributes and metaclass ran
        w.back(*start)
    opaque(w, value)
