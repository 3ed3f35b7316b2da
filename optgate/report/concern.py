"""What a run has to say about places in the code, as CI systems take it: one record a place."""

from __future__ import annotations

import enum
import hashlib
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from optgate.model import Finding, Judged, Outcome, Report, Status, Target
from optgate.model import Level as Rank
from optgate.report.evidence import counted, speedup
from optgate.report.view import STATUS_WORDS, actionable, visible

REGRESSION = ("OPT901", "slower-than-before")
"""Code and name of a regression whose findings do not name it themselves."""

FASTER = ("OPT903", "faster-version")
"""Code and name of a proposal for a function without a finding."""

_OPEN = frozenset({Status.SKIPPED, Status.REGRESSED, Status.ERROR})


class Level(enum.StrEnum):
    """``ERROR`` asks for something, ``WARNING`` is open, ``NOTE`` was judged: nothing to act on."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Concern(NamedTuple):
    """One place.

    Lines and ``column`` are 1-based, the latter in characters. ``fingerprint`` is keyed by what stands there,
    not by where: it stays when lines move. ``fix`` is the accepted candidate, where this place carries the
    proposal; ``dismissed`` is the reason it was dismissed for.
    """

    outcome: Outcome
    code: str
    name: str
    level: Level
    line: int
    column: int
    end_line: int
    message: str
    fingerprint: str
    fix: Judged | None = None
    dismissed: str = ""

    @property
    def path(self) -> str:
        """The posix path of the file, relative to the root of the project."""
        return self.outcome.target.file.path


def concerns(report: Report) -> list[Concern]:
    """Every place that a run or a check has something to say about, function by function."""
    seen: Counter[str] = Counter()
    found: list[Concern] = []
    for outcome in report.outcomes:
        for one in _of(outcome):
            number = seen[one.fingerprint]
            seen[one.fingerprint] += 1
            found.append(one._replace(fingerprint=_digest(one.fingerprint, str(number))) if number else one)
    return found


def accepted(outcome: Outcome) -> Judged | None:
    """The candidate that is proposed."""
    return next((one for one in outcome.judged if one.candidate.id == outcome.proposal), None)


def headline(outcome: Outcome) -> str:
    """One sentence about what became of a function."""
    if (chosen := accepted(outcome)) is not None and outcome.proposal:
        faster = speedup(chosen.timing) if chosen.timing else "faster"
        inputs = outcome.inputs or (chosen.verdict.inputs if chosen.verdict else None)
        notes = chosen.verdict.notes if chosen.verdict else ()
        but = f" but that {'; '.join(notes)}," if notes else ""
        same = f"; no difference{but} on {counted(inputs)}" if inputs else ""
        return visible(f"{outcome.target.qualname}() has a verified version that is {faster}{same}")
    reason = f": {outcome.reason}" if outcome.reason else ""
    return visible(f"{outcome.target.qualname}() {STATUS_WORDS[outcome.status]}{reason}")


def _of(outcome: Outcome) -> Iterator[Concern]:
    """The place that asks for something first, then those of the other findings."""
    findings = list(outcome.findings)
    asks = actionable(outcome) or bool(outcome.dismissed)
    if asks:
        first = _main(outcome)
        if first in findings:
            findings.remove(first)
        what = headline(outcome)
        if first.message and first.message != outcome.reason:
            what += f". {visible(first.message)}"
        level = Level.NOTE if outcome.dismissed else Level.ERROR
        yield _concern(outcome, first, level, what)._replace(fix=accepted(outcome))
    level = Level.WARNING if outcome.status in _OPEN else Level.NOTE
    for finding in findings:
        noted = finding.level is Rank.NOTE
        fate = "" if noted else _fate(outcome)
        yield _concern(outcome, finding, Level.NOTE if noted else level, visible(finding.message) + fate)


def _main(outcome: Outcome) -> Finding:
    """The finding that a proposal or regression is told at; one of its own where there is none."""
    target = outcome.target
    if outcome.status is Status.REGRESSED:
        own = [one for one in outcome.findings if one.code == REGRESSION[0]]
        code, name = REGRESSION
    else:
        own = list(outcome.findings)
        code, name = FASTER
    return own[0] if own else Finding(code, name, target.def_line, 0, target.def_line, "")


def _fate(outcome: Outcome) -> str:
    """What became of the function, after the message of a finding in it; nothing for a static check."""
    if outcome.status is Status.SKIPPED and not (outcome.unfinished or outcome.target.refused):
        return ""
    if outcome.proposal:
        return "; the proposal for this function covers it"
    reason = f": {visible(outcome.reason)}" if outcome.reason else ""
    return f" ({STATUS_WORDS[outcome.status]}{reason})"


def _concern(outcome: Outcome, finding: Finding, level: Level, message: str) -> Concern:
    lines = outcome.target.file.lines
    here = lines[finding.line - 1] if finding.line <= len(lines) else ""
    before = here.encode("utf-8", "surrogatepass")[: finding.column].decode("utf-8", "replace")
    print_ = _fingerprint(outcome.target, finding, lines)
    place = (finding.line, len(before) + 1, max(finding.line, finding.end_line))
    return Concern(
        outcome, finding.code, finding.name, level, *place, message, print_, dismissed=outcome.dismissed
    )


def _fingerprint(target: Target, finding: Finding, lines: list[str]) -> str:
    """Of the code, the function and the lines of the place, without their indentation and blank ones."""
    content = [line.strip() for line in lines[finding.line - 1 : finding.end_line]]
    return _digest(finding.code, target.file.path, target.qualname, *filter(None, content))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
