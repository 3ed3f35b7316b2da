"""The corridor: select, detect, rewrite, verify, time, report, in that order, once.

Rooms are imported where they are first needed, so that a commit without anything to judge ends before
numpy, astroid or sqlite are loaded.
"""

from __future__ import annotations

import hashlib
import itertools
import time
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from optgate.gate import learning
from optgate.gate.guests import Budget, Guests

if TYPE_CHECKING:
    from optgate.config import Config
    from optgate.gate.evidence import Evidence
    from optgate.model import Candidate, Finding, Outcome, Progress, Report, Target
    from optgate.select import Selection
    from optgate.store import Store


def run(
    cwd: Path, specs: Sequence[str], config: Config, *, budget: float | None, progress: Progress
) -> Report:
    """Judge the functions named by ``specs``, or those the staged changes touch.

    Args:
        cwd: Where the command was started.
        specs: Files, folders or ``path.py::Qual.name``; empty for the staged changes.
        config: The decoded configuration.
        budget: Seconds for the whole run, or None; installing the kit is not charged to it.
        progress: Told what the gate is doing.
    """
    from optgate import store
    from optgate.gate.evidence import Evidence
    from optgate.gate.judge import judge
    from optgate.gate.keeping import kept

    clock = Budget(budget)
    selection = select(cwd, specs, config)
    outcomes: list[Outcome] = []
    with store.open(Path(selection.root), config) as shelf:
        guests = Guests(selection, config, clock, progress)
        named = {spec.partition("::")[2] for spec in specs} - {""}
        found = flagged(selection, config, named)
        evidence = Evidence([target for target, _ in found], guests, shelf, config)
        cases = [_case(target, findings, evidence) for target, findings in found]
        evidence.gather([one.target for one in cases if one.candidates or one.learnt or one.asks(guests)])
        for index, case in enumerate(cases):
            outcome = case.recalled
            if outcome is None:
                share = clock.share(len(cases) - index)
                given = evidence.of(case.target)
                outcome = judge(*case[:3], guests, config, seconds=share, given=given, learnt=case.learnt)
                evidence.learn(outcome)
                learning.learn(outcome, shelf)
                if _lasting(outcome):
                    shelf.remember(_key(case.target, evidence), kept(outcome))
            shelf.save(kept(outcome))
            outcomes.append(_with_dismissal(outcome, shelf))
        return _report(outcomes, selection, guests, shelf, evidence)


class _Case(NamedTuple):
    """A flagged function: what the store remembers of it, or the candidates to be judged."""

    target: Target
    findings: tuple[Finding, ...]
    candidates: tuple[Candidate, ...]
    recalled: Outcome | None
    learnt: tuple[Candidate, ...] = ()

    def asks(self, guests: Guests) -> bool:
        """Whether a model may be asked about it."""
        return self.recalled is None and guests.asker is not None


def _case(target: Target, findings: tuple[Finding, ...], evidence: Evidence) -> _Case:
    from optgate.gate.sources import proposed

    config = evidence.config
    key = _key(target, evidence)
    stored = None if config.no_cache else evidence.shelf.lookup(key)
    recalled = _recalled(stored, target, findings) if stored else None
    if recalled is not None:
        return _Case(target, findings, (), recalled)
    learnt = learning.candidates(target, learning.lessons(target, evidence.shelf, config))
    return _Case(target, findings, proposed(target, findings, evidence.guests), None, learnt)


def check(cwd: Path, specs: Sequence[str], config: Config) -> Report:
    """Static findings alone; nothing of the user's is run."""
    from optgate.discreet import discreet_record
    from optgate.model import Outcome, Report, Status

    started = time.monotonic()
    selection = select(cwd, specs, config)
    report = Report(
        tuple(
            Outcome(target, findings, Status.SKIPPED, "static check only")
            for target, findings in flagged(selection, config)
        ),
        time.monotonic() - started,
        errors=tuple(f"{path}: {reason}" for path, reason in selection.skipped),
    )
    return discreet_record(report)


