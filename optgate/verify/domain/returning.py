"""Conditions without which a function never returns: a step of zero, a negative distance to go.

An input on which the original does not come back tells nothing of a candidate and takes its whole time, so
hardly any is made once it is known what they have in common.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from optgate.verify.values import conditions
from optgate.verify.values.calls import MISSING, Call

if TYPE_CHECKING:
    from optgate.verify.domain.learn import Learner

WHY = "calls that return"
"""The evidence for such a condition, as the report names it."""

_TRIED = ("not zero", "not negative", "positive")
_PROFILES = ("plain", "few", "positive", "whole")
_PROBES = 32
_ENOUGH = 2
_SECONDS = 1.5


def settle(learner: Learner) -> None:
    """Find the conditions on single numbers that make calls return which do not come back without them."""
    if not learner.late:
        return
    learner.hurry()
    until = time.monotonic() + _SECONDS
    learned = False
    while time.monotonic() < until:
        lost = _lost(learner, until)
        found = _condition(learner, lost) if len(lost) == _ENOUGH else None
        if found is None:
            break
        name, condition = found
        learner.domain.conditions.setdefault(name, {})[condition] = WHY
        learned = True
    if learned:
        learner.late = learner.asked = 0


def _condition(learner: Learner, lost: Sequence[Call]) -> tuple[str, str] | None:
    """The parameter and the weakest condition under which all these calls come back."""
    for place, param in enumerate(learner.domain.params):
        known = learner.domain.conditions.get(param.name, {})
        if not all(type(call.values[place]) in (int, float) for call in lost):
            continue
        for name in _TRIED:
            changed = [_changed(learner, call, place, name) for call in lost]
            same = all(new.values == old.values for new, old in zip(changed, lost, strict=True))
            if name not in known and not same and not any(_hangs(learner, call) for call in changed):
                return param.name, name
    return None


def _lost(learner: Learner, until: float) -> list[Call]:
    """Some ordinary calls that do not come back."""
    domain, maker = learner.domain, learner.maker
    found: list[Call] = []
    for number in range(_PROBES):
        if len(found) == _ENOUGH or time.monotonic() > until:
            break
        options = domain.choose(maker.chance)
        call = maker.call("middle", profile=_PROFILES[number % len(_PROFILES)], options=options)
        if _hangs(learner, call):
            found.append(call)
    return found


def _hangs(learner: Learner, call: Call) -> bool:
    [seen] = learner.answers([call.encoded(learner.domain.params)])
    return seen.kind == "timeout"


def _changed(learner: Learner, call: Call, place: int, name: str) -> Call:
    values = list(call.values)
    if values[place] is not MISSING:
        values[place] = conditions.fulfilled(name, values[place], learner.maker.chance)
    return call.changed(values)
