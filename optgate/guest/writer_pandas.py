"""pandas objects in results, as records of labels, types and numpy arrays; imported once pandas is.

The gate, which has no pandas, reads a series as ``Record("pandas:Series", {"values": ..., "index": ...})``.
Numbers stand there as numpy arrays, so that they are compared as numbers.
"""

from __future__ import annotations

import sys
from typing import Any, Callable, Optional

import numpy as np

from . import live_pandas
from .values import Opaque
from .writer import FAMILIES, LIVE, TABLE, Writer, live, opaque, plain_record, record

_pandas: Any = sys.modules["pandas"]
_COPIES_ON_WRITE = int(_pandas.__version__.partition(".")[0]) >= 3
"""Whether no view of a series can be told from a copy."""


class _Part:
    """A part of a pandas object, to be written as a record that nothing refers to."""

    __slots__ = ("fields", "name")

    def __init__(self, name: str, fields: dict[str, Any]) -> None:
        self.name = name
        self.fields = fields


def _write_part(w: Writer, value: _Part) -> None:
    plain_record(w, value, value.name, value.fields)


def _own(w: Writer, value: Any) -> Any:
    """The memory of a series or an index: its own where the user cannot tell, else with what shares it."""
    apart = _COPIES_ON_WRITE or isinstance(value, _pandas.Index)
    return w.hold(np.array(value.to_numpy(), copy=True) if apart else value.to_numpy())


def _values(w: Writer, value: Any) -> Any:
    """The elements of a series, an index or an extension array with their exact type."""
    dtype = value.dtype
    if isinstance(dtype, np.dtype):
        if dtype.hasobject:
            return _Part("pandas:object", {"items": tuple(np.asarray(value, dtype=object).tolist())})
        return _own(w, value)
    make = _EXTENSIONS.get(_kind(dtype))
    if make is None:
        return Opaque(f"{type(dtype).__module__}:{type(dtype).__qualname__}")
    fields = make(w, getattr(value, "array", value))
    return _Part("pandas:extension", {"dtype": _described(dtype), **fields})


def _kind(dtype: Any) -> str:
    """The class of an extension type of pandas itself."""
    for cls in type(dtype).__mro__:
        if cls.__name__ in _EXTENSIONS and cls.__module__.partition(".")[0] == "pandas":
            return str(cls.__name__)
    return ""


def _described(dtype: Any) -> str:
    if _kind(dtype) == "StringDtype":
        return f"string[{dtype.storage}, {getattr(dtype, 'na_value', None)!r}]"
    return "category" if _kind(dtype) == "CategoricalDtype" else str(dtype)


def _masked(w: Writer, array: Any) -> dict[str, Any]:
    mask = w.hold(np.asarray(array.isna()))
    kind = array.dtype.numpy_dtype
    return {"values": w.hold(array.to_numpy(dtype=kind, na_value=kind.type(0))), "mask": mask}


def _items(w: Writer, array: Any) -> dict[str, Any]:
    return {"items": w.hold(tuple(array))}


def _integers(w: Writer, array: Any) -> dict[str, Any]:
    return {"values": w.hold(np.array(array.asi8, copy=True))}


def _categorical(w: Writer, array: Any) -> dict[str, Any]:
    categories, codes = array.categories, w.hold(np.array(array.codes, copy=True))
    return {"categories": _index_part(w, categories), "codes": codes, "ordered": bool(array.ordered)}


def _interval(w: Writer, array: Any) -> dict[str, Any]:
    return {"left": _index_part(w, array.left), "right": _index_part(w, array.right)}


def _sparse(w: Writer, array: Any) -> dict[str, Any]:
    stored = w.hold(np.array(array.sp_index.to_int_index().indices, copy=True))
    return {"values": w.hold(np.asarray(array)), "stored": stored}


_EXTENSIONS: dict[str, Callable[[Writer, Any], dict[str, Any]]] = {
    "ArrowDtype": _items,
    "BaseMaskedDtype": _masked,
    "CategoricalDtype": _categorical,
    "DatetimeTZDtype": _integers,
    "IntervalDtype": _interval,
    "PeriodDtype": _integers,
    "SparseDtype": _sparse,
    "StringDtype": _items,
}


def _index_part(w: Writer, value: Any) -> Any:
    """An index as a part of another object: whose index it is as well, nobody should rely on."""
    fields = _index_fields(w, value)
    if fields is None:
        return Opaque(f"{type(value).__module__}:{type(value).__qualname__}")
    return _Part(f"pandas:{type(value).__name__}", fields)


