"""scipy's sparse arrays and matrices in the encoder; imported once ``scipy.sparse`` is."""

from __future__ import annotations

import sys
from typing import Any

from .values import Recipe
from .writer import LIVE, TABLE, Writer, live, record

_PARTS = {
    "csr": ("data", "indices", "indptr"),
    "csc": ("data", "indices", "indptr"),
    "bsr": ("data", "indices", "indptr"),
    "dia": ("data", "offsets"),
}


def _name(value: Any) -> str:
    return f"scipy.sparse:{type(value).__name__}"


def _write(w: Writer, value: Any) -> None:
    """The parts that make the matrix, without what it remembers about them."""
    if w.call:
        live(w, value)
    else:
        fields = {part: getattr(value, part) for part in _PARTS[value.format]}
        record(w, value, _name(value), {"shape": tuple(value.shape), **fields})


def _recipe(value: Any, home: str) -> Recipe:
    parts = tuple(getattr(value, part) for part in _PARTS[value.format])
    return Recipe("call", (_name(value), [parts], {"shape": tuple(value.shape)}))


def _write_coo(w: Writer, value: Any) -> None:
    if w.call:
        live(w, value)
    else:
        fields = {"shape": tuple(value.shape), "data": value.data, "coords": _coords(value)}
        record(w, value, _name(value), fields)


def _coo_recipe(value: Any, home: str) -> Recipe:
    return Recipe("call", (_name(value), [(value.data, _coords(value))], {"shape": tuple(value.shape)}))


def _coords(value: Any) -> tuple[Any, ...]:
    return value.coords if hasattr(value, "coords") else (value.row, value.col)


def _register() -> None:
    sparse = sys.modules["scipy.sparse"]
    for kind in ("matrix", "array"):
        for layout in (*_PARTS, "coo"):
            cls = getattr(sparse, f"{layout}_{kind}", None)
            if cls is not None:
                TABLE[cls] = _write_coo if layout == "coo" else _write
                LIVE[cls] = _coo_recipe if layout == "coo" else _recipe


_register()
