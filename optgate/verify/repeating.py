"""Whether the original repeats itself: what does not cannot be judged by its outcomes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from optgate.model import GuestError, Observation, Session
from optgate.verify.domain.domain import Domain
from optgate.verify.equal.compare import compare
from optgate.verify.equal.duel import Trial
from optgate.verify.telling import reasons, wording
from optgate.verify.values.calls import Call
from optgate.verify.values.floats import floats_in
from optgate.verify.values.observed import Place, outcome

_AGAIN = 12


def holds_nan(call: Call) -> bool:
    """Whether an input holds NaN, whose hash and place in a set are other ones in every run."""
    return any(bool(np.isnan(part).any()) for value in call.values for part in floats_in(value))


def unsteady(
    trials: Sequence[Trial],
    original: Session,
    domain: Domain,
    timeout: float,
    wants: dict[reasons.Need, int],
    text: str,
) -> str:
    """Why some inputs, run again here and then in a fresh process, tell that it does not; or nothing.

    ``text`` is that of the original's file, ``timeout`` in seconds a call. Where only inputs with NaN give
    something else, the domain is told and the function is judged without them.

    Raises:
        GuestError: the original's process cannot go on.
    """
    step = max(1, len(trials) // _AGAIN)
    steady = [trial for trial in trials if trial.place in (Place.FINE, Place.OWN)]
    some = steady[::step][:_AGAIN] + [trial for trial in steady if holds_nan(trial.call)][:_AGAIN]
    again = original.run([trial.call.encoded(domain.params) for trial in some], timeout=timeout)
    for trial, observation in zip(some, again, strict=True):
        where, unknown = _differs(trial, observation)
        if where and holds_nan(trial.call):
            domain.steady_nan = False
        elif where:
            return reasons.unsteady(where, wants)
        elif unknown:
            return wording.unknown(unknown)
    plain = [trial for trial in some if not holds_nan(trial.call)]
    where = _elsewhere(plain, original, domain, timeout, text)
    return reasons.reordered(where, wants) if where else ""


def _elsewhere(trials: Sequence[Trial], original: Session, domain: Domain, timeout: float, text: str) -> str:
    """Where the outcomes differ in a process that met none of the inputs, the last of them first.

    What lies around the arguments is put back between calls; caches and other objects out of sight are not.
    """
    backwards = list(trials)[::-1]
    calls = [trial.call.encoded(domain.params) for trial in backwards]
    try:
        seen = original.run(calls, timeout=timeout, text=text)
    except GuestError:
        return ""
    for trial, observation in zip(backwards, seen, strict=True):
        if observation.kind in ("return", "raise"):
            where, _ = _differs(trial, observation)
            if where:
                return where
    return ""


def _differs(trial: Trial, observation: Observation) -> tuple[str, str]:
    """Where another run of the original differs, and the type of a value that cannot be compared."""
    if observation.outcome == trial.original.outcome and observation.kind == trial.original.kind:
        return "", ""
    first: dict[str, Any] | None = outcome(trial.original)
    second = outcome(observation)
    if first is None or second is None:
        return "an outcome that cannot be read", ""
    found = compare(first, second)
    if found.difference or found.gaps:
        return (found.difference.where if found.difference else "") or "result", ""
    return "", found.unknown
