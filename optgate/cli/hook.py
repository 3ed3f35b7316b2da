"""``optgate hook pre-commit``: the entry point of the git hook."""

from __future__ import annotations

from argparse import Namespace, _SubParsersAction

from optgate import gate
from optgate.cli import common, output, parser
from optgate.cli.progress import progress
from optgate.report.view import Detail, actionable


def add(commands: _SubParsersAction[parser.Parser]) -> None:
    """Add the command."""
    command = parser.command(
        commands,
        "hook",
        "the entry point of the git hook",
        "Judges the functions that the staged changes touch, within the budget of the configuration. Says "
        "nothing when there is nothing to act on, stops the commit when there is a proposal "
        "(mode.pre-commit: block, warn or off). Never edits a file.",
        "optgate hook pre-commit             in .git/hooks/pre-commit, or as `entry` for pre-commit",
        execute,
    )
    command.add_argument("stage", metavar="pre-commit", choices=("pre-commit",), help="the only stage so far")
    command.add_argument(
        "files", nargs="*", metavar="FILE", help="ignored: the staged changes are judged, as they are staged"
    )
    parser.budget(command, "budget.pre-commit of the configuration, 10")
    parser.printing(command, json=False)
    parser.settings(command, *common.JUDGING)


def execute(args: Namespace) -> int:
    """Carry out the command."""
    cwd = common.here()
    if not gate.quick(cwd):
        return 0
    settings = common.load(args)
    mode = settings.mode.pre_commit
    if mode == "off":
        return 0
    common.remind(settings)
    with progress(quiet=args.quiet) as tell:
        report = gate.run(cwd, (), settings, budget=args.budget or settings.budget.pre_commit, progress=tell)
    found = any(actionable(outcome) for outcome in report.outcomes)
    if found or report.notes or report.outcomes:
        from optgate.report import text

        view = output.view(args, detail=Detail.HOOK)
        lines = text.report(report, view)
        if found:
            lines += text.closing(report, stops=mode == "block", view=view)
        output.lines(args, lines)
    output.complaints(report.errors)
    return int(found and mode == "block")
