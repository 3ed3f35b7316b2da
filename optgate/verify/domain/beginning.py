"""What is known of a function's inputs before the search: what was given, and what was learned by trial."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import NamedTuple

from optgate.model import Given, Observation, Session
from optgate.verify.domain.domain import Domain, start
from optgate.verify.domain.given import Evidence, Offered
from optgate.verify.domain.learn import Learner
from optgate.verify.domain.tracing import inform
from optgate.verify.evidence.source import Source
from optgate.verify.values.calls import Call
from optgate.verify.values.observed import Place, place

_MOST = 400
_BATCH = 16
_SHARE = 0.3


class Beginning(NamedTuple):
    """The domain as it is known so far, and the inputs tried for it.

    ``known`` is whether there is any domain: learned, or only what was given. ``answered`` are the given
    inputs with what the original did, ``failed`` those that failed a candidate, ``dropped`` counts the ones
    that fit the parameters no more.
    """

    known: bool
    domain: Domain
    numeric: bool
    learner: Learner
    answered: list[tuple[Call, Observation]]
    failed: list[Call]
    dropped: int


def begin(
    source: Source,
    original: Session,
    given: Sequence[Given],
    *,
    seed: int,
    timeout: float,
    deadline: float,
) -> Beginning:
    """Run what was given, take it as evidence, and learn the rest by trial.

    Raises:
        GuestError: the original's process cannot go on.
    """
    domain, inference = start(source)
    inform(domain, inference, original, seed=seed)
    offered = Offered(source.params, given)
    answered = _answers(offered, domain, original, deadline, timeout)
    evidence = Evidence(domain, [call for call, seen in answered if place(seen) is Place.FINE])
    evidence.inform()
    learner = Learner(domain, original, seed, timeout=timeout, deadline=deadline)
    learned = learner.learn(inference.numeric_module)
    if not learned and evidence.calls:
        evidence.alone()
    return Beginning(
        learned or bool(evidence.calls),
        domain,
        inference.numeric_module,
        learner,
        answered,
        offered.failed,
        offered.dropped,
    )


def _answers(
    offered: Offered, domain: Domain, original: Session, deadline: float, timeout: float
) -> list[tuple[Call, Observation]]:
    """What the original does on the given inputs, small ones first, in a part of the time there is."""
    until = time.monotonic() + _SHARE * max(0.0, deadline - time.monotonic())
    calls = sorted(offered.evidence, key=lambda call: len(call.encoded(domain.params)))[:_MOST]
    answered: list[tuple[Call, Observation]] = []
    for first in range(0, len(calls), _BATCH):
        if first and time.monotonic() > until:
            break
        batch = calls[first : first + _BATCH]
        seen = original.run([call.encoded(domain.params) for call in batch], timeout=timeout)
        answered += [pair for pair in zip(batch, seen, strict=True) if pair[1].kind in ("return", "raise")]
    return answered
