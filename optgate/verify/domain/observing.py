"""What the parameters hold in realistic inputs, for whoever writes rewrites."""

from __future__ import annotations

import collections
from collections.abc import Iterable
from typing import Any

import numpy as np

from optgate.guest.codec import Recipe
from optgate.model import Observed
from optgate.verify.domain.domain import Domain
from optgate.verify.equal.duel import Trial
from optgate.verify.values import structure
from optgate.verify.values.calls import MISSING
from optgate.verify.values.kinds import TRIED
from optgate.verify.values.observed import Place

_SCALARS = (bool, int, float, complex, str, bytes)
_MIXED = "mixed"
_LOOKED_AT = 50


def observed(domain: Domain, trials: Iterable[Trial]) -> dict[str, tuple[Observed, ...]]:
    """Per parameter what stood in inputs of firm evidence that the original takes, the likeliest first."""
    counts: dict[str, collections.Counter[Observed]] = {}
    sizes: dict[tuple[str, Observed], int] = {}
    for trial in trials:
        if trial.place is not Place.FINE or trial.call.level >= TRIED:
            continue
        for param, option, value in zip(domain.params, trial.call.options, trial.call.values, strict=True):
            if value is MISSING or value is None or param.part is not None:
                continue
            if option is not None and option.level >= TRIED:
                continue
            seen = _seen(value)
            if seen is not None:
                counts.setdefault(param.name, collections.Counter())[seen] += 1
                key = param.name, seen
                sizes[key] = max(sizes.get(key, 0), structure.count(value))
    return {
        name: tuple(
            Observed(one.container, one.element, one.ndim, sizes[name, one]) for one, _ in some.most_common()
        )
        for name, some in counts.items()
    }


def _seen(value: Any) -> Observed | None:
    """The kind of one value, without its size; nothing for empty containers, which tell nothing."""
    if isinstance(value, np.ndarray):
        return Observed("array", str(value.dtype), value.ndim)
    if isinstance(value, Recipe):
        return _made(value)
    if type(value) in _SCALARS:
        return Observed(type(value).__name__, type(value).__name__)
    if isinstance(value, list | tuple | set | frozenset | dict | collections.deque):
        if not len(value):
            return None
        ndim, element = _inside(value)
        return Observed(type(value).__name__, element, ndim)
    return None


def _made(value: Recipe) -> Observed | None:
    if value.kind in ("iter", "generator"):
        return Observed("iterator", _inside(value.args[0])[1], 1)
    if structure.is_table(value):
        frame = value.args[0].endswith("DataFrame")
        return Observed("frame" if frame else "series", "", 2 if frame else 1)
    return None


def _inside(value: Any) -> tuple[int, str]:
    """Dimensions of nested sequences, and the type of the innermost elements."""
    items = list(value.values()) if isinstance(value, dict) else list(value)
    found = {
        (1 + depth, element)
        for item in items[:_LOOKED_AT]
        for depth, element in [_inside(item) if isinstance(item, list | tuple) else (0, type(item).__name__)]
    }
    found = {(depth, element) for depth, element in found if element} or found
    if len(found) == 1:
        return found.pop()
    depths = {depth for depth, _ in found}
    return (depths.pop() if len(depths) == 1 else 1), _MIXED if found else ""
