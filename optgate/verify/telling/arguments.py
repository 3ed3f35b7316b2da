"""The arguments of an encoded call as one Python expression, large arrays as their compressed bytes."""

from __future__ import annotations

import base64
import zlib
from typing import Any

import numpy as np

from optgate.guest import codec
from optgate.verify.values import render
from optgate.verify.values.spelling import tame

LONG = 64
"""Elements from which an array is written as bytes."""

_PLAIN = "biufc"


def arguments(call: bytes) -> str:
    """An expression for ``(args, kwargs)``; names in it are the judged module's, ``np`` and ``_array``.

    ``_array(data, dtype, shape)`` makes an array from its zlib-compressed bytes in base 85. An object passed
    twice is bound once, by a lambda around the rest.

    Returns:
        The source, or nothing when an argument has none.
    """
    args, kwargs = codec.decode_call(call)
    values = [*args, *kwargs.values()]
    if not tame({"args": values}):
        return ""
    names = {id(value): f"shared{place}" for place, value in enumerate(values) if _twice(value, values)}
    text = f"({_tuple([_named(value, names) for value in args])}, {{"
    text += ", ".join(f"{key!r}: {_named(value, names)}" for key, value in kwargs.items()) + "})"
    if names:
        shared = {names[id(value)]: _source(value) for value in values if id(value) in names}
        text = f"(lambda {', '.join(shared)}: {text})({', '.join(shared.values())})"
    return text


def _twice(value: Any, values: list[Any]) -> bool:
    mutable = isinstance(value, list | dict | set | np.ndarray)
    return mutable and sum(one is value for one in values) > 1


def _named(value: Any, names: dict[int, str]) -> str:
    return names.get(id(value)) or _source(value)


def _tuple(parts: list[str]) -> str:
    return f"({', '.join(parts)}{',' if len(parts) == 1 else ''})"


def _source(value: Any) -> str:
    if (
        type(value) is np.ndarray
        and value.size >= LONG
        and value.dtype.kind in _PLAIN
        and value.flags.c_contiguous
        and value.flags.writeable
    ):
        data = base64.b85encode(zlib.compress(value.tobytes(), 9)).decode()
        return f"_array({data!r}, {value.dtype.str!r}, {value.shape})"
    return render.source(value)
