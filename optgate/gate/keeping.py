"""Outcomes on their way into the store and out of it: nothing is kept that tells of the user's machine."""

from __future__ import annotations

from pathlib import Path

import msgspec

from optgate.discreet import discreet_record, reveals
from optgate.model import Outcome, Verdict


def kept(outcome: Outcome) -> Outcome:
    """The outcome as the store keeps it: without the project's place, the home folder and secrets.

    Of the inputs in it, those that hold one of the latter are left out.
    """
    judged = tuple(
        msgspec.structs.replace(one, verdict=_without_revealing(one.verdict)) if one.verdict else one
        for one in outcome.judged
    )
    return discreet_record(placed(msgspec.structs.replace(outcome, judged=judged), ""))


def placed(outcome: Outcome, root: Path | str) -> Outcome:
    """The outcome of a project that is at ``root``."""
    target = outcome.target
    file = msgspec.structs.replace(target.file, root=str(root))
    return msgspec.structs.replace(outcome, target=msgspec.structs.replace(target, file=file))


def _without_revealing(verdict: Verdict) -> Verdict:
    return msgspec.structs.replace(
        verdict,
        sized=tuple((n, call) for n, call in verdict.sized if not reveals(call)),
        failing=tuple(call for call in verdict.failing if not reveals(call)),
    )
