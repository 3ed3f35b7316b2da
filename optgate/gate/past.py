"""The comparisons of one run with the past: what the store knows of them, and their share of the budget."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from optgate.gate import regressing
from optgate.gate.keeping import kept
from optgate.model import Outcome, Status, Target

if TYPE_CHECKING:
    from optgate.gate.evidence import Evidence
    from optgate.gate.regressing import Pair


class Past:
    """Changed functions and what became of the comparison with their earlier versions."""

    def __init__(self, pairs: Sequence[Pair], evidence: Evidence) -> None:
        self.evidence = evidence
        self.pairs = {pair.target: pair for pair in pairs}
        self.keys = {target: self._key(pair) for target, pair in self.pairs.items()}
        self.outcomes: dict[Target, Outcome] = {}
        if not evidence.config.no_cache:
            for target, pair in self.pairs.items():
                if (stored := evidence.shelf.lookup(self.keys[target])) is not None:
                    self.outcomes[target] = regressing.recalled(stored, pair)

    @property
    def pending(self) -> list[Target]:
        """The functions that are still to be compared."""
        return [target for target in self.pairs if target not in self.outcomes]

    def compare(self, others: int) -> None:
        """Compare what the store does not know; ``others`` functions want of the budget too."""
        evidence, guests = self.evidence, self.evidence.guests
        pending = self.pending
        for index, target in enumerate(pending):
            seconds = guests.clock.share(len(pending) - index + others)
            given = evidence.of(target)
            outcome = regressing.compare(self.pairs[target], guests, seconds=seconds, given=given)
            self.outcomes[target] = outcome
            if outcome.status is not Status.ERROR and not outcome.unfinished:
                evidence.shelf.remember(self.keys[target], kept(outcome))
        for target, outcome in self.outcomes.items():
            if outcome.findings:
                evidence.shelf.save(kept(outcome))
                reason = evidence.shelf.dismissed(self.pairs[target].head.id)
                if outcome.status is Status.REGRESSED and reason:
                    self.outcomes[target] = msgspec.structs.replace(outcome, dismissed=reason)
            elif outcome.reason and not outcome.unfinished:
                place = f"{outcome.target.file.path}::{outcome.target.qualname}"
                guests.details.append(f"{place} against its earlier version: {outcome.reason}")

    def regressed(self, target: Target) -> bool:
        """Whether a function is slower than it was: that comes before any faster version."""
        found = self.outcomes.get(target)
        return found is not None and found.status is Status.REGRESSED and not found.dismissed

    def joined(self, outcome: Outcome) -> Outcome:
        """The outcome of a flagged function with what is to be told of its past."""
        found = self.outcomes.pop(outcome.target, None)
        return outcome if found is None else regressing.joined(outcome, found)

    def rest(self) -> list[Outcome]:
        """What is to be told of functions that are not flagged, regressions first."""
        told = [one for one in self.outcomes.values() if one.findings or one.unfinished]
        return sorted(told, key=lambda one: one.status is not Status.REGRESSED)

    def _key(self, pair: Pair) -> str:
        """What a comparison depends on: both versions, what they use and are used by, and the settings."""
        from optgate import __version__, select

        guests, config = self.evidence.guests, self.evidence.config
        interpreter = guests.interpreter
        parts = (
            __version__,
            "past",
            pair.target.file.path,
            pair.target.qualname,
            select.fingerprint(pair.target, overlays=guests.overlays),
            select.fingerprint(pair.earlier.target, overlays={**guests.overlays, **pair.overlays}),
            pair.earlier.target.file.path + pair.earlier.qualname,
            self.evidence.key(pair.target),
            repr(interpreter and (interpreter.path, interpreter.version)),
            repr((config.max_slowdown, config.min_branch_coverage, config.verify.signed_zero)),
            repr((config.verify.timeout, config.seed, config.sandbox)),
        )
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
