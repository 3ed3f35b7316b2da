"""The corridor: select, detect, rewrite, verify, time, report, in that order, once.

Rooms are imported where they are first needed, so that a commit without anything to judge ends before
numpy, astroid or sqlite are loaded.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from optgate.gate.flagging import look, sweep
from optgate.gate.guests import Budget, Guests

if TYPE_CHECKING:
    from optgate.config import Config
    from optgate.gate.evidence import Evidence
    from optgate.gate.flagging import Flagged
    from optgate.model import Outcome, Progress, Report
    from optgate.select import Selection
    from optgate.store import Store


def run(
    cwd: Path,
    specs: Sequence[str],
    config: Config,
    *,
    budget: float | None,
    progress: Progress,
    refs: tuple[str, str] | None = None,
) -> Report:
    """Judge the functions named by ``specs``, or those that changes touch.

    Args:
        cwd: Where the command was started.
        specs: Files, folders or ``path.py::Qual.name``; empty for changes.
        config: The decoded configuration.
        budget: Seconds for the whole run, or None; installing the kit is not charged to it.
        progress: Told what the gate is doing.
        refs: The changes between two commits (see ``select.between``); without them the staged ones.
    """
    from optgate import store
    from optgate.gate import regressing
    from optgate.gate.cases import case_of, judged
    from optgate.gate.evidence import Evidence
    from optgate.gate.keeping import keep_run
    from optgate.gate.past import Past
    from optgate.model import Outcome, Status

    clock = Budget(budget)
    selection = select(cwd, specs, config, refs)
    outcomes: list[Outcome] = []
    with store.open(Path(selection.root), config) as shelf:
        guests = Guests(selection, config, clock, progress)
        named = {spec.partition("::")[2] for spec in specs} - {""}
        looked = look(selection, config, named)
        found = looked.functions
        guests.details += looked.details
        pairs = regressing.pairs(selection, config, staged=refs is None)
        targets = [*(target for target, _ in found), *(pair.target for pair in pairs)]
        evidence = Evidence(list(dict.fromkeys(targets)), guests, shelf, config)
        past = Past(pairs, evidence)
        cases = [case_of(target, findings, evidence) for target, findings in found]
        wanted = [one.target for one in cases if one.candidates or one.learnt or one.asks(guests)]
        evidence.gather(list(dict.fromkeys([*wanted, *past.pending])))
        past.compare(len(cases))
        for index, case in enumerate(cases):
            if past.regressed(case.target):
                outcomes.append(past.joined(Outcome(case.target, case.findings, Status.REGRESSED)))
                continue
            outcome = judged(case, evidence, clock.share(len(cases) - index))
            outcomes.append(past.joined(outcome))
        report = _report([*outcomes, *past.rest()], selection, guests, shelf, evidence)
    keep_run(report, Path(selection.root), config)
    return report


def check(
    cwd: Path,
    specs: Sequence[str],
    config: Config,
    *,
    refs: tuple[str, str] | None = None,
    jobs: int | None = None,
    notes: bool = False,
) -> Report:
    """Static findings alone; nothing of the user's is run. ``specs`` and ``refs`` as for ``run``.

    ``jobs`` is the number of processes; without it there are several for many files. ``notes`` asks for what
    rarely pays too.
    """
    from optgate.discreet import discreet_record
    from optgate.model import Outcome, Report, Status

    started = time.monotonic()
    looked, skipped = _checked(cwd, specs, config, refs, jobs, notes=notes)
    report = Report(
        tuple(
            Outcome(target, findings, Status.SKIPPED, "static check only") for target, findings in looked.all
        ),
        time.monotonic() - started,
        errors=tuple(f"{path}: {reason}" for path, reason in skipped),
        details=looked.details,
    )
    return discreet_record(report)


def _checked(
    cwd: Path,
    specs: Sequence[str],
    config: Config,
    refs: tuple[str, str] | None,
    jobs: int | None,
    *,
    notes: bool,
) -> tuple[Flagged, Sequence[tuple[str, str]]]:
    """What is found, and the files skipped with the reasons; whole files are never all in memory."""
    from optgate import select as room

    if specs and refs is None:
        files = room.files(cwd, specs, include=config.include, exclude=config.exclude)
        if files is not None:
            return sweep(files, config, jobs, notes=notes)
    selection = select(cwd, specs, config, refs)
    strays = any("::" not in spec for spec in specs)
    return look(selection, config, strays=strays, notes=notes), selection.skipped


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


def select(cwd: Path, specs: Sequence[str], config: Config, refs: tuple[str, str] | None = None) -> Selection:
    """The functions that ``specs`` name, or those that changes touch: between ``refs``, or staged ones."""
    from optgate import select as room

    if refs is not None:
        return room.between(cwd, *refs, include=config.include, exclude=config.exclude)
    if specs:
        return room.explicit(cwd, specs, include=config.include, exclude=config.exclude)
    return room.staged(cwd, include=config.include, exclude=config.exclude)


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
