"""A flagged function on its way through a run: what the store knows of it, its candidates, its judgement."""

from __future__ import annotations

import hashlib
import time
from typing import TYPE_CHECKING, NamedTuple

from optgate.gate import learning
from optgate.gate.keeping import kept

if TYPE_CHECKING:
    from optgate.gate.evidence import Evidence
    from optgate.gate.guests import Guests
    from optgate.model import Candidate, Finding, Outcome, Target, Timing
    from optgate.store import Store


USED_UP = 0.85
"""The share of its seconds after which a function counts as judged in a hurry."""

MORE = 1.5
"""With so many times the seconds, what was judged in a hurry is judged anew."""


class Case(NamedTuple):
    """A flagged function: what the store remembers of it, or the candidates to be judged."""

    target: Target
    findings: tuple[Finding, ...]
    candidates: tuple[Candidate, ...]
    recalled: Outcome | None
    learnt: tuple[Candidate, ...] = ()

    def asks(self, guests: Guests) -> bool:
        """Whether a model may be asked about it."""
        return self.recalled is None and guests.asker is not None


def case_of(target: Target, findings: tuple[Finding, ...], evidence: Evidence) -> Case:
    """The function with what the store remembers of it, or with its candidates."""
    config = evidence.config
    key = _key(target, findings, evidence)
    stored = None if config.no_cache else evidence.shelf.lookup(key)
    if stored is not None and 0 < MORE * stored.hurried < evidence.guests.clock.remaining:
        stored = None
    recalled = _recalled(stored, target, findings) if stored else None
    if recalled is not None:
        return Case(target, findings, (), recalled)
    from optgate.gate.sources import proposed

    learnt = learning.candidates(target, learning.lessons(target, evidence.shelf, config))
    return Case(target, findings, proposed(target, findings, evidence.guests), None, learnt)


def judged(case: Case, evidence: Evidence, seconds: float) -> Outcome:
    """The outcome of a flagged function: recalled, or judged in at most ``seconds`` and kept."""
    outcome = case.recalled
    shelf = evidence.shelf
    if outcome is None:
        from optgate.gate.judge import judge  # takes longer than a recalled run has

        given, began = evidence.of(case.target), time.monotonic()
        outcome = judge(
            case.target,
            case.findings,
            case.candidates,
            evidence.guests,
            evidence.config,
            seconds=seconds,
            given=given,
            learnt=case.learnt,
        )
        outcome = _with_hurry(outcome, seconds, time.monotonic() - began, evidence.config.min_speedup)
        evidence.learn(outcome)
        learning.learn(outcome, shelf)
        if _lasting(outcome):
            shelf.remember(_key(case.target, case.findings, evidence), kept(outcome))
    shelf.save(kept(outcome))
    return with_dismissal(outcome, shelf)


def _key(target: Target, findings: tuple[Finding, ...], evidence: Evidence) -> str:
    """What a stored verdict depends on: the function, what it uses and is used by, interpreter, settings."""
    from optgate import __version__, select

    guests, config = evidence.guests, evidence.config
    interpreter = guests.interpreter
    parts = (
        __version__,
        target.file.path,
        target.qualname,
        select.fingerprint(target, overlays=guests.overlays),
        evidence.key(target),
        repr(interpreter and (interpreter.path, interpreter.version)),
        repr(([finding.code for finding in findings], config.sources, config.min_speedup)),
        repr("numba" in config.sources and guests.numba),
        repr((config.min_branch_coverage, config.min_strength, config.verify.signed_zero, config.sandbox)),
        repr((config.allow_unsandboxed, bool(config.rigorous))),
        repr(guests.asker and guests.asker.identity),
        repr(learning.lessons(target, evidence.shelf, config)),
    )
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _with_hurry(outcome: Outcome, seconds: float, spent: float, least: float) -> Outcome:
    """The outcome, marked where there is no proposal and time may be the reason.

    It was when the seconds were used up, or when a measurement left it open whether a candidate is faster.
    """
    import msgspec

    from optgate.model import Decision, Status

    undecided = any(
        one.decision is Decision.NOT_FASTER and _open(one.timing, least) for one in outcome.judged
    )
    hurried = outcome.unfinished or spent > USED_UP * seconds or undecided
    if outcome.status is Status.PROPOSED or not hurried:
        return outcome
    return msgspec.structs.replace(outcome, hurried=seconds)


def _open(timing: Timing | None, least: float) -> bool:
    """Whether a measurement says neither that a candidate is faster nor that it is not."""
    return timing is not None and (timing.high >= least or not timing.processes)


def _lasting(outcome: Outcome) -> bool:
    """Whether the same function would end the same way again: not after an error, or with a mute model."""
    from optgate.model import Status

    hindered = outcome.usage is not None and outcome.usage.reason and outcome.status is not Status.PROPOSED
    return outcome.status not in (Status.SKIPPED, Status.ERROR) and not hindered


def _recalled(stored: Outcome, target: Target, findings: tuple[Finding, ...]) -> Outcome | None:
    """A stored outcome carried over to the file as it is now, whose other functions may have changed."""
    import msgspec

    from optgate import patch
    from optgate.model import Judged

    judged: list[Judged] = []
    for one in stored.judged:
        text = patch.rebase(stored.target.file.text, one.candidate.text, target.file.text)
        if text is None:
            return None
        candidate = msgspec.structs.replace(one.candidate, text=text)
        judged.append(msgspec.structs.replace(one, candidate=candidate))
    proposed = [one.candidate.text for one in judged if one.candidate.id == stored.proposal]
    return msgspec.structs.replace(
        stored,
        target=target,
        findings=findings,
        judged=tuple(judged),
        patch=patch.diff(target.file, proposed[0]) if proposed else None,
        cached=True,
    )


def with_dismissal(outcome: Outcome, shelf: Store) -> Outcome:
    """The outcome with the reason for which its proposal was dismissed, if it was."""
    import msgspec

    reason = shelf.dismissed(outcome.proposal) if outcome.proposal else None
    return msgspec.structs.replace(outcome, dismissed=reason) if reason else outcome
