"""``optgate hook``: the entry points of the git hooks."""

from __future__ import annotations

import os
import sys
from argparse import Namespace, _SubParsersAction

from optgate import gate
from optgate.cli import common, output, parser
from optgate.cli.progress import progress
from optgate.config import Config
from optgate.model import Report
from optgate.report.view import Detail, actionable, left_over


def add(commands: _SubParsersAction[parser.Parser]) -> None:
    """Add the command."""
    command = parser.command(
        commands,
        "hook",
        "the entry points of the git hooks",
        "Judges the functions that the staged changes touch (pre-commit), or those of the commits that are "
        "pushed (pre-push, which finishes what the commits had no time for), within the budget of the "
        "configuration. Says nothing when there is nothing to act on, stops the commit or the push when "
        "there is a proposal or a regression (mode.pre-commit, mode.pre-push: block, warn or off). Never "
        "edits a file.",
        "optgate hook pre-commit             in .git/hooks/pre-commit, or as `entry` for pre-commit\n"
        'optgate hook pre-push "$@"          in .git/hooks/pre-push; reads what git writes to it',
        execute,
    )
    command.add_argument("stage", metavar="STAGE", choices=tuple(_STAGES), help="pre-commit or pre-push")
    command.add_argument(
        "files",
        nargs="*",
        metavar="ARGUMENT",
        help="ignored: what is judged is what is staged, or what git says is pushed",
    )
    parser.budget(command, "budget.pre-commit or budget.pre-push of the configuration, 10 and 60")
    parser.printing(command, json=False)
    parser.settings(command, *common.JUDGING)


def execute(args: Namespace) -> int:
    """Carry out the command."""
    return _STAGES[args.stage](args)


def _commit(args: Namespace) -> int:
    cwd = common.here()
    if not gate.quick(cwd):
        return 0
    settings = common.load(args)
    if settings.mode.pre_commit == "off":
        return 0
    common.remind(settings)
    with progress(quiet=args.quiet) as tell:
        report = gate.run(cwd, (), settings, budget=args.budget or settings.budget.pre_commit, progress=tell)
    return _told(args, report, settings, "commit")


def _push(args: Namespace) -> int:
    cwd = common.here()
    ranges = gate.pushed(cwd, _lines(), os.environ)
    settings = common.load(args)
    if not ranges or settings.mode.pre_push == "off":
        return 0
    common.remind(settings)
    with progress(quiet=args.quiet) as tell:
        report = gate.push(
            cwd, ranges, settings, budget=args.budget or settings.budget.pre_push, progress=tell
        )
    return _told(args, report, settings, "push")


_STAGES = {"pre-commit": _commit, "pre-push": _push}


def _told(args: Namespace, report: Report, settings: Config, step: str) -> int:
    """Say what there is to say of a run, nothing in most; the status."""
    mode = settings.mode.pre_commit if step == "commit" else settings.mode.pre_push
    found = any(actionable(outcome) for outcome in report.outcomes)
    if found or report.notes or report.outcomes:
        from optgate.report import text

        view = output.view(args, detail=Detail.HOOK)
        if left_over(report):
            at_push = step == "commit" and gate.finishes(common.here())
            later = "the push judges the rest" if at_push else "CI judges the rest"
            view = view._replace(later=f"{later}, or this does it now:")
        lines = text.report(report, view)
        if found:
            lines += text.closing(report, stops=mode == "block", view=view, step=step)
        output.lines(args, lines)
    output.complaints(report.errors)
    return int(found and mode == "block")


def _lines() -> list[str]:
    """What git writes to a pre-push hook; nothing from a framework, which has read it, or at a terminal."""
    if "PRE_COMMIT" in os.environ or sys.stdin is None or sys.stdin.isatty():
        return []
    return sys.stdin.read().splitlines()
