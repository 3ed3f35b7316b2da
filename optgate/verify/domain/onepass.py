"""Iterators in place of lists: whether a function goes through an argument once and does nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from optgate.guest.codec import Recipe
from optgate.model import Observation
from optgate.verify.equal.compare import compare
from optgate.verify.evidence.hints import STREAMS
from optgate.verify.values import profiles
from optgate.verify.values.calls import Call
from optgate.verify.values.kinds import TRIED, USED, Kind, Option
from optgate.verify.values.observed import outcome

if TYPE_CHECKING:
    from optgate.verify.domain.learn import Learner

_EXTENTS = (0, 1, 2, 3, 5, 8)
_PROFILES = (profiles.BENIGN, "plain")
_OPEN = ("usage", "name", "trial")
_STYLES = ("posonly", "pos", "kwonly")


def settle(learner: Learner) -> None:
    """Offer iterators where nothing else is known than that lists are looped over, or by name.

    The source cannot tell how often an argument is gone through; that an iterator gives what the list
    gives, on every input tried, does.
    """
    domain = learner.domain
    for place, param in enumerate(domain.params):
        lists = [option for option in domain.options[place] if option.level < TRIED]
        known = any(option.kind.tag != "list" or option.why not in _OPEN for option in lists)
        if not lists or known or param.style not in _STYLES or param.name in domain.stored:
            continue
        if STREAMS.search(param.name):
            domain.options[place] += [
                Option(Kind("iter", option.kind.items), USED, "name") for option in lists
            ]
        elif _same(learner, place, lists[0]):
            domain.options[place] += [
                Option(Kind("iter", option.kind.items), TRIED, "trial") for option in lists
            ]


def _same(learner: Learner, place: int, option: Option) -> bool:
    """Whether calls with an iterator over a list return what those with the list do."""
    primary = learner.domain.primary()
    options = (*primary[:place], option, *primary[place + 1 :])
    calls = [
        learner.maker.call("middle", profile=profile, options=options, extent=extent)
        for extent in _EXTENTS
        for profile in _PROFILES
    ]
    lazy = [_with(call, place, Recipe("iter", (call.values[place],))) for call in calls]
    seen = _run(learner, [*calls, *lazy])
    pairs = list(zip(seen[: len(calls)], seen[len(calls) :], strict=True))
    returned = sum(one.kind == "return" for one, _ in pairs)
    return 2 * returned > len(pairs) and all(map(_agree, pairs))


def _with(call: Call, place: int, value: Recipe) -> Call:
    values = [*call.values[:place], value, *call.values[place + 1 :]]
    return Call(values, call.options, call.origin)


def _run(learner: Learner, calls: Sequence[Call]) -> list[Observation]:
    encoded = [call.encoded(learner.domain.params) for call in calls]
    return learner.answers(encoded)


def _agree(pair: tuple[Observation, Observation]) -> bool:
    """Whether two calls end alike, whatever became of the arguments."""
    one, other = map(outcome, pair)
    if one is None or other is None or pair[0].kind != pair[1].kind:
        return False
    found = compare(*({**each, "args": (), "kwargs": {}} for each in (one, other)))
    return not (found.difference or found.gaps or found.unknown)
