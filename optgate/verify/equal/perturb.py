"""Inputs a little beside a given one: the reruns on them show how much of a result is rounding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from optgate.verify.values.calls import MISSING, Call
from optgate.verify.values.floats import Change, as_floats, floats_in, over_floats

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def changed(call: Call, change: Change) -> Call:
    """The call with every float changed; what its arguments share they go on sharing."""
    memo: dict[int, Any] = {}
    return call.changed([v if v is MISSING else over_floats(v, change, memo) for v in call.values])


def keeping(fixed: Sequence[float], change: Change) -> Change:
    """The change, except for numbers that stand in the source."""
    if not fixed:
        return change

    def keep(values: Any) -> Any:
        with np.errstate(all="ignore"):
            return np.where(np.isin(values, np.array(fixed).astype(values.dtype)), values, change(values))

    return keep


def movable(call: Call, fixed: Sequence[float]) -> bool:
    """Whether a call holds finite floats beside zeros and the numbers that stand in the source."""
    parts = [part for value in call.values if value is not MISSING for part in floats_in(value)]
    known = np.array([0.0, *fixed])
    return any(np.any(np.isfinite(part) & ~np.isin(part, known.astype(part.dtype))) for part in parts)


def nudge(seed: int) -> Change:
    """Move each number by at most one unit in the last place, equal ones (up to the sign) alike.

    An odd seed moves every number the other way than the even seed before it, so that the two show a bias
    also where there is a single number.
    """
    salt = np.uint64(seed // 2 * 2654435761 + 1)
    turned = np.int8(4 * (seed % 2))

    def change(values: Any) -> Any:
        with np.errstate(all="ignore"):
            bits = np.abs(values.astype(np.float64)).view(np.uint64)
            bits = (bits ^ salt) * _GOLDEN
            bits = (bits ^ (bits >> np.uint64(29))) * _GOLDEN
            way = (bits >> np.uint64(61)).astype(np.int8) ^ turned  # 0 to 7
            towards = np.where(way < 4, 0.0, np.copysign(np.inf, values)).astype(values.dtype)
            moved = np.nextafter(values, towards)
        return np.where(np.isfinite(values) & np.isfinite(moved) & (values != 0), moved, values)

    return change


def scale(factor: float) -> Change:
    """Multiply each number by a factor."""

    def change(values: Any) -> Any:
        with np.errstate(all="ignore"):
            return (values.astype(np.float64) * factor).astype(values.dtype)

    return change


def with_floats(call: Call) -> Call:
    """The call itself, or its whole numbers as floats where it holds no others to be moved."""
    if any(np.any(np.isfinite(part)) for value in call.values for part in floats_in(value)):
        return call
    return call.changed([v if v is MISSING else as_floats(v) for v in call.values])


def wider(values: Any) -> Any:
    """The numbers in a wider dtype: float64, or long double where they are float64."""
    return values.astype(np.float64 if values.dtype.itemsize < 8 else np.longdouble)
