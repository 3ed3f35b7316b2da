"""Conditions on single arguments, learned by trial: positive, sorted, weights with the sum 1, and so on.

A function that fails on most ordinary numbers and on few once they are made positive is for positive
numbers. Most inputs then fulfil the condition; some still break it, so that the function's own checks and the
accidents behind them are compared as well.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from optgate.verify.domain import returning
from optgate.verify.values import conditions
from optgate.verify.values.calls import MISSING, NEGATIVE, Call
from optgate.verify.values.observed import Place
from optgate.verify.values.profiles import Chance

if TYPE_CHECKING:
    from optgate.verify.domain.domain import Domain
    from optgate.verify.domain.learn import Learner

_PROBES = 32
_FEW = 4
_OFTEN = 0.1
_BETTER = 0.08
_MUCH = 0.6
_SHARE = 0.75
_MOST = 3
_BAD = (Place.WEAK, Place.OUTSIDE, Place.LOST)
_GRACE = 4.0
"""So many seconds after the deadline nothing more is tried."""

_REFUSED = 0.3
"""What the function refuses itself counts only where it refuses most of what is ordinary."""

KEEPING = 0.85
"""The share of inputs that fulfil what was learned by trial."""

_RETURNING = 0.97
"""The share of the others that fulfil what makes calls return at all."""

_ORDINARY = ("plain", "few", "increasing", "positive", "whole", "halves")
_BOUNDED = ("between 0 and 1", "inside 0 and 1", "small and positive")
"""What makes numbers small: indices must rather stay below something else among the arguments."""

Found = tuple[str, str]
"""A parameter and the name of a condition."""


def fulfil(domain: Domain, values: list[Any], chance: Chance, share: float = KEEPING) -> str:
    """Make the values of one call fulfil what is known, in place.

    What is known by trial or from the docstring is fulfilled in this share of the calls; in the others the
    evidence that was set aside is returned.
    """
    whole, broken = chance.happens(share), ""
    for place, param in enumerate(domain.params):
        for name, why in domain.conditions.get(param.name, {}).items():
            if values[place] is MISSING:
                continue
            if whole or why == "usage" or (why == returning.WHY and chance.happens(_RETURNING)):
                values[place] = conditions.fulfilled(name, values[place], chance)
            else:
                broken = min(broken or why, why)
        if param.name in domain.sizes and type(values[place]) is int and values[place] < 0:
            broken = NEGATIVE
    return broken


def settle(learner: Learner) -> None:
    """Find the conditions that make calls return which mostly fail without them; earlier findings go."""
    domain = learner.domain
    domain.conditions = {
        name: {condition: why for condition, why in known.items() if why != "trial"}
        for name, known in domain.conditions.items()
    }
    for _ in range(_MOST):
        calls = _calls(learner)
        if learner.late:
            return
        places = [
            place for first in range(0, _PROBES, _FEW) for place in _few(learner, calls[first : first + _FEW])
        ]
        bad = _BAD if places.count(Place.OWN) <= _REFUSED * len(places) else (*_BAD, Place.OWN)
        usual = _share(places, bad)
        if usual is None or usual < _OFTEN:
            return
        best = _best(learner, calls, usual, bad)
        if best is None:
            return
        name, condition = best
        domain.conditions.setdefault(name, {})[condition] = "trial"


def _calls(learner: Learner) -> list[Call]:
    """Ordinary calls under what is known so far."""
    domain, maker = learner.domain, learner.maker
    chosen = [domain.choose(maker.chance) for _ in range(_PROBES)]
    return [
        maker.call("middle", profile=_ORDINARY[number % len(_ORDINARY)], options=options)
        for number, options in enumerate(chosen)
    ]


def _few(learner: Learner, calls: Sequence[Call]) -> list[Place]:
    """Where the calls lie; nothing is run once one has taken too long."""
    return [Place.SLOW] * len(calls) if learner.late else learner.ask(calls, keep=False)


def _share(places: Sequence[Place], bad: Sequence[Place]) -> float | None:
    """The share of calls that end badly; None where some take too long to try many."""
    if Place.SLOW in places:
        return None
    return sum(found in bad for found in places) / len(places)


def _best(learner: Learner, calls: Sequence[Call], usual: float, bad: Sequence[Place]) -> Found | None:
    """The condition that avoids most failures; of those that avoid nearly as many, the weakest."""
    rates: dict[Found, float] = {}
    for place, param in enumerate(learner.domain.params):
        known = learner.domain.conditions.get(param.name, {})
        for name in conditions.TRIED_IN_ORDER:
            if time.monotonic() > learner.deadline + _GRACE:
                break
            if name in known or (name in _BOUNDED and param.name in learner.domain.indexing):
                continue
            if not (changed := _changed(learner, calls, place, name)):
                continue
            rate = _share(learner.ask(changed, keep=False), bad)
            if rate is None:
                return None
            rates[param.name, name] = rate
    lowest = min(rates.values(), default=usual)
    if lowest > usual - _BETTER or (lowest > (1 - _MUCH) * usual and lowest > usual - 2 * _BETTER):
        return None
    enough = usual - _SHARE * (usual - lowest)
    return next(found for found, rate in rates.items() if rate <= enough)


def _changed(learner: Learner, calls: Sequence[Call], place: int, name: str) -> list[Call]:
    """The calls with one argument made to fulfil a condition; none where that changes nothing."""
    found, different = [], False
    for call in calls:
        values = list(call.values)
        if values[place] is not MISSING:
            values[place] = conditions.fulfilled(name, values[place], learner.maker.chance)
        changed = call.changed(values)
        if not (different or _same(values[place], call.values[place])):
            params = learner.domain.params
            different = changed.encoded(params) != call.encoded(params)
        found.append(changed)
    return found if different else []


def _same(new: Any, old: Any) -> bool:
    """Whether a value is surely the one that it was."""
    return new is old or (type(new) is type(old) and type(new) in (int, float) and bool(new == old))
