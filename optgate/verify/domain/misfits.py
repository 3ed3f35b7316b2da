"""Kinds that a function takes only as long as no path uses them for what they cannot do.

A float may pass for an index wherever the indexed branch is not taken; then ordinary inputs of that kind
break by their type where those of another kind never do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optgate.verify.domain.domain import kinds_of
from optgate.verify.inputs.generate import Maker
from optgate.verify.values import profiles
from optgate.verify.values.kinds import NONE, USED, Kind, Option
from optgate.verify.values.observed import Place, exception, place

if TYPE_CHECKING:
    from optgate.verify.domain.learn import Learner, Options

_CALLS = 16
_PASSES = 2
_SLACK = 0.1
_ORDINARY = (profiles.BENIGN, "plain", "positive", "few")
_BY_TYPE = ("TypeError", "AttributeError", "IndexError")


def drop_misfits(learner: Learner) -> None:
    """Drop kinds that only usage or trial suggests and that break by their type where others do not.

    Starts from the combination of kinds that breaks least and looks at one parameter after the other.
    """
    domain = learner.domain
    combinations: dict[object, Options] = {}
    for options in (domain.primary(), *learner.alike()):
        combinations.setdefault(kinds_of(options), options)
    least: Options = min(combinations.values(), key=lambda chosen: breaking(learner, chosen))
    base = list(least)
    broken: dict[tuple[int, Kind], float] = {}
    rates: dict[object, float] = {}
    for _ in range(_PASSES):
        for index, some in enumerate(domain.options):
            kinds = [option for option in some if option.kind is not NONE]
            if len(kinds) < 2 or all(option.level < USED for option in kinds):
                continue
            for option in kinds:
                chosen = (*base[:index], option, *base[index + 1 :])
                key = kinds_of(chosen)
                if key not in rates:
                    rates[key] = breaking(learner, chosen)
                broken[index, option.kind] = rates[key]
            base[index] = min(kinds, key=lambda option: broken[index, option.kind])
    for index, some in enumerate(domain.options):
        domain.options[index] = fitting(index, some, broken)


def fitting(index: int, options: list[Option], broken: dict[tuple[int, Kind], float]) -> list[Option]:
    """The options that break hardly more often than the best of them, and those of firm evidence."""
    rates = [broken.get((index, option.kind), 0.0) for option in options if option.kind is not NONE]
    most = min(rates, default=0.0) + _SLACK
    return [
        option for option in options if option.level < USED or broken.get((index, option.kind), 0.0) <= most
    ]


def breaking(learner: Learner, options: Options) -> float:
    """How often ordinary calls of a combination break by a type; the same draws for every combination."""
    maker = Maker(learner.domain, learner.seed)
    calls = [
        maker.call("middle", profile=_ORDINARY[number % len(_ORDINARY)], options=options)
        for number in range(_CALLS)
    ]
    encoded = [call.encoded(learner.domain.params) for call in calls]
    seen = learner.answers(encoded)
    outside = [one for one in seen if one.kind == "raise" and place(one) is Place.OUTSIDE]
    return sum(exception(one)[0] in _BY_TYPE for one in outside) / _CALLS
