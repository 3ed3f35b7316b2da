"""Reading every kind of value: one function for each tag."""

from __future__ import annotations

import array
import collections
import datetime
import decimal
import fractions
import sys
from struct import Struct
from typing import Any, Callable

from .reader import CALL, TABLE, Reader
from .values import Malformed, Named, Opaque, Recipe, Record, TypeName, Unmade

_UNFINISHED = object()
_CONTAINER, _DEQUE = 300, 800
"""Bytes of memory, about, that an empty dictionary or set, a deque takes."""

_FRACTION_BITS = 1 << 15
_LITTLE = sys.byteorder == "little"
_i64 = Struct("<q").unpack_from
_f64 = Struct("<d").unpack_from
_two_f64 = Struct("<dd").unpack_from


def _constant(value: Any) -> Callable[[Reader], Any]:
    return lambda r: value


def _fixed(unpack: Callable[..., Any], size: int, make: Callable[..., Any]) -> Callable[[Reader], Any]:
    def read(r: Reader) -> Any:
        pos = r.pos
        if r.end - pos < size:
            raise Malformed("the message ends too early")
        r.pos = pos + size
        return make(*unpack(r.data, pos))

    return read


def _int(r: Reader) -> int:
    return int.from_bytes(r.take(r.length()), "little", signed=True)


def _nan(r: Reader) -> float:
    r.only(CALL)
    value: float = r.keep(_f64(r.take(8))[0])
    return value


def _bytearray(r: Reader) -> bytearray:
    value: bytearray = r.keep(bytearray(r.take(r.length())))
    return value


def _many(r: Reader) -> list[Any]:
    r.down()
    items = [r.read() for _ in range(r.length())]
    r.depth -= 1
    return items


def _packed(r: Reader) -> list[Any]:
    code = r.take(1)
    if code not in (b"d", b"q"):
        raise Malformed("unknown kind of packed items")
    items = array.array(code.decode())
    items.frombytes(r.take(8 * r.length()))
    if not _LITTLE:
        items.byteswap()
    return items.tolist()


def _list(r: Reader) -> list[Any]:
    value: list[Any] = r.keep([])
    value.extend(_many(r))
    return value


def _packed_list(r: Reader) -> list[Any]:
    value: list[Any] = r.keep(_packed(r))
    return value


def _pairs(r: Reader, value: Any) -> Any:
    r.down()
    count = r.length()
    for place in range(count):
        key = r.read()
        value[key] = r.read()
        r.wait(place)
    if len(value) != count:
        raise Malformed("a key twice")
    r.depth -= 1
    return value


def _mapping(make: Callable[[], Any]) -> Callable[[Reader], Any]:
    def read(r: Reader) -> Any:
        r.spend(_CONTAINER)
        return _pairs(r, r.keep(make()))

    return read


def _defaultdict(r: Reader) -> Any:
    r.spend(_CONTAINER)
    value = r.keep(collections.defaultdict())
    factory = r.read()
    if isinstance(factory, TypeName) and factory.name in _FACTORIES:
        value.default_factory = _FACTORIES[factory.name]
    elif factory is not None:
        value.default_factory = Unmade(factory)
    return _pairs(r, value)


def _deque(r: Reader) -> Any:
    r.spend(_DEQUE)
    number = len(r.objects)
    r.keep(None)
    maxlen = r.read()
    if maxlen is not None and type(maxlen) is not int:
        raise Malformed("no length of a deque")
    value: collections.deque[Any] = collections.deque(maxlen=maxlen)
    r.objects[number] = value
    value.extend(_many(r))
    return value


def _members(r: Reader, value: set[Any]) -> set[Any]:
    r.spend(_CONTAINER)
    r.down()
    count = r.length()
    for place in range(count):
        inner = r.part(r.length())
        value.add(inner.read())
        r.rejoin(inner)
        r.wait(place)
    if len(value) != count:
        raise Malformed("a member twice")
    r.depth -= 1
    return value


def _set(r: Reader) -> set[Any]:
    return _members(r, r.keep(set()))


def _array(r: Reader) -> Any:
    code = r.take(1).decode("latin-1")
    if code not in "bBhHiIlLqQfd":
        raise Malformed("unknown kind of array")
    value = r.keep(array.array(code))
    value.frombytes(r.take(r.length()))
    if not _LITTLE:
        value.byteswap()
    return value


def _fields(count: int, make: Callable[..., Any]) -> Callable[[Reader], Any]:
    def read(r: Reader) -> Any:
        r.down()
        items = [r.read() for _ in range(count)]
        r.depth -= 1
        return make(*items)

    return read


