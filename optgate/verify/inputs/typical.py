"""The input on which the function is watched: one as it is used, long enough to tell where its time goes."""

from __future__ import annotations

from collections.abc import Sequence

from optgate.verify.equal.duel import Trial
from optgate.verify.inputs.sizing import largest
from optgate.verify.values.kinds import Param

LONGEST = 2e-3
"""Seconds of a call; watching its lines takes ten to thirty times as long."""

_IN_USE = ("inputs", "tests", "doctests", "main")


def typical(trials: Sequence[Trial], params: Sequence[Param]) -> tuple[int, bytes] | None:
    """The size and the encoding of the call that went through most of the function; None where none returned.

    How much it went through is counted by the branch marks: a single call is too short to go by its seconds.
    Inputs seen in use come first, unless they go through next to nothing; calls over ``LONGEST`` come last.
    """
    returned = [trial for trial in trials if trial.original.kind == "return"]
    short = [trial for trial in returned if trial.original.seconds <= LONGEST]
    if not returned:
        return None
    if not short:
        found = min(returned, key=lambda trial: trial.original.seconds)
        return largest(found.call), found.call.encoded(params)
    most = max(map(_reached, short))
    used = [trial for trial in short if trial.call.origin in _IN_USE and _reached(trial) >= most / 2]
    found = max(used or short, key=lambda trial: (_reached(trial), largest(trial.call)))
    return largest(found.call), found.call.encoded(params)


def _reached(trial: Trial) -> int:
    """The sum of the bucketed counts of the marks; about the logarithm of how often each was passed."""
    return sum(trial.original.marks)
