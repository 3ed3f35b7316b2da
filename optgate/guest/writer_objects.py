"""Functions, iterators, namespaces, and what the decoder made of such, in the encoder."""

from __future__ import annotations

import functools
import operator
import types
from typing import Any

from .names import type_name
from .values import Named, Recipe, Record, TypeName, produce
from .writer import LIVE, TABLE, Writer, live, opaque, record, text, write_function


def _partial(w: Writer, value: functools.partial[Any]) -> None:
    if w.call:
        live(w, value)
    elif vars(value):
        opaque(w, value)
    else:
        fields = {"func": value.func, "args": value.args, "keywords": value.keywords}
        record(w, value, "functools:partial", fields)


def _partial_recipe(value: functools.partial[Any], home: str) -> Recipe:
    return Recipe("call", ("functools:partial", [value.func, *value.args], value.keywords))


def _getter(w: Writer, value: Any) -> None:
    if w.call:
        live(w, value)
    else:
        record(w, value, type_name(type(value)), {"items": value.__reduce__()[1]})


def _getter_recipe(value: Any, home: str) -> Recipe:
    return Recipe("call", (type_name(type(value)), list(value.__reduce__()[1]), {}))


def _namespace(w: Writer, value: types.SimpleNamespace) -> None:
    if w.call:
        live(w, value)
    else:
        record(w, value, "types:SimpleNamespace", vars(value))


def _namespace_recipe(value: types.SimpleNamespace, home: str) -> Recipe:
    return Recipe("call", ("types:SimpleNamespace", [], vars(value)))


def _type_name(w: Writer, value: TypeName) -> None:
    if w.call:
        opaque(w, value)
    else:
        w.out += b"K"
        text(w, value.name)


def _record(w: Writer, value: Record) -> None:
    if w.call:
        opaque(w, value)
    else:
        record(w, value, value.type_name, value.fields)


def _iterator(w: Writer, value: Any) -> None:
    """What is left of a built-in iterator, which its own ``__reduce__`` tells without consuming it."""
    if w.call or w.seen(value):
        if w.call:
            opaque(w, value)
        return
    if w.enter(value):
        parts = value.__reduce__()
        w.out += b"J"
        text(w, type(value).__name__)
        w.write(tuple(parts[1]) + tuple(parts[2:3]))
        w.depth -= 1


def _generator(w: Writer, value: types.GeneratorType[Any, Any, Any]) -> None:
    """A generator: opaque, unless it is the one made for a recipe."""
    if w.call or value.gi_code is not produce.__code__:
        opaque(w, value)
    elif not w.seen(value) and w.enter(value):
        w.out += b"J"
        text(w, "generator")
        w.write(value.gi_frame.f_locals["rest"] if value.gi_frame else None)
        w.depth -= 1


_ITERATORS: tuple[Any, ...] = (
    iter([]),
    iter(()),
    iter(range(0)),
    iter(""),
    iter(b""),
    reversed([]),
    enumerate(()),
)

TABLE.update(
    {
        types.FunctionType: write_function,
        types.BuiltinFunctionType: write_function,
        types.MethodDescriptorType: write_function,
        functools.partial: _partial,
        operator.itemgetter: _getter,
        operator.attrgetter: _getter,
        types.SimpleNamespace: _namespace,
        types.GeneratorType: _generator,
        Named: write_function,
        Record: _record,
        TypeName: _type_name,
        **{type(example): _iterator for example in _ITERATORS},
    }
)
LIVE.update(
    {
        functools.partial: _partial_recipe,
        operator.itemgetter: _getter_recipe,
        operator.attrgetter: _getter_recipe,
        types.SimpleNamespace: _namespace_recipe,
    }
)
