"""Whole numbers that floats cannot hold, where they would meet floats in kinds that nobody states."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from optgate.verify.domain.domain import Domain
from optgate.verify.values.kinds import STATED, Option

LARGEST = 2**53
_SUMMED = 2**20
"""So large may numbers be of which many are multiplied and added up: products and sums are exact, too."""


def too_exact(domain: Domain, options: Sequence[Option | None], values: Sequence[Any]) -> bool:
    """Whether integers that floats cannot hold meet floats, in kinds that the source does not state.

    They meet them in other arguments, or in the constants that the source computes with.
    """
    if all(option is None or option.level <= STATED for option in options):
        return False
    if not any(option and option.kind.holds_floats for option in options) and not domain.source.floating:
        return False
    return any(_beyond(value) for value in values)


def tamed(value: Any) -> Any:
    """The value with whole numbers cut to what floats can hold."""
    if type(value) is int:
        return max(-LARGEST, min(LARGEST, value))
    if isinstance(value, np.ndarray) and _beyond(value):
        low = -LARGEST if value.dtype.kind == "i" else 0
        most = _SUMMED if value.size > 1 else LARGEST
        return np.clip(value, max(low, -most), most).astype(value.dtype)
    if type(value) in (list, tuple):
        return type(value)([_cut(item) if len(value) > 1 else tamed(item) for item in value])
    return value


def _cut(item: Any) -> Any:
    return max(-_SUMMED, min(_SUMMED, item)) if type(item) is int else tamed(item)


def _beyond(value: Any) -> bool:
    if isinstance(value, int):
        return abs(value) > LARGEST
    if isinstance(value, np.ndarray):
        wide = value.dtype.kind in "iu" and value.dtype.itemsize == 8
        return wide and bool(
            ((value > LARGEST) | (value < -LARGEST if value.dtype.kind == "i" else False)).any()
        )
    return isinstance(value, list | tuple) and any(map(_beyond, value))
