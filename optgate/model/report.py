"""What a run comes to."""

from __future__ import annotations

import enum
from typing import Any

import msgspec

from optgate.model.candidate import Candidate, Usage
from optgate.model.source import Finding, Target
from optgate.model.timing import Hot, Timing
from optgate.model.verdict import Decision, Inputs, Verdict


class Status(enum.StrEnum):
    """What became of one function; the ``status`` of the JSON report."""

    PROPOSED = "proposed"
    NO_CANDIDATE = "no_candidate"
    ALL_REJECTED = "all_rejected"
    NOT_FASTER = "not_faster"
    UNPROVEN = "unproven"
    REGRESSED = "regressed"
    SKIPPED = "skipped"
    ERROR = "error"


class Judged(msgspec.Struct, frozen=True):
    """One candidate with everything that was found out about it."""

    candidate: Candidate
    decision: Decision
    reason: str
    verdict: Verdict | None = None
    timing: Timing | None = None


class Outcome(msgspec.Struct, frozen=True):
    """One function at the end of the corridor.

    ``proposal`` is the accepted candidate's id, or empty; ``dismissed`` the reason it was dismissed for.
    ``hurried`` are the seconds it was given where more of them might have brought a proposal, else 0.
    ``cached`` is true when the store answered, ``unfinished`` when the budget ran out before everything
    was judged. ``usage`` is what asking a model took, None where none was asked.
    """

    target: Target
    findings: tuple[Finding, ...]
    status: Status
    reason: str = ""
    judged: tuple[Judged, ...] = ()
    inputs: Inputs | None = None
    patch: str | None = None
    proposal: str = ""
    cached: bool = False
    unfinished: bool = False
    hurried: float = 0.0
    dismissed: str = ""
    hot: Hot | None = None
    usage: Usage | None = None


class Report(msgspec.Struct, frozen=True):
    """A whole run.

    ``notes`` are lines for the user (no interpreter found, budget spent and what is left), ``details`` lines
    for those who ask for everything (what of the project's tests was run).
    """

    outcomes: tuple[Outcome, ...]
    seconds: float
    budget: float | None = None
    errors: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    details: tuple[str, ...] = ()


def plain(value: Any) -> Any:
    """The record as plain lists and dictionaries, for JSON.

    >>> plain(Usage("small", calls=2))["calls"]
    2
    """
    return msgspec.to_builtins(value)
