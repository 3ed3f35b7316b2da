"""Values beyond numbers, strings and arrays: objects, records, tables, generators, the standard library."""

from __future__ import annotations

import collections
import datetime
import decimal
import fractions
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from optgate.guest.codec import Recipe
from optgate.verify.values.kinds import MAPPINGS, Kind
from optgate.verify.values.profiles import Chance

if TYPE_CHECKING:
    from optgate.verify.inputs.generate import Maker

_EPOCH = datetime.datetime(2024, 2, 29)
_LEFT_OUT = 0.3
_FIRST_SHARE = 0.5


def made(maker: Maker, kind: Kind, count: int, profile: str, limit: int | None) -> list[Any]:
    """``count`` values of a kind that has a name of its own.

    Raises:
        KeyError: it has none.
    """
    return _MAKERS[kind.tag](maker, kind, count, profile, limit)


def _objects(maker: Maker, kind: Kind, count: int, profile: str, limit: int | None) -> list[Any]:
    """Instances of a class, by a call of it or with their attributes set."""
    columns = [maker.items(item, count, profile, None) for item in kind.items]
    rows = zip(*columns, strict=True) if columns else [()] * count
    if kind.fixed:
        return [Recipe("instance", (kind.path, dict(zip(kind.names, row, strict=True)))) for row in rows]
    if kind.names == ("",):
        return [Recipe("call", (kind.path, list(row), {})) for row in rows]
    return [Recipe("call", (kind.path, [], dict(zip(kind.names, row, strict=True)))) for row in rows]


def _records(maker: Maker, kind: Kind, count: int, profile: str, limit: int | None) -> list[Any]:
    """Dictionaries with given keys, some of them missing now and then."""
    columns = [maker.items(item, count, profile, None) for item in kind.items]
    rows = zip(*columns, strict=True) if columns else [()] * count
    found = []
    for row in rows:
        entries = zip(kind.names, row, strict=True)
        found.append(
            {k: v for k, v in entries if k not in kind.choices or not maker.chance.happens(_LEFT_OUT)}
        )
    return found


def _names(maker: Maker, kind: Kind, count: int, profile: str, limit: int | None) -> list[Any]:
    """Members of an enumeration, or functions."""
    if profile == "equal":
        return [Recipe("name", (maker.chance.pick(kind.choices),))] * count
    return [Recipe("name", (maker.chance.pick(kind.choices),)) for _ in range(count)]


def _generators(maker: Maker, kind: Kind, count: int, profile: str, limit: int | None) -> list[Any]:
    return [Recipe("call", (kind.path, [maker.chance.py.randrange(100)], {})) for _ in range(count)]


def _series(maker: Maker, kind: Kind, count: int, profile: str, limit: int | None) -> list[Any]:
    return [series(maker, kind, int(maker.chance.pick((0, 1, 2, 3, 5))), profile) for _ in range(count)]


def _frames(maker: Maker, kind: Kind, count: int, profile: str, limit: int | None) -> list[Any]:
    return [frame(maker, kind, int(maker.chance.pick((0, 1, 2, 3, 5))), profile) for _ in range(count)]


def series(maker: Maker, kind: Kind, rows: int, profile: str) -> Recipe:
    """A pandas series of ``rows`` values, now and then with an index of its own."""
    return Recipe(
        "call", ("pandas:Series", [_column(maker, kind.items[0], rows, profile)], index(maker, rows))
    )


def frame(maker: Maker, kind: Kind, rows: int, profile: str) -> Recipe:
    """A pandas frame of ``rows`` rows."""
    columns = {
        name: _column(maker, item, rows, profile) for name, item in zip(kind.names, kind.items, strict=True)
    }
    return Recipe("call", ("pandas:DataFrame", [columns], index(maker, rows)))


