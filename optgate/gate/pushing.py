"""What a push brings, judged in one run: git's own lines, or what the framework made of them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from optgate.config import Config
    from optgate.model import Outcome, Progress, Report

Range = tuple[str, str]

_LEAST = 0.001
_HOOK = "optgate-pre-push"


def pushed(cwd: Path, lines: Iterable[str], environ: Mapping[str, str]) -> list[Range]:
    """The ranges of commits that a push brings to its remote, as ``run`` takes them in ``refs``.

    ``lines`` are what git writes to a pre-push hook; pre-commit and prek read them themselves and set
    ``PRE_COMMIT_FROM_REF`` and ``PRE_COMMIT_TO_REF``. With neither, the commits of ``HEAD`` that no remote
    has count.

    Raises:
        UsageError: This is no repository with a work tree.
    """
    from optgate.select import repository

    top = repository.places(cwd).top
    first, last = environ.get("PRE_COMMIT_FROM_REF", ""), environ.get("PRE_COMMIT_TO_REF", "")
    if first and last:
        return [(first, last)]
    found = repository.pushes(lines)
    if not found:
        branch = environ.get("PRE_COMMIT_LOCAL_BRANCH") or "HEAD"
        found = [repository.Push(branch, last or branch, "", first)]
    return repository.ranges(top, found)


def push(cwd: Path, ranges: Iterable[Range], config: Config, *, budget: float, progress: Progress) -> Report:
    """Judge what each range touches, one after the other, within one budget; a function counts once.

    What the commits had time to judge comes from the store: the time goes to what they left.

    Args:
        cwd: A folder of the repository.
        ranges: Pairs of commits, from ``pushed``.
        config: The decoded configuration.
        budget: Seconds for all of it.
        progress: Told what the gate is doing.
    """
    from optgate import select
    from optgate.gate.corridor import run
    from optgate.gate.keeping import keep_run
    from optgate.model import Report

    started = time.monotonic()
    reports: list[Report] = []
    for refs in ranges:
        left = max(_LEAST, budget - (time.monotonic() - started))
        reports.append(run(cwd, (), config, budget=left, progress=progress, refs=refs))
    outcomes: dict[tuple[str, str, str], Outcome] = {}
    for report in reports:
        for one in report.outcomes:
            outcomes[one.target.file.path, one.target.qualname, one.target.file.text] = one
    merged = Report(
        tuple(outcomes.values()),
        time.monotonic() - started,
        budget=budget,
        errors=_once(line for report in reports for line in report.errors),
        notes=_once(line for report in reports for line in report.notes),
        layers=next((report.layers for report in reports if report.layers), ()),
        details=_once(line for report in reports for line in report.details),
    )
    if len(reports) > 1:
        keep_run(merged, select.root(cwd), config)
    return merged


def finishes(cwd: Path) -> bool:
    """Whether a pre-push hook is installed here that judges what a commit had no time for."""
    from optgate.model import UsageError
    from optgate.select import repository

    try:
        places = repository.places(cwd)
    except UsageError:
        return False
    hook = _text(places.hooks / "pre-push")
    framework = "pre-commit" in hook or "prek" in hook
    return "optgate" in hook or (framework and _HOOK in _text(places.top / ".pre-commit-config.yaml"))


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""


def _once(lines: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(lines))
