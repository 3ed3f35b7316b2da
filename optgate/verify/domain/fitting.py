"""How well an input that was not made from the domain fits into it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from optgate.guest.codec import Recipe
from optgate.verify.domain.domain import Domain
from optgate.verify.domain.seen import GIVEN_TAG, inner, label, plain
from optgate.verify.values import structure
from optgate.verify.values.calls import MISSING, Call
from optgate.verify.values.kinds import GIVEN, TRIED, Kind, Option


def fitted(domain: Domain, call: Call) -> Call:
    """The call with the options of best evidence that its values fit; its level is trial where none does."""
    options: list[Option | None] = []
    for value, known in zip(call.values, domain.options, strict=True):
        fitting = [option for option in known if value is not MISSING and fits(option.kind, value)]
        options.append(min(fitting, key=lambda option: option.level, default=None))
    levels = [
        option.level if option else TRIED
        for option, value in zip(options, call.values, strict=True)
        if value is not MISSING
    ]
    return Call(call.values, tuple(options), call.origin, level=max(levels, default=GIVEN))


def placed(domain: Domain, call: Call) -> Call:
    """The call as ``fitted``, and of the weakest evidence where it breaks a relation of the domain."""
    found = fitted(domain, call)
    if not related(domain, found.values):
        found.level, found.odd = TRIED, "sizes that the source does not link"
    return found


def related(domain: Domain, values: Sequence[Any]) -> bool:
    """Whether values have the extents that the domain holds equal."""
    by_name = {param.name: plain(value) for param, value in zip(domain.params, values, strict=True)}
    for link in domain.links:
        if link.relation == "same" and link.left.axis >= 0 and link.right.axis >= 0:
            one = structure.extent(by_name.get(link.left.param), link.left.axis)
            other = structure.extent(by_name.get(link.right.param), link.right.axis)
            if one is not None and other is not None and one != other:
                return False
    return True


def fits(kind: Kind, value: Any) -> bool:
    """Whether a value is one of a kind."""
    if kind.tag == "none":
        return value is None
    if kind.tag == "array":
        return isinstance(value, np.ndarray) and value.dtype == kind.dtype and value.ndim == kind.ndim
    if kind.tag == GIVEN_TAG:
        return label(inner(value)) == kind.path
    if isinstance(value, Recipe):
        if kind.tag in ("name", "rng"):
            return bool(value.args[0] == kind.path or value.args[0] in kind.choices)
        lazy = kind.tag == "iter" and value.kind in ("iter", "generator")
        return lazy and all(fits(kind.items[0], item) for item in value.args[0])
    if type(value).__name__ != kind.tag:
        return False
    if kind.fixed:
        return len(value) == len(kind.items) and all(map(fits, kind.items, value))
    if kind.tag == "dict" and kind.items:
        return all(fits(kind.items[0], k) and fits(kind.items[1], v) for k, v in value.items())
    return all(fits(kind.items[0], item) for item in value) if kind.items else True
