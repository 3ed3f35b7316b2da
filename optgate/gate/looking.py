"""A first look at the candidates of a function: how fast they are, before any of them is verified."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from optgate import timing
from optgate.model import Candidate, Decision, GuestError, Judged

if TYPE_CHECKING:
    from optgate.gate.judge import Case

FIRST_LOOK_SECONDS = 3.0
"""The longest each step of a first look may take: its inputs, and all candidates on one of them."""

BEATEN = 0.95
"""A candidate that is slower than this in a first look (original time / its time) is not verified."""


def first_look(
    case: Case, candidates: Sequence[Candidate], *, rules: bool
) -> tuple[list[timing.Heat], list[Judged]]:
    """The candidates worth verifying, the most promising first, and those that are plainly slower.

    Only what optgate's own rules wrote runs before it is verified; with a single candidate there is nothing
    to choose.
    """
    unknown = [timing.Heat(candidate, 1.0) for candidate in candidates]
    if not rules or len(candidates) < 2:
        return unknown, []
    case.guests.progress(f"comparing {len(candidates)} candidates for {case.target.qualname}")
    sized = case.explored.sized(case.original, case.config.seed, briefly(case))
    try:
        heats = timing.race(case.original, candidates, case.bench.open, sized, deadline=briefly(case))
    except GuestError:
        return unknown, []
    beaten = [
        Judged(heat.candidate, Decision.NOT_FASTER, f"about {heat.speed:.2g}x in a first look, not verified")
        for heat in heats
        if 0 < heat.speed < BEATEN
    ]
    losers = {one.candidate.id for one in beaten}
    return [heat for heat in heats if heat.candidate.id not in losers], beaten


def briefly(case: Case) -> float:
    """When a step of the first look has to end: what finding its inputs took is not taken from the race."""
    now = time.monotonic()
    return now + min(FIRST_LOOK_SECONDS, (case.deadline - now) / 6)
