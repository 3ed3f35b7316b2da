"""Conditions on single arguments, learned by trial: positive, sorted, weights with the sum 1, and so on.

A function that fails on most ordinary numbers and on few once they are made positive is for positive
numbers. Most inputs then fulfil the condition; some still break it, so that the function's own checks and the
accidents behind them are compared as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from optgate.verify.values import conditions
from optgate.verify.values.calls import MISSING, Call
from optgate.verify.values.observed import Place
from optgate.verify.values.profiles import Chance

if TYPE_CHECKING:
    from optgate.verify.domain.domain import Domain
    from optgate.verify.domain.learn import Learner

_PROBES = 24
_OFTEN = 0.25
_BETTER = 0.15
_ALIKE = 0.05
_MOST = 3
KEEPING = 0.85
"""The share of inputs that fulfil what was learned by trial."""

_ORDINARY = ("plain", "few", "increasing", "positive", "whole", "halves")
Found = tuple[str, str]
"""A parameter and the name of a condition."""


def fulfil(domain: Domain, values: list[Any], chance: Chance, share: float = KEEPING) -> None:
    """Make the values of one call fulfil what is known, in place.

    What is known by trial alone is fulfilled in this share of the calls.
    """
    if not domain.conditions:
        return
    learned = chance.happens(share)
    for place, param in enumerate(domain.params):
        for name, why in domain.conditions.get(param.name, {}).items():
            if values[place] is not MISSING and (learned or why != "trial"):
                values[place] = conditions.fulfilled(name, values[place], chance)


def settle(learner: Learner) -> None:
    """Find the conditions that make calls return which mostly fail without them; earlier findings go."""
    domain = learner.domain
    domain.conditions = {
        name: {condition: why for condition, why in known.items() if why != "trial"}
        for name, known in domain.conditions.items()
    }
    for _ in range(_MOST):
        calls = _calls(learner)
        usual = _failures(learner, calls)
        if usual < _OFTEN:
            return
        best = _best(learner, calls, usual)
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


def _failures(learner: Learner, calls: Sequence[Call]) -> float:
    places = learner.ask(calls, keep=False)
    return sum(found is not Place.FINE for found in places) / len(places)


def _best(learner: Learner, calls: Sequence[Call], usual: float) -> Found | None:
    """The condition that avoids most failures; of those that are about as good, the weakest."""
    rates: dict[Found, float] = {}
    for place, param in enumerate(learner.domain.params):
        known = learner.domain.conditions.get(param.name, {})
        for name in conditions.TRIED_IN_ORDER:
            if name in known or not (changed := _changed(learner, calls, place, name)):
                continue
            rates[param.name, name] = _failures(learner, changed)
    lowest = min(rates.values(), default=usual)
    if lowest > usual - _BETTER:
        return None
    return next(found for found, rate in rates.items() if rate <= lowest + _ALIKE)


def _changed(learner: Learner, calls: Sequence[Call], place: int, name: str) -> list[Call]:
    """The calls with one argument made to fulfil a condition; none where that changes nothing."""
    found, different = [], False
    for call in calls:
        values = list(call.values)
        if values[place] is not MISSING:
            values[place] = conditions.fulfilled(name, values[place], learner.maker.chance)
        changed = call.changed(values)
        params = learner.domain.params
        different = different or changed.encoded(params) != call.encoded(params)
        found.append(changed)
    return found if different else []
