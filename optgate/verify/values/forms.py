"""The form of an outcome, checked before anything relies on it: a candidate may have written it itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_ALWAYS = {"kind", "args", "kwargs", "stdout", "stderr", "warnings"}


def well_formed(outcome: dict[Any, Any]) -> bool:
    """Whether a decoded outcome has the parts that ``guest.call`` gives one, each of its type."""
    needed = _ALWAYS | ({"exception"} if outcome.get("kind") == "raise" else {"result"})
    return needed <= outcome.keys() and _all(outcome, _PARTS)


def _all(parts: dict[Any, Any], forms: dict[str, Callable[[Any], bool]]) -> bool:
    return all(name in forms and forms[name](part) for name, part in parts.items())


def _exception(part: Any) -> bool:
    return isinstance(part, tuple) and list(map(type, part)) == [str, str, bool]


def _named(part: Any) -> bool:
    return isinstance(part, dict) and all(isinstance(name, str) for name in part)


def _lazy(part: Any) -> bool:
    return isinstance(part, dict) and {"kind", "truncated", "pending"} <= part.keys() and _all(part, _LAZY)


_LAZY: dict[str, Callable[[Any], bool]] = {
    "kind": lambda part: isinstance(part, str),
    "truncated": lambda part: isinstance(part, bool),
    "pending": lambda part: isinstance(part, bytes),
    "first": lambda part: isinstance(part, bytes),
    "exception": _exception,
}
_PARTS: dict[str, Callable[[Any], bool]] = {
    "kind": lambda part: part in ("return", "raise") if isinstance(part, str) else False,
    "exception": _exception,
    "result": lambda part: True,
    "args": lambda part: isinstance(part, tuple),
    "kwargs": _named,
    "stdout": lambda part: isinstance(part, str),
    "stderr": lambda part: isinstance(part, str),
    "warnings": lambda part: isinstance(part, list) and all(isinstance(one, str) for one in part),
    "logs": lambda part: isinstance(part, list) and all(isinstance(one, tuple) for one in part),
    "rng": lambda part: isinstance(part, list),
    "state": _named,
    "lazy": _lazy,
}