def _zoned(kind: Any, count: int) -> Callable[[Reader], Any]:
    """A time whose next to last field is its zone; one of an unknown zone is a ``Record``."""

    def make(*items: Any) -> Any:
        zone = items[-2]
        if zone is None or isinstance(zone, datetime.tzinfo):
            return kind(*items[:-1], fold=items[-1])
        return Record(f"datetime:{kind.__name__}", {str(place): item for place, item in enumerate(items)})

    return _fields(count, make)


def _slice(start: Any, stop: Any, step: Any) -> slice:
    return slice(start, stop, step)


def _fraction(numerator: Any, denominator: Any) -> fractions.Fraction:
    """In lowest terms, as it was sent: finding them for giant numbers takes the square of their length."""
    if type(numerator) is not int or type(denominator) is not int:
        raise Malformed("no fraction")
    if max(numerator.bit_length(), denominator.bit_length()) > _FRACTION_BITS:
        raise Malformed("a fraction of giant numbers")
    return fractions.Fraction(numerator, denominator)


def _timezone(r: Reader) -> datetime.timezone:
    offset, name = r.read(), r.read()
    zone = datetime.timezone(offset)
    return zone if zone.tzname(None) == name else datetime.timezone(offset, name)


def _reference(r: Reader) -> Any:
    index = r.number()
    if index >= len(r.objects):
        raise Malformed("a reference to nothing")
    if r.objects[index] is _UNFINISHED:
        raise Malformed("a recipe that contains itself")
    return r.objects[index]


def _opaque(r: Reader) -> Opaque:
    name, text = r.text(), r.text()
    r.take(12)
    return Opaque(name, text)


def _record(r: Reader) -> Record:
    r.spend(_CONTAINER)
    value: Record = r.keep(Record(r.text(), {}))
    r.down()
    for _ in range(r.length()):
        name = r.text()
        if name in value.fields:
            raise Malformed("a field twice")
        value.fields[name] = r.read()
    r.depth -= 1
    return value


def _iterator(r: Reader) -> Record:
    value: Record = r.keep(Record("builtins:" + r.text(), {}))
    value.fields["rest"] = r.read()
    return value


def _recipe(r: Reader) -> Any:
    r.only(CALL)
    number = len(r.objects)
    r.keep(_UNFINISHED)
    r.down()
    value: Any = Recipe(r.text(), r.read())
    r.depth -= 1
    if not value.well_formed:
        raise Malformed("no recipe")
    if r.build is not None:
        value = r.build(value)
    r.objects[number] = value
    return value


def _numpy(name: str) -> Callable[[Reader], Any]:
    """A reader of numpy's objects, which lives where numpy may be imported."""

    def read(r: Reader) -> Any:
        try:
            from . import reader_numpy
        except ImportError as error:
            raise Malformed("the message holds arrays and there is no numpy here") from error
        return getattr(reader_numpy, name)(r)

    return read


_FACTORIES: dict[str, Callable[[], Any]] = {
    f"builtins:{kind.__name__}": kind
    for kind in (int, float, complex, str, list, dict, set, tuple, bool, bytes)
}

TABLE.update(
    (ord(tag), handler)
    for tag, handler in {
        "N": _constant(None),
        ".": _constant(Ellipsis),
        "!": _constant(NotImplemented),
        "T": _constant(True),
        "F": _constant(False),
        "i": _fixed(_i64, 8, int),
        "I": _int,
        "d": _fixed(_f64, 8, float),
        "n": _nan,
        "c": _fixed(_two_f64, 16, complex),
        "s": Reader.text,
        "b": lambda r: r.take(r.length()),
        "B": _bytearray,
        "l": _list,
        "L": _packed_list,
        "t": lambda r: tuple(_many(r)),
        "P": lambda r: tuple(_packed(r)),
        "{": _mapping(dict),
        "o": _mapping(collections.OrderedDict),
        "k": _mapping(collections.Counter),
        "D": _defaultdict,
        "q": _deque,
        "e": _set,
        "E": lambda r: frozenset(_members(r, set())),
        "y": _array,
        "g": _fields(3, range),
        ":": _fields(3, _slice),
        "M": _zoned(datetime.datetime, 9),
        "Y": _fields(3, datetime.date),
        "H": _zoned(datetime.time, 6),
        "h": _fields(3, datetime.timedelta),
        "z": _timezone,
        "m": lambda r: decimal.Decimal(r.text()),
        "f": _fields(2, _fraction),
        "R": _reference,
        "O": _opaque,
        "K": lambda r: TypeName(r.text()),
        "C": lambda r: Named(r.text()),
        "r": _record,
        "J": _iterator,
        "X": _recipe,
        "a": _numpy("read_owner"),
        "v": _numpy("read_view"),
        "A": _numpy("read_canonical"),
        "u": _numpy("read_scalar"),
        "U": _numpy("read_dtype"),
        "x": _numpy("read_masked"),
        "w": _numpy("read_masked_constant"),
    }.items()
)
