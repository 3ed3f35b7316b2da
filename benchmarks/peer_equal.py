"""The equality that Hypothesis is given: exact types, dtypes and shapes, arguments after the call, aliasing.

Floats agree within ``rtol`` 1e-9 (single precision 2e-6), NaN equals NaN, signed zeros are equal.
"""

from __future__ import annotations

import dis
import math
from collections.abc import Callable
from typing import Any

import numpy as np

RTOL = 1e-9
RTOL_SINGLE = 2e-6


class OutsideError(Exception):
    """The original raises a TypeError or AttributeError: the input is none that it is for."""


def behaviour(function: Callable[..., Any], arguments: tuple[Any, ...], *, first: bool) -> tuple[Any, ...]:
    """What one call did: how it ended, with what, and the arguments afterwards.

    Args:
        function: What is called.
        arguments: Taken over by the call; hand in a copy.
        first: Whether this is the original, which says what is outside.
    """
    try:
        result = function(*arguments)
    except Exception as error:
        if first and isinstance(error, TypeError | AttributeError):
            raise OutsideError from error
        return "raise", type(error), str(error) if _meant(error) else "", arguments
    return "return", result, _sharing([result, arguments]), arguments


def _sharing(value: Any) -> tuple[int, ...]:
    """For each mutable object inside, in order, the first one that is the same or shares its memory."""
    found: list[Any] = []
    firsts: list[int] = []

    def walk(part: Any) -> None:
        if isinstance(part, list | dict | np.ndarray):
            firsts.append(next((i for i, one in enumerate(found) if _is_one(one, part)), len(found)))
            found.append(part)
        if isinstance(part, dict):
            part = list(part.values())
        if isinstance(part, list | tuple):
            for item in part:
                walk(item)

    walk(value)
    return tuple(firsts)


def _is_one(a: Any, b: Any) -> bool:
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        return a is b or bool(a.size and b.size and np.may_share_memory(a, b))
    return a is b


def _meant(error: BaseException) -> bool:
    """Whether a ``raise`` statement raised it, so that its message counts."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return False
    code = trace.tb_frame.f_code.co_code
    return dis.opname[code[trace.tb_lasti]] == "RAISE_VARARGS"


def same(a: Any, b: Any) -> bool:
    """Whether two values agree in type and content."""
    if type(a) is not type(b):
        return False
    if isinstance(a, float | np.floating):
        single = isinstance(a, np.float32 | np.float16)
        return _close(float(a), float(b), RTOL_SINGLE if single else RTOL)
    if isinstance(a, np.ma.MaskedArray):
        masks = np.array_equal(np.ma.getmaskarray(a), np.ma.getmaskarray(b))
        return masks and same(a.filled(0), b.filled(0))
    if isinstance(a, np.ndarray):
        return _same_arrays(a, b)
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return len(a) == len(b) and all(map(same, list(a.items()), list(b.items())))
    return bool(a == b)


def _close(a: float, b: float, rtol: float) -> bool:
    return a == b or (math.isnan(a) and math.isnan(b)) or math.isclose(a, b, rel_tol=rtol)


def _same_arrays(a: np.ndarray, b: np.ndarray) -> bool:
    if a.dtype != b.dtype or a.shape != b.shape:
        return False
    if a.dtype.kind == "f":
        rtol = RTOL if a.dtype.itemsize >= 8 else RTOL_SINGLE
        return bool(np.isclose(a, b, rtol=rtol, atol=0, equal_nan=True).all())
    return bool(np.array_equal(a, b))