def index(maker: Maker, rows: int) -> dict[str, Any]:
    """The index as a named argument: mostly the default; shuffled, with gaps, repeated, or of strings."""
    way = maker.chance.py.random()
    if way < 0.7 or not rows:
        return {}
    if way < 0.8:
        return {"index": maker.chance.np.permutation(rows).tolist()}
    if way < 0.88:
        return {"index": [10 * place + 3 for place in range(rows)]}
    if way < 0.94:
        return {"index": [place // 2 for place in range(rows)]}
    return {"index": [f"r{place}" for place in range(rows)]}


_DTYPES = {"float": "float64", "int": "int64", "bool": "bool"}


def _column(maker: Maker, kind: Kind, rows: int, profile: str) -> Any:
    if kind.tag == "array":
        return maker.array("", kind, (rows,), profile, None)
    dtype = _DTYPES.get(kind.tag)
    if dtype is None:
        return maker.items(kind, rows, "groups" if maker.chance.happens(0.5) else profile, None)
    return np.array(maker.array("", Kind("array", dtype=dtype, ndim=1), (rows,), profile, None))


def _bytes(maker: Maker, kind: Kind, count: int, profile: str, limit: int | None) -> list[Any]:
    sizes = [int(maker.chance.pick((0, 1, 2, 3, 8, 17))) for _ in range(count)]
    return [raw(maker.chance, kind.tag, size, profile) for size in sizes]


def raw(chance: Chance, tag: str, size: int, profile: str) -> Any:
    """``size`` bytes of any values, of few, or of letters."""
    if profile in ("few", "equal", "groups", "binary"):
        values = chance.np.choice(np.array([0, 1, 65, 255]), size=size)
    elif profile in ("plain", "positive", "halves"):
        values = chance.np.integers(32, 127, size=size)
    else:
        values = chance.np.integers(0, 256, size=size)
    data = bytes(values.astype(np.uint8).tolist())
    return bytearray(data) if tag == "bytearray" else data


def _decimals(maker: Maker, kind: Kind, count: int, profile: str, limit: int | None) -> list[Any]:
    numbers = maker.items(Kind("int"), count, "plain" if profile in ("limits", "huge") else profile, None)
    places = [int(maker.chance.pick((0, 1, 2, 2, 3))) for _ in range(count)]
    return [decimal.Decimal(n).scaleb(-p) for n, p in zip(numbers, places, strict=True)]


def _fractions(maker: Maker, kind: Kind, count: int, profile: str, limit: int | None) -> list[Any]:
    numbers = maker.items(Kind("int"), count, "plain" if profile in ("limits", "huge") else profile, None)
    return [fractions.Fraction(n, int(maker.chance.pick((1, 2, 3, 4, 7)))) for n in numbers]


def _spans(maker: Maker, count: int, profile: str) -> list[datetime.timedelta]:
    numbers = maker.items(Kind("int"), count, "plain" if profile in ("limits", "huge") else profile, None)
    unit = maker.chance.pick((1, 60, 3600, 86400, 86400 * 31))
    return [datetime.timedelta(seconds=max(-(10**6), min(10**6, n)) * unit % (10**9)) for n in numbers]


def _moments(maker: Maker, kind: Kind, count: int, profile: str, limit: int | None) -> list[Any]:
    return [_EPOCH + span for span in _spans(maker, count, profile)]


def _days(maker: Maker, kind: Kind, count: int, profile: str, limit: int | None) -> list[Any]:
    return [(_EPOCH + span).date() for span in _spans(maker, count, profile)]


def _durations(maker: Maker, kind: Kind, count: int, profile: str, limit: int | None) -> list[Any]:
    return [span * int(maker.chance.pick((1, 1, -1))) for span in _spans(maker, count, profile)]


def _ranges(maker: Maker, kind: Kind, count: int, profile: str, limit: int | None) -> list[Any]:
    py = maker.chance.py
    return [
        range(py.randint(-3, 3), py.randint(-3, 12), maker.chance.pick((1, 1, 1, 2, 3, -1)))
        for _ in range(count)
    ]


def _numbers(maker: Maker, kind: Kind, count: int, profile: str, limit: int | None) -> list[Any]:
    """Scalars of numpy."""
    return list(np.array(maker.array("", Kind("array", dtype=kind.dtype, ndim=1), (count,), profile, limit)))


def _mappings(maker: Maker, kind: Kind, count: int, profile: str, limit: int | None) -> list[Any]:
    return [mapping(maker, kind, int(maker.chance.pick((0, 1, 2, 3))), profile) for _ in range(count)]


def mapping(maker: Maker, kind: Kind, count: int, profile: str) -> Any:
    """A mapping of at most ``count`` entries."""
    keys = maker.items(kind.items[0], count, "plain", None)
    if kind.items[0].tag == "str":
        keys = [key if place % 2 else f"k{place}" for place, key in enumerate(keys)]
    entries = dict(zip(keys, maker.items(kind.items[1], count, profile, None), strict=True))
    return _mapped(kind, entries)


_FACTORIES = {"list", "int", "float", "set", "dict", "str"}


def _mapped(kind: Kind, entries: dict[Any, Any]) -> Any:
    if kind.tag == "odict":
        return collections.OrderedDict(entries)
    if kind.tag == "counter":
        return collections.Counter(entries)
    if kind.tag == "defaultdict":
        inner = kind.items[1].tag if kind.items[1].tag in _FACTORIES else "list"
        factory = Recipe("name", (f"builtins:{inner}",))
        return Recipe("call", ("collections:defaultdict", [factory, entries], {}))
    return entries


def _either(maker: Maker, kind: Kind, count: int, profile: str, limit: int | None) -> list[Any]:
    """Values of several kinds, mixed; those of the first kind most."""
    columns = [maker.items(item, count, profile, limit) for item in kind.items]
    places = [
        0 if maker.chance.happens(_FIRST_SHARE) else maker.chance.py.randrange(len(columns))
        for _ in range(count)
    ]
    return [columns[column][row] for row, column in enumerate(places)]


_MAKERS: dict[str, Callable[[Maker, Kind, int, str, int | None], list[Any]]] = {
    "object": _objects,
    "record": _records,
    "name": _names,
    "rng": _generators,
    "series": _series,
    "frame": _frames,
    "bytes": _bytes,
    "bytearray": _bytes,
    "decimal": _decimals,
    "fraction": _fractions,
    "datetime": _moments,
    "date": _days,
    "timedelta": _durations,
    "range": _ranges,
    "number": _numbers,
    "either": _either,
    **dict.fromkeys(MAPPINGS, _mappings),
}