def _index_fields(w: Writer, value: Any) -> Optional[dict[str, Any]]:
    if type(value) not in _INDEXES:
        return None
    if type(value) is _pandas.RangeIndex:
        return {"name": value.name, "start": value.start, "stop": value.stop, "step": value.step}
    if type(value) is _pandas.MultiIndex:
        levels = (_index_part(w, value.get_level_values(number)) for number in range(value.nlevels))
        return {"names": tuple(value.names), "levels": tuple(levels)}
    fields = {"name": value.name, "values": _values(w, value)}
    if hasattr(value, "freqstr"):
        fields["freq"] = value.freqstr
    return fields


def _write_index(w: Writer, value: Any) -> None:
    if w.call:
        w.room(value.size)
        live(w, value)
        return
    fields = _index_fields(w, value)
    assert fields is not None
    record(w, value, f"pandas:{type(value).__name__}", fields)


def _write_series(w: Writer, value: Any) -> None:
    if w.call:
        w.room(value.size)
        live(w, value)
        return
    fields = {"index": _index_part(w, value.index), "name": value.name, "values": _values(w, value)}
    record(w, value, "pandas:Series", {**fields, **_marks(value)})


def _write_frame(w: Writer, value: Any) -> None:
    if w.call:
        w.room(value.size)
        live(w, value)
        return
    columns = tuple(_values(w, value.iloc[:, number]) for number in range(value.shape[1]))
    fields = {"index": _index_part(w, value.index), "columns": _index_part(w, value.columns)}
    record(w, value, "pandas:DataFrame", {**fields, "values": columns, **_marks(value)})


def _marks(value: Any) -> dict[str, Any]:
    """What the user attached to a series or a frame; nothing for most."""
    found: dict[str, Any] = {}
    if value.attrs:
        found["attrs"] = value.attrs
    if not value.flags.allows_duplicate_labels:
        found["unique"] = True
    return found


def _write_array(w: Writer, value: Any) -> None:
    if w.call:
        w.room(len(value))
        live(w, value)
        return
    part = _values(w, value)
    if type(part) is _Part:
        record(w, value, part.name, part.fields)
    else:
        record(w, value, "pandas:array", {"values": part})


def _write_time(w: Writer, value: Any) -> None:
    """A point or a length of time, in its own unit."""
    if w.call:
        live(w, value)
        return
    fields = {"value": value.asm8}
    if isinstance(value, _pandas.Timestamp):
        fields["zone"], fields["fold"] = None if value.tz is None else str(value.tz), value.fold
    plain_record(w, value, f"pandas:{type(value).__name__}", fields)


def _write_period(w: Writer, value: Any) -> None:
    if w.call:
        live(w, value)
    else:
        plain_record(w, value, "pandas:Period", {"ordinal": value.ordinal, "freq": value.freqstr})


def _write_interval(w: Writer, value: Any) -> None:
    if w.call:
        live(w, value)
    else:
        fields = {"left": value.left, "right": value.right, "closed": value.closed}
        plain_record(w, value, "pandas:Interval", fields)


def _write_missing(w: Writer, value: Any) -> None:
    if w.call:
        live(w, value)
    else:
        plain_record(w, value, "pandas:NaT" if value is _pandas.NaT else "pandas:NA", {})


_INDEXES = {
    getattr(_pandas, name)
    for name in (
        "CategoricalIndex",
        "DatetimeIndex",
        "Index",
        "IntervalIndex",
        "MultiIndex",
        "PeriodIndex",
        "RangeIndex",
        "TimedeltaIndex",
    )
}


def _unknown(w: Writer, value: Any) -> None:
    opaque(w, value)


def _register() -> None:
    TABLE[_Part] = _write_part
    TABLE[_pandas.Series], TABLE[_pandas.DataFrame] = _write_series, _write_frame
    TABLE[_pandas.Timestamp] = TABLE[_pandas.Timedelta] = _write_time
    TABLE[_pandas.Period], TABLE[_pandas.Interval] = _write_period, _write_interval
    TABLE[type(_pandas.NaT)] = TABLE[type(_pandas.NA)] = _write_missing
    TABLE.update((cls, _write_index) for cls in _INDEXES)
    FAMILIES[_pandas.api.extensions.ExtensionArray] = _write_array
    for cls in (_pandas.Series, _pandas.DataFrame, _pandas.Index):
        FAMILIES[cls] = _unknown
    LIVE.update(live_pandas.recipes())


_register()
