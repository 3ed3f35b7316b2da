"""Outcomes on their way into the store and out of it: nothing is kept that tells of the user's machine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from optgate.discreet import discreet_record, reveals
from optgate.model import Outcome, Report, UsageError, Verdict

if TYPE_CHECKING:
    from optgate.config import Config


def kept(outcome: Outcome) -> Outcome:
    """The outcome as the store keeps it: without the project's place, the home folder and secrets.

    Of the inputs in it, those that hold one of the latter are left out.
    """
    return discreet_record(_with_verdicts(placed(outcome, ""), _without_revealing))


def _with_verdicts(outcome: Outcome, change: Callable[[Verdict], Verdict]) -> Outcome:
    judged = tuple(
        msgspec.structs.replace(one, verdict=change(one.verdict)) if one.verdict else one
        for one in outcome.judged
    )
    return msgspec.structs.replace(outcome, judged=judged)


def placed(outcome: Outcome, root: Path | str) -> Outcome:
    """The outcome of a project that is at ``root``."""
    target = outcome.target
    file = msgspec.structs.replace(target.file, root=str(root))
    return msgspec.structs.replace(outcome, target=msgspec.structs.replace(target, file=file))


def _without_revealing(verdict: Verdict) -> Verdict:
    return msgspec.structs.replace(
        verdict,
        sized=tuple((n, call) for n, call in verdict.sized if not reveals(call)),
        failing=tuple(call for call in verdict.failing if not reveals(call)),
    )


def _without_inputs(verdict: Verdict) -> Verdict:
    return msgspec.structs.replace(verdict, sized=(), failing=())


def keep_run(report: Report, root: Path, config: Config) -> None:
    """Keep a whole run in the cache, to be reported again, without inputs; its texts are discreet already."""
    from optgate.store import last

    outcomes = tuple(_with_verdicts(placed(one, ""), _without_inputs) for one in report.outcomes)
    last.write(root / config.cache_dir, msgspec.structs.replace(report, outcomes=outcomes))


def last_run(cwd: Path, config: Config) -> Report:
    """The last run in a project.

    Raises:
        UsageError: None is on record.
    """
    from optgate.gate import root
    from optgate.store import last

    top = root(cwd)
    report = last.read(top / config.cache_dir)
    if report is None:
        raise UsageError("no run is on record here", "`optgate run` makes one")
    outcomes = tuple(placed(outcome, top) for outcome in report.outcomes)
    return msgspec.structs.replace(report, outcomes=outcomes)
