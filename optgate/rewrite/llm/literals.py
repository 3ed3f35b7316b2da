"""Inputs that a reply suggests: literals, parsed and never executed."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from optgate.model import Observed, Target

from ..source import locate

MOST_CHARACTERS = 2_000


def arguments(
    target: Target, text: str, observed: Mapping[str, Sequence[Observed]]
) -> tuple[Any, ...] | None:
    """The positional arguments that a literal stands for; lists become arrays where arrays were ``observed``.

    None where it is no literal, does not fit the parameters, or the function is a method.
    """
    located = locate(target)
    if located is None or "." in target.qualname or len(text) > MOST_CHARACTERS:
        return None
    try:
        found = ast.literal_eval(text)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None
    taken = located.function.args
    names = [one.arg for one in (*taken.posonlyargs, *taken.args)]
    if not isinstance(found, tuple):
        found = (found,)
    if len(found) > len(names) or len(found) < len(names) - len(taken.defaults):
        return None
    try:
        return tuple(
            _placed(value, observed.get(name, ())) for name, value in zip(names, found, strict=False)
        )
    except (ValueError, TypeError, OverflowError):
        return None


def _placed(value: Any, seen: Sequence[Observed]) -> Any:
    arrays = [one for one in seen if one.container == "array"]
    if arrays and len(arrays) == len(seen) and isinstance(value, list | tuple):
        return np.array(value, dtype=arrays[0].element or None)
    return value
