"""Further inputs of the decision size: another one every round, and some that no process has seen."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence

import msgspec

from optgate.model import Observation
from optgate.timing.batches import Stopwatch
from optgate.timing.vary import Way, in_turn, variants

TOURS = 5
"""Tours of unseen inputs in one set of processes; the first of them warms up."""

TOUR = 1e5
"""Nanoseconds of one tour of the original ..."""

MOST_STOPS = 128
"""... and the most inputs in it."""

MOST_MORE = 8
"""Further inputs for the rounds, for each one of the decision size."""

MAKING = 0.03
TRYING = 25e6
"""Seconds to make further inputs, and nanoseconds of calls to try them, when only rounds need them."""

SLOWER = 4.0
"""A further input may take this many times as long as the one it was made from."""


SIDES = ("original", "candidate")
Seen = dict[bytes, dict[str, bytes]]
"""The outcome of each side for every encoded call."""


class Pool(msgspec.Struct, frozen=True):
    """Further inputs: ``more`` for the rounds, by the input they were made from, ``tours`` of unseen ones."""

    more: dict[bytes, tuple[bytes, ...]]
    tours: tuple[tuple[bytes, ...], ...]


def fresh_inputs(watch: Stopwatch, group: Sequence[bytes], cost: float, *, remembering: bool) -> Pool:
    """Make further inputs and try them on both sides, outside of any batch.

    ``cost`` is what a call takes on the original in nanoseconds. A candidate that may be ``remembering`` its
    results gets tours as well; there are none where no other input of the same shape can be made.

    Raises:
        UnstableError: a side gave another outcome than before.
        GuestError: a side cannot go on.
    """
    stops = min(MOST_STOPS, math.ceil(TOUR / cost)) if remembering else 0
    each = min(MOST_MORE, int(TRYING / (2 * SLOWER * cost * len(group))))
    way = _way(watch, group[0])
    if way is None or each + stops == 0:
        return Pool({}, ())
    wanted = each + math.ceil(stops * TOURS / len(group))
    seconds = MAKING * (1 + 10 * remembering) / len(group)
    seen: Seen = {}
    made: dict[bytes, list[bytes]] = {}
    for call in group:
        tried = _tried(watch, call, variants(call, way, wanted, until=time.monotonic() + seconds))
        made[call] = list(tried)
        seen.update(tried)
    apart = {call: calls[:each] if stops else calls for call, calls in made.items()}
    left = list(in_turn([calls[len(apart[call]) :] for call, calls in made.items()]))
    stops = min(stops, len(left) // TOURS)
    tours = [tuple(left[place * stops : (place + 1) * stops]) for place in range(TOURS)] if stops else []
    for tour in tours:
        watch.outcomes.expect_tour(tour, {side: [seen[call][side] for call in tour] for side in SIDES})
    return Pool({call: tuple(calls) for call, calls in apart.items()}, tuple(tours))


def _way(watch: Stopwatch, call: bytes) -> Way | None:
    """The first way whose inputs the original takes, if there is one with other outcomes for other inputs.

    Where the outcomes differ, no memory of results can have answered rightly without seeing the difference.
    """
    taken: Way | None = None
    for way in Way:
        calls = variants(call, way, 3, until=time.monotonic() + MAKING)
        if not calls:
            continue
        seen = _run(watch, "original", [call, *calls])
        if not all(_alike(seen[0], one) for one in seen):
            continue
        if len({one.outcome for one in seen}) == len(seen):
            return way
        taken = taken or way
    return taken


def _tried(watch: Stopwatch, call: bytes, calls: list[bytes]) -> Seen:
    """Those of ``calls`` from which both sides return the same, the original about as soon as from ``call``.

    One on which they differ may be none that the function is for: it is not timed, and tells nothing else.
    """
    if not calls:
        return {}
    (base, *before), (_, *after) = (_run(watch, side, [call, *calls]) for side in ("original", "candidate"))
    kept: Seen = {}
    for made, one, other in zip(calls, before, after, strict=True):
        if _alike(base, one) and other.kind == "return" and not watch.outcomes.differs(made, one, other):
            watch.outcomes.expect("original", made, one.outcome)
            watch.outcomes.expect("candidate", made, other.outcome)
            kept[made] = {"original": one.outcome, "candidate": other.outcome}
    return kept


def _run(watch: Stopwatch, side: str, calls: Sequence[bytes]) -> list[Observation]:
    return watch.session(side).run(calls, timeout=max(0.05, watch.left / 4))


def _alike(base: Observation, one: Observation) -> bool:
    return one.kind == "return" and one.seconds < SLOWER * base.seconds + 1e-4
