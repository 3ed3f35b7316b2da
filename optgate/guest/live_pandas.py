"""pandas objects in calls, as the recipes that make them again."""

from __future__ import annotations

import sys
from typing import Any, Callable, Optional

import numpy as np

from . import codec
from .build import build
from .values import Recipe, Unsupported

_pandas: Any = sys.modules["pandas"]
_Make = Callable[[Any, str], Recipe]


def recipes() -> dict[type, _Make]:
    """How to make the recipe of an object of each exact type; each is tried out before it is given."""
    made: dict[type, _Make] = {
        _pandas.Series: _series,
        _pandas.DataFrame: _frame,
        _pandas.Index: _index,
        _pandas.RangeIndex: _range,
        _pandas.DatetimeIndex: _index,
        _pandas.TimedeltaIndex: _index,
        _pandas.CategoricalIndex: _index,
        _pandas.MultiIndex: _levels,
        _pandas.Categorical: _categorical,
        _pandas.Timestamp: _timestamp,
        _pandas.Timedelta: _timedelta,
        type(_pandas.NaT): _missing,
        type(_pandas.NA): _missing,
    }
    return {cls: _tried(make) for cls, make in made.items()}


def _tried(make: _Make) -> _Make:
    """``make``, whose recipe is refused unless it gives the same object again.

    What pandas infers from plain values differs between its versions.
    """

    def recipe(value: Any, home: str) -> Recipe:
        made = make(value, home)
        module = sys.modules.get(home, sys)
        [again], _ = codec.decode_call(
            codec.capture_call((made,), {}, home), build=lambda inner: build(inner, module)
        )
        if codec.encode(again) != codec.encode(value):
            raise Unsupported(f"cannot send this {type(value).__name__}: it would not come back the same")
        return made

    return recipe


def _call(name: str, positional: list[Any], named: Optional[dict[str, Any]] = None) -> Recipe:
    return Recipe("call", (f"pandas:{name}", positional, {} if named is None else named))


def _elements(value: Any) -> tuple[Any, Optional[str]]:
    """The elements of a series or an index, and the name of their type where they do not tell it."""
    dtype = value.dtype
    if isinstance(dtype, np.dtype):
        if dtype.hasobject:
            return np.asarray(value, dtype=object).tolist(), "object"
        return np.array(value.to_numpy(), copy=True), None
    kind = type(dtype).__name__
    if kind == "CategoricalDtype":
        return getattr(value, "array", value), None
    if kind == "StringDtype":
        return list(value), "str" if _is_nan(getattr(dtype, "na_value", None)) else str(dtype)
    if kind == "DatetimeTZDtype":
        return np.array(value.array.asi8, copy=True), str(dtype)
    if hasattr(dtype, "numpy_dtype"):
        return list(value), str(dtype)
    raise Unsupported(f"cannot send pandas data of type {dtype}")


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and value != value  # noqa: PLR0124


def _series(value: Any, home: str) -> Recipe:
    _unmarked(value)
    items, dtype = _elements(value)
    named = _labels(value.index)
    if value.name is not None:
        named["name"] = value.name
    if dtype is not None:
        named["dtype"] = dtype
    return _call("Series", [items], named)


def _frame(value: Any, home: str) -> Recipe:
    _unmarked(value)
    if not value.columns.is_unique:
        raise Unsupported("cannot send a DataFrame with two columns of one name")
    columns: dict[Any, Any] = {}
    for number, name in enumerate(value.columns):
        column = value.iloc[:, number]
        items, dtype = _elements(column)
        columns[name] = items if dtype is None else _call("array", [items], {"dtype": dtype})
        if dtype == "object":
            columns[name] = _call("Series", [items], {"dtype": dtype, **_labels(value.index)})
    named = _labels(value.index) if columns else {"index": value.index}
    if not value.columns.identical(_pandas.DataFrame({name: [] for name in columns}).columns):
        named["columns"] = value.columns
    return _call("DataFrame", [columns], named)


def _labels(index: Any) -> dict[str, Any]:
    """The index of a series or a frame, unless it is what pandas makes without one."""
    default = type(index) is _pandas.RangeIndex and index.name is None
    if default and index.start == 0 and index.step == 1:
        return {}
    return {"index": index}


def _unmarked(value: Any) -> None:
    if value.attrs or not value.flags.allows_duplicate_labels:
        raise Unsupported("cannot send pandas data with attrs or flags")


def _named(value: Any) -> dict[str, Any]:
    return {} if value.name is None else {"name": value.name}


def _index(value: Any, home: str) -> Recipe:
    items, dtype = _elements(value)
    named = _named(value)
    if dtype is not None:
        named["dtype"] = dtype
    name = type(value).__name__
    if getattr(value, "freq", None) is not None:
        named["freq"] = value.freqstr
    return _call(name, [items], named)


def _range(value: Any, home: str) -> Recipe:
    return _call("RangeIndex", [value.start, value.stop, value.step], _named(value))


def _levels(value: Any, home: str) -> Recipe:
    levels = [value.get_level_values(number) for number in range(value.nlevels)]
    return _call("MultiIndex.from_arrays", [levels], {"names": list(value.names)})


def _categorical(value: Any, home: str) -> Recipe:
    named = {"categories": value.categories, "ordered": bool(value.ordered)}
    return _call("Categorical.from_codes", [np.array(value.codes, copy=True)], named)


def _timestamp(value: Any, home: str) -> Recipe:
    if value.tz is None:
        return _call("Timestamp", [value.asm8])
    if str(value.tz) != "UTC":
        raise Unsupported("cannot send a Timestamp of a time zone")
    return _call("Timestamp", [value.asm8], {"tz": "UTC"})


def _timedelta(value: Any, home: str) -> Recipe:
    return _call("Timedelta", [value.asm8])


def _missing(value: Any, home: str) -> Recipe:
    return Recipe("name", ("pandas:NaT" if value is _pandas.NaT else "pandas:NA",))
