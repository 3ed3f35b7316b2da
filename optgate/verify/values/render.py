"""Values as Python source that runs after ``import numpy as np``, and outcomes as one line."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from optgate.discreet import discreet
from optgate.guest.codec import Recipe
from optgate.verify.values import recipes
from optgate.verify.values.calls import MISSING, bind, outermost
from optgate.verify.values.kinds import Param
from optgate.verify.values.spelling import spelt

LONG = 24
_LINE = 160


def call(function: str, params: Sequence[Param], values: Sequence[Any]) -> str:
    """The call as an expression; objects passed twice are bound once, by a lambda around it.

    ``function`` is a dotted name; one that starts with a dot is that of a method of the first argument.
    """
    shared = _twice(values)
    names = {id(value): name for name, value in shared}
    args, kwargs = bind(params, values)
    outer = list(dict.fromkeys(map(outermost, params)))
    receiver, args = (args[0], args[1:]) if function.startswith(".") else (None, args)
    outer = outer[1:] if receiver is not None else outer
    parts = [names.get(id(value)) or source(value) for value in args]
    positional = [param.name for param in outer if param.style in ("posonly", "pos")]
    by_keyword = {param.name for param in outer if param.style == "pos"}
    if (
        len(args) > (receiver is None)
        and len(args) <= len(positional)
        and all(n in by_keyword for n in positional[: len(args)])
    ):
        parts = [f"{name}={text}" for name, text in zip(positional, parts, strict=False)]
    parts += [f"{name}={names.get(id(value)) or source(value)}" for name, value in kwargs.items()]
    called = f"({', '.join(parts)})"
    text = f"{function}{called}" if receiver is None else recipes.method(receiver, function + called, source)
    if shared:
        bound = ", ".join(name for name, _ in shared)
        text = f"(lambda {bound}: {text})({', '.join(source(value) for _, value in shared)})"
    return text


def _twice(values: Sequence[Any]) -> list[tuple[str, Any]]:
    """The mutable objects that stand at more than one place of the arguments."""
    mutable = [value for value in values if isinstance(value, list | dict | set | np.ndarray)]
    places = [id(value) for value in mutable]
    found: list[tuple[str, Any]] = []
    for value in mutable:
        if places.count(id(value)) > 1 and not any(value is known for _, known in found):
            found.append((f"shared{len(found) or ''}", value))
    return found


def source(value: Any) -> str:
    """An expression that makes an equal value."""
    maker = _MAKERS.get(type(value))
    if maker:
        return maker(value)
    if isinstance(value, np.generic):
        return _scalar(value)
    return repr(value)


def _float(value: float) -> str:
    return repr(value) if math.isfinite(value) else f"float('{value}')"


def _int(value: int) -> str:
    return repr(value) if value.bit_length() < 13_000 else hex(value)


def _complex(value: complex) -> str:
    return f"complex({_float(value.real)}, {_float(value.imag)})"


def _list(value: list[Any]) -> str:
    if len(value) > LONG and all(type(item) is type(value[0]) for item in value):
        first = source(value[0])
        if all(source(item) == first for item in value) and not isinstance(
            value[0], list | dict | set | np.ndarray
        ):
            return f"[{first}] * {len(value)}"
    return f"[{', '.join(map(source, value))}]"


def _tuple(value: tuple[Any, ...]) -> str:
    return f"({', '.join(map(source, value))}{',' if len(value) == 1 else ''})"


def _dict(value: dict[Any, Any]) -> str:
    return "{" + ", ".join(f"{source(key)}: {source(item)}" for key, item in value.items()) + "}"


def _set(value: set[Any]) -> str:
    return "{" + ", ".join(sorted(map(source, value))) + "}" if value else "set()"


def _frozenset(value: frozenset[Any]) -> str:
    return f"frozenset({_set(set(value)) if value else ''})"


def _scalar(value: Any) -> str:
    inner = value.item()
    if isinstance(inner, float) and not math.isfinite(inner):
        return f"np.{type(value).__name__}('{inner}')"
    return f"np.{_dtype_name(value.dtype)}({source(inner)})"


def _dtype_name(dtype: Any) -> str:
    return "bool_" if dtype.kind == "b" else str(dtype)


def array(value: Any) -> str:
    """An array: constant ones by ``zeros`` and ``full``, with its memory layout where it is unusual."""
    text = _plain_array(value)
    if value.ndim > 1 and value.flags.f_contiguous and not value.flags.c_contiguous:
        text = f"np.asfortranarray({text})"
    elif not value.flags.c_contiguous and value.size and value.ndim:
        if value.strides[0] < 0:
            text = f"{_plain_array(value[::-1])}[::-1]"
        else:
            text = f"np.repeat({text}, 2, axis=-1)[..., ::2]"
    return text if value.flags.writeable else f"np.broadcast_to({text}, {value.shape})"


def _plain_array(value: Any) -> str:
    dtype = _dtype_name(value.dtype)
    kind = f"np.{dtype}" if value.dtype.isnative and hasattr(np, dtype) else f"np.dtype({value.dtype.str!r})"
    shape = f"({', '.join(map(str, value.shape))}{',' if value.ndim == 1 else ''})"
    short = str(value.shape[0]) if value.ndim == 1 else shape
    if value.size == 0:
        return f"np.array([], dtype={kind})" if value.shape == (0,) else f"np.zeros({short}, {kind})"
    first = value.flat[0]
    if value.size > (1 if value.ndim > 1 else 4) or value.shape == (1, 1):
        with np.errstate(all="ignore"):
            same = bool(np.all(value == first)) and not (value.dtype.kind == "f" and np.signbit(value).any())
        if same and value.dtype.kind in "iufb":
            if first == 0:
                return f"np.zeros({short}, {kind})"
            return f"np.full({short}, {_element(first)}, {kind})"
    return f"np.array({_nested(value.tolist())}, dtype={kind})"


def _element(value: Any) -> str:
    return source(value.item())


def _nested(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_nested, value))}]"
    return source(value)


_MAKERS: dict[type, Callable[[Any], str]] = {
    int: _int,
    float: _float,
    complex: _complex,
    list: _list,
    tuple: _tuple,
    dict: _dict,
    set: _set,
    frozenset: _frozenset,
    Recipe: lambda value: recipes.source(value, source),
    **{kind: lambda value: recipes.standard(value, source) for kind in recipes.STANDARD},
    np.ndarray: array,
}


def outcome(decoded: dict[str, Any] | None, kind: str, aspect: str) -> str:
    """What a call did, in a line: the result or the exception, and what differs besides."""
    if decoded is None:
        words = {
            "timeout": "never returned",
            "crash": "the process died",
            "unreadable": "result too large to read",
        }
        return words.get(kind, kind)
    if decoded.get("kind") == "raise":
        name, message, _ = decoded["exception"]
        return shorten(f"raises {name}({message!r})")
    shown = short(decoded.get("result"))
    if aspect in ("stdout", "stderr", "logs", "state", "args", "kwargs"):
        shown = f"{shown}, {aspect}: {short(decoded.get(aspect))}"
    if aspect == "warning":
        shown = f"{shown}, warnings: {short(decoded.get('warnings'))}"
    return shorten(shown)


def short(value: Any) -> str:
    """The repr of a value on one line."""
    if isinstance(value, np.ndarray):
        with np.printoptions(threshold=12, edgeitems=3, linewidth=1000):
            text = repr(value)
    else:
        text = spelt(value)
    return shorten(" ".join(text.split()))


def shorten(text: str) -> str:
    """A text cut in the middle to one line; first cleaned, as half a path would still tell of the home."""
    text = discreet(text)
    return text if len(text) <= _LINE else f"{text[: _LINE // 2]} ... {text[-_LINE // 3 :]}"


__all__ = ["MISSING", "array", "call", "outcome", "short", "shorten", "source"]