def verify(
    cwd: Path, spec: str, candidate: str, config: Config, *, budget: float | None, progress: Progress
) -> Report:
    """Judge a rewrite that somebody wrote.

    Args:
        cwd: Where the command was started.
        spec: The original, ``path.py::Qual.name``.
        candidate: ``FILE`` or ``FILE::NAME``.
        config: The decoded configuration.
        budget: Seconds for the whole command, or None.
        progress: Told what the gate is doing.

    Raises:
        UsageError: The original or the candidate is missing, cannot be parsed or has another signature.
    """
    from optgate import rewrite, store
    from optgate.gate.evidence import Evidence
    from optgate.gate.judge import judge
    from optgate.gate.keeping import kept
    from optgate.model import UsageError

    if "::" not in spec:
        raise UsageError(f"{spec!r} does not name a function", "write it as path.py::name")
    selection = select(cwd, (spec,), config)
    [target] = selection.targets
    if target.refused:
        raise UsageError(f"{spec} cannot be judged: {target.refused}")
    file_name, _, name = candidate.partition("::")
    rewritten = rewrite.external(target, _read(cwd, file_name), name or None, label=file_name)
    clock = Budget(budget)
    with store.open(Path(selection.root), config) as shelf:
        guests = Guests(selection, config, clock, progress)
        evidence = Evidence([target], guests, shelf, config)
        evidence.gather([target])
        given = evidence.of(target)
        outcome = judge(target, (), (rewritten,), guests, config, seconds=clock.remaining, given=given)
        evidence.learn(outcome)
        shelf.save(kept(outcome))
        return _report([outcome], selection, guests, shelf, evidence)


def select(cwd: Path, specs: Sequence[str], config: Config) -> Selection:
    """The functions that ``specs`` name, or those the staged changes touch."""
    from optgate import select as room

    if specs:
        return room.explicit(cwd, specs, include=config.include, exclude=config.exclude)
    return room.staged(cwd, include=config.include, exclude=config.exclude)


def flagged(
    selection: Selection, config: Config, named: Collection[str] = ()
) -> list[tuple[Target, tuple[Finding, ...]]]:
    """The selected functions with findings, and those that were asked for by name; a file is parsed once."""
    from optgate import detect

    chosen: list[tuple[Target, tuple[Finding, ...]]] = []
    for _, group in itertools.groupby(selection.targets, key=lambda target: target.file.path):
        targets = list(group)
        found = [
            finding
            for _, findings in detect.check_source(
                targets[0].file, select=config.select, ignore=config.ignore
            )
            for finding in findings
        ]
        for target in targets:
            inside = tuple(one for one in found if target.line <= one.line <= target.end_line)
            if inside or target.qualname in named:
                chosen.append((target, inside))
    return chosen


def _read(cwd: Path, name: str) -> str:
    """The text of a candidate's file, decoded as Python would."""
    import io
    import tokenize

    from optgate.model import UsageError

    try:
        raw = (cwd / name).read_bytes()
        encoding = tokenize.detect_encoding(io.BytesIO(raw).readline)[0]
        return raw.decode(encoding)
    except OSError as error:
        raise UsageError(f"cannot read the candidate {name}: {error.strerror}") from None
    except (SyntaxError, UnicodeDecodeError) as error:
        raise UsageError(
            f"the candidate {name} is not Python source in its declared encoding: {error}"
        ) from None


def _key(target: Target, evidence: Evidence) -> str:
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
        repr((config.select, config.ignore, config.sources, config.min_speedup)),
        repr("numba" in config.sources and guests.numba),
        repr((config.min_branch_coverage, config.min_strength, config.verify.signed_zero, config.sandbox)),
        repr((config.allow_unsandboxed, bool(config.rigorous))),
        repr(guests.asker and guests.asker.identity),
        repr(learning.lessons(target, evidence.shelf, config)),
    )
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _lasting(outcome: Outcome) -> bool:
    """Whether the same function would end the same way again: not after an error, or with a mute model."""
    from optgate.model import Status

    hindered = outcome.usage is not None and outcome.usage.reason and outcome.status is not Status.PROPOSED
    return outcome.status not in (Status.SKIPPED, Status.ERROR) and not (outcome.unfinished or hindered)


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


def _with_dismissal(outcome: Outcome, shelf: Store) -> Outcome:
    import msgspec

    reason = shelf.dismissed(outcome.proposal) if outcome.proposal else None
    return msgspec.structs.replace(outcome, dismissed=reason) if reason else outcome


def _report(
    outcomes: Sequence[Outcome], selection: Selection, guests: Guests, shelf: Store, evidence: Evidence
) -> Report:
    from optgate.discreet import discreet_record
    from optgate.model import Report

    report = Report(
        tuple(outcomes),
        guests.clock.spent,
        budget=guests.clock.seconds,
        errors=tuple(f"{path}: {reason}" for path, reason in selection.skipped),
        notes=(*guests.notes, *([shelf.note] if shelf.note else [])),
        layers=guests.layers,
        details=(*evidence.details, *guests.details),
    )
    return discreet_record(report)
