"""Writing every kind of value of the standard library: one function for each exact type."""

from __future__ import annotations

import array
import collections
import datetime
import decimal
import fractions
import sys
import types
from struct import Struct
from typing import Any, Callable

from .values import Opaque, Recipe
from .writer import (
    TABLE,
    Writer,
    opaque,
    other,
    tag_len,
    text,
    u32,
    write_class,
    write_recipe,
)

PACK_FROM = 4
_LITTLE = sys.byteorder == "little"
_tag_i64 = Struct("<cq").pack
_tag_f64 = Struct("<cd").pack
_two_f64 = Struct("<cdd").pack


def _singleton(tag: bytes) -> Callable[[Writer, Any], None]:
    def write(w: Writer, value: Any) -> None:
        w.out += tag

    return write


def _bool(w: Writer, value: bool) -> None:
    w.out += b"T" if value else b"F"


def _int(w: Writer, value: int) -> None:
    if -0x8000000000000000 <= value <= 0x7FFFFFFFFFFFFFFF:
        w.out += _tag_i64(b"i", value)
    else:
        data = value.to_bytes(value.bit_length() // 8 + 1, "little", signed=True)
        w.room(len(data))
        w.out += tag_len(b"I", len(data)) + data


def _float(w: Writer, value: float) -> None:
    if w.call and value != value:  # noqa: PLR0124
        if not w.seen(value):
            w.out += _tag_f64(b"n", value)
    else:
        w.out += _tag_f64(b"d", value)


def _complex(w: Writer, value: complex) -> None:
    w.out += _two_f64(b"c", value.real, value.imag)


def _str(w: Writer, value: str) -> None:
    data = value.encode("utf-8", "surrogatepass")
    w.room(len(data))
    w.out += tag_len(b"s", len(data)) + data


def _bytes(w: Writer, value: bytes) -> None:
    w.room(len(value))
    w.out += tag_len(b"b", len(value)) + value


def _bytearray(w: Writer, value: bytearray) -> None:
    if not w.seen(value):
        w.room(len(value))
        w.out += tag_len(b"B", len(value)) + value


def _packed(w: Writer, value: Any, tag: bytes) -> bool:
    """Write a long sequence of floats or of small integers in one piece; whether that was possible."""
    kinds = set(map(type, value))
    if len(kinds) != 1:
        return False
    kind = kinds.pop()
    if kind is float:
        if w.call and any(item != item for item in value):  # noqa: PLR0124
            return False
        code = "d"
    elif kind is int:
        code = "q"
    else:
        return False
    try:
        items = array.array(code, value)
    except OverflowError:
        return False
    if not _LITTLE:
        items.byteswap()
    w.room(8 * len(items))
    w.out += tag + code.encode() + u32(len(items)) + items.tobytes()
    return True


def _items(w: Writer, value: Any, tag: bytes, packed: bytes) -> None:
    if not w.enter(value):
        return
    if len(value) < PACK_FROM or not _packed(w, value, packed):
        w.out += tag_len(tag, len(value))
        get = TABLE.get
        for item in value:
            get(type(item), other)(w, item)
        w.room(0)
    w.depth -= 1


def _list(w: Writer, value: list[Any]) -> None:
    if not w.seen(value):
        _items(w, value, b"l", b"L")


def _tuple(w: Writer, value: tuple[Any, ...]) -> None:
    _items(w, value, b"t", b"P")


def _pairs(w: Writer, value: Any) -> None:
    w.out += u32(len(value))
    for key, item in value.items():
        w.write(key)
        w.write(item)


def _mapping(tag: bytes) -> Callable[[Writer, Any], None]:
    def write(w: Writer, value: Any) -> None:
        if not w.seen(value) and w.enter(value):
            w.out += tag
            if tag == b"D":
                w.write(value.default_factory)
            _pairs(w, value)
            w.depth -= 1

    return write


def _deque(w: Writer, value: Any) -> None:
    if not w.seen(value) and w.enter(value):
        w.out += b"q"
        w.write(value.maxlen)
        w.out += u32(len(value))
        for item in value:
            w.write(item)
        w.depth -= 1


def _set_items(w: Writer, value: Any, tag: bytes) -> None:
    if not w.enter(value):
        return
    parts = []
    for item in value:
        inner = w.inner()
        inner.write(item)
        parts.append(bytes(inner.out))
    parts.sort()
    w.out += tag_len(tag, len(parts))
    for part in parts:
        w.room(len(part))
        w.out += u32(len(part)) + part
    w.depth -= 1


def _set(w: Writer, value: set[Any]) -> None:
    if not w.seen(value):
        _set_items(w, value, b"e")


def _frozenset(w: Writer, value: frozenset[Any]) -> None:
    _set_items(w, value, b"E")


def _array(w: Writer, value: array.array[Any]) -> None:
    if value.typecode not in "bBhHiIlLqQfd":
        opaque(w, value)
    elif not w.seen(value):
        items = value
        if not _LITTLE:
            items = value[:]
            items.byteswap()
        data = items.tobytes()
        w.room(len(data))
        w.out += b"y" + value.typecode.encode() + u32(len(data)) + data


def _fields(tag: bytes, *names: str) -> Callable[[Writer, Any], None]:
    """An immutable object written as the values of some of its attributes."""

    def write(w: Writer, value: Any) -> None:
        if w.enter(value):
            w.out += tag
            for name in names:
                w.write(getattr(value, name))
            w.depth -= 1

    return write


def _timezone(w: Writer, value: datetime.timezone) -> None:
    w.out += b"z"
    w.write(value.utcoffset(None))
    w.write(value.tzname(None))


def _decimal(w: Writer, value: decimal.Decimal) -> None:
    w.out += b"m"
    text(w, str(value))


def _recipe(w: Writer, value: Recipe) -> None:
    if not w.call:
        opaque(w, value)
    elif not w.seen(value):
        write_recipe(w, value, value)


TABLE.update(
    {
        type(None): _singleton(b"N"),
        type(Ellipsis): _singleton(b"."),
        type(NotImplemented): _singleton(b"!"),
        bool: _bool,
        int: _int,
        float: _float,
        complex: _complex,
        str: _str,
        bytes: _bytes,
        bytearray: _bytearray,
        list: _list,
        tuple: _tuple,
        dict: _mapping(b"{"),
        collections.OrderedDict: _mapping(b"o"),
        collections.Counter: _mapping(b"k"),
        collections.defaultdict: _mapping(b"D"),
        collections.deque: _deque,
        set: _set,
        frozenset: _frozenset,
        array.array: _array,
        range: _fields(b"g", "start", "stop", "step"),
        slice: _fields(b":", "start", "stop", "step"),
        datetime.datetime: _fields(
            b"M", "year", "month", "day", "hour", "minute", "second", "microsecond", "tzinfo", "fold"
        ),
        datetime.date: _fields(b"Y", "year", "month", "day"),
        datetime.time: _fields(b"H", "hour", "minute", "second", "microsecond", "tzinfo", "fold"),
        datetime.timedelta: _fields(b"h", "days", "seconds", "microseconds"),
        datetime.timezone: _timezone,
        decimal.Decimal: _decimal,
        fractions.Fraction: _fields(b"f", "numerator", "denominator"),
        Opaque: opaque,
        Recipe: _recipe,
        type: write_class,
        types.ModuleType: opaque,
    }
)
