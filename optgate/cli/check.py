"""``optgate check``: static findings alone."""

from __future__ import annotations

import gc
from argparse import Namespace, _SubParsersAction

from optgate import gate
from optgate.cli import choosing, common, formats, parser
from optgate.model import Level, Outcome


def add(commands: _SubParsersAction[parser.Parser]) -> None:
    """Add the command."""
    command = parser.command(
        commands,
        "check",
        "list slow loops, without running anything",
        "Lists loops that have a faster form, from the source alone: nothing of the project is imported or "
        "run. Status 1 when there is a finding.",
        "optgate check src                   every file of a folder\n"
        "optgate check --select OPT2 a.py    only prefix sums and recurrences\n"
        "optgate check -v a.py               also why, how much work it is, and what rarely pays\n"
        "optgate check --from-ref main       what the commits of this branch touch",
        execute,
    )
    choosing.add(command)
    parser.exit_zero(command)
    parser.printing(command, *formats.CI)
    parser.settings(command, *common.FINDING, "jobs")


_GARBAGE = 200_000
"""Objects between two searches for cycles: syntax trees have none, and a search walks all of them."""


def execute(args: Namespace) -> int:
    """Carry out the command."""
    gc.set_threshold(_GARBAGE)
    from optgate.report import text

    settings = common.load(args)
    common.remind(settings)
    choice = choosing.chosen(args)
    notes = args.verbose and args.output_format in ("text", "json")
    report = gate.check(
        common.here(), choice.targets, settings, refs=choice.refs, jobs=settings.jobs, notes=notes
    )
    common.present(args, report, text.findings, blocks=_flagged)
    if any(_flagged(outcome) for outcome in report.outcomes):
        return 0 if args.exit_zero else 1
    return common.unreadable(report, choice.targets)


def _flagged(outcome: Outcome) -> bool:
    return any(one.level is Level.FINDING for one in outcome.findings)
