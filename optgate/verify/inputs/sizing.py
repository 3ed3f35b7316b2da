"""Inputs for the stopwatch: realistic values at growing sizes."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Sequence

import numpy as np

from optgate.model import Observation, Session
from optgate.verify.domain.domain import Domain
from optgate.verify.inputs.generate import Maker
from optgate.verify.values import profiles, structure
from optgate.verify.values.calls import Call
from optgate.verify.values.kinds import NONE, Option

SIZES = (1, 2, 4, 8, 16, 32, 64, 256, 1000, 4096, 10000, 40000)
LONGEST_CALL = 0.05
COUNTING = 16
"""Elements from which a call from use is taken for realistic: unit tests are mostly smaller."""

FEW = 8
"""The extent of the other arguments where one alone is large."""

_UNEVEN = range(64, 1000)
"""Elements with which arguments that nothing links also come with one large and the others small.

Beyond it what is quadratic in two long arguments may well lose a little on a long and a short one.
"""

_MOST_SEEN = 8
_EACH = 3
_SECONDS = 1.5
_UNEVEN_SECONDS = 0.4
_MOST_UNEVEN = 2


def sized(
    domain: Domain, original: Session, seed: int, deadline: float, seen: Sequence[Call] = ()
) -> tuple[tuple[int, bytes], ...]:
    """Pairs of a size (elements of the largest argument) and an encoded call that returns in time.

    ``seen`` are calls from use. Where they hold some of a size that counts they lead: sizes made up beside
    them only fill the range up to the largest that was seen. Without such, containers whose extents
    nothing links also come with one large and the others small, behind the first call of a size.
    """
    maker = Maker(domain, seed + 104729)
    until = min(max(deadline, time.monotonic() + 0.3), time.monotonic() + _SECONDS)
    found = _in_use(domain, original, seen)
    used = {number for number, _ in found}
    most = max(used) if max(used, default=0) >= COUNTING else SIZES[-1]
    sizes = [size for size in SIZES if size <= most]
    even = _growing(
        original, domain, sizes, lambda size: [_call(maker, size, n) for n in range(_EACH)], until, used
    )
    uneven: list[tuple[int, bytes]] = []
    if not used and len(_containers(domain)) > 1:
        sizes = sorted({size for size, _ in even if size in _UNEVEN})
        until = time.monotonic() + _UNEVEN_SECONDS
        uneven = _growing(original, domain, sizes, lambda size: _lopsided(maker, size), until, set())
    leading = [next(pair for pair in even if pair[0] == size) for size in sorted({size for size, _ in even})]
    ordered = [*found, *leading, *uneven, *(pair for pair in even if pair not in leading)]
    return tuple(sorted(ordered, key=lambda pair: pair[0]))


def _growing(
    original: Session,
    domain: Domain,
    sizes: Sequence[int],
    made: Callable[[int], list[Call]],
    until: float,
    used: set[int],
) -> list[tuple[int, bytes]]:
    """The calls that return in time, from size to size, until they are slow or ``until`` (monotonic)."""
    found: list[tuple[int, bytes]] = []
    reached = set(used)
    for size, larger in itertools.pairwise((*sizes, 0)):
        began = time.monotonic()
        calls = made(size)
        if not calls:
            break
        observations = original.run(
            [call.encoded(domain.params) for call in calls], timeout=10 * LONGEST_CALL
        )
        fine = [
            (largest(call), call.encoded(domain.params))
            for call, observation in _fullest(calls, observations)
            if observation.kind == "return" and observation.seconds < LONGEST_CALL
        ]
        extents = {number for number, _ in fine}
        if fine and not extents & reached:
            found += fine
            reached |= extents
        slow = any(one.kind == "timeout" or one.seconds >= LONGEST_CALL for one in observations)
        now = time.monotonic()
        if slow or now + (now - began) * larger / size > until:
            break
    return found


def _containers(domain: Domain) -> list[str]:
    """The parameters that hold containers in the likeliest kind."""
    pairs = zip(domain.params, domain.primary(), strict=True)
    return [param.name for param, option in pairs if option is not None and option.kind.depth]


def _lopsided(maker: Maker, size: int) -> list[Call]:
    """Calls in which one argument has about ``size`` elements and those nothing links with it have few."""
    domain = maker.domain
    options = domain.primary()
    cap, domain.largest_size = domain.largest_size, max(domain.largest_size, size)
    calls = []
    try:
        for param, option in zip(domain.params, options, strict=True):
            if option is not None and option.kind.depth:
                extent = max(1, round(size ** (1 / min(option.kind.depth, 2))))
                lone = (param.name, extent, FEW)
                calls.append(maker.call("middle", profile=profiles.TYPICAL, options=options, unequal=lone))
    finally:
        domain.largest_size = cap
    return [call for call in calls if _differ(call)][:_MOST_UNEVEN]


def _differ(call: Call) -> bool:
    counts = _counts(call)
    return max(counts, default=0) > 4 * min(counts, default=0)


def _in_use(domain: Domain, original: Session, seen: Sequence[Call]) -> list[tuple[int, bytes]]:
    """The calls from use that return in time, some of each size, at sizes spread over their range."""
    by_size: dict[int, list[Call]] = {}
    for call in seen:
        by_size.setdefault(largest(call), []).append(call)
    sizes = sorted(by_size)
    if len(sizes) > _MOST_SEEN:
        sizes = [sizes[round(step * (len(sizes) - 1) / (_MOST_SEEN - 1))] for step in range(_MOST_SEEN)]
    found: list[tuple[int, bytes]] = []
    for size in sizes:
        calls = by_size[size][:_EACH]
        observations = original.run(
            [call.encoded(domain.params) for call in calls], timeout=10 * LONGEST_CALL
        )
        found += [
            (size, call.encoded(domain.params))
            for call, observation in _fullest(calls, observations)
            if observation.kind == "return" and observation.seconds < LONGEST_CALL
        ]
        if any(one.kind == "timeout" for one in observations):
            break
    return found


def _fullest(calls: Sequence[Call], observations: Sequence[Observation]) -> list[tuple[Call, Observation]]:
    """The calls that go through most of the function: one that leaves early tells nothing of its loops."""
    reached = [len(one.marks) - one.marks.count(0) for one in observations]
    most = max(reached, default=0)
    return [
        pair
        for pair, marks in zip(zip(calls, observations, strict=True), reached, strict=True)
        if 2 * marks > most or not most
    ]


def _call(maker: Maker, size: int, number: int) -> Call:
    """A call whose largest argument has about ``size`` elements."""
    domain = maker.domain
    options = _options(domain, number)
    depth = max((option.kind.depth for option in options if option), default=0)
    cap, domain.largest_size = domain.largest_size, max(domain.largest_size, size)
    try:
        extent = max(1, round(size ** (1 / min(depth, 2)))) if depth else None
        profile = profiles.SIGNED if number % _EACH else profiles.TYPICAL
        call = maker.call("middle", profile=profile, options=options, extent=extent)
    finally:
        domain.largest_size = cap
    if not depth:
        values = list(call.values)
        for index, param in enumerate(domain.params):
            if param.name in domain.counted and type(values[index]) is int:
                values[index] = size
        call = call.changed(values)
    return call


def _options(domain: Domain, number: int) -> Sequence[Option | None]:
    """The likeliest kinds; every third call with the optional arguments left out."""
    primary = domain.primary()
    if number % _EACH != 1:
        return primary
    return tuple(
        None if not param.required else next((o for o in options if o.kind is NONE), option)
        for param, options, option in zip(domain.params, domain.options, primary, strict=True)
    )


def largest(call: Call) -> int:
    """The number of elements of the largest argument; of a call without containers the largest number."""
    counts = _counts(call)
    numbers = [abs(v) for v in call.values if type(v) is int]
    return max(counts, default=0) or min(max(numbers, default=1), 10**6) or 1


def _counts(call: Call) -> list[int]:
    """The numbers of elements of the containers among the arguments."""
    return [
        structure.count(v)
        for v in call.values
        if isinstance(v, list | tuple | set | frozenset | dict | np.ndarray) or structure.is_table(v)
    ]
