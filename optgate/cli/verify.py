"""``optgate verify``: judge a rewrite that somebody wrote."""

from __future__ import annotations

from argparse import Namespace, _SubParsersAction

from optgate import gate
from optgate.cli import common, parser
from optgate.cli.progress import progress
from optgate.model import Decision


def add(commands: _SubParsersAction[parser.Parser]) -> None:
    """Add the command."""
    command = parser.command(
        commands,
        "verify",
        "judge a rewrite that somebody wrote",
        "Judges a rewrite of a function, written by a colleague or a program, as optgate judges its own: "
        "same inputs, same comparison, same timing. Prints the call on which the two differ, if one is "
        "found. Status 0 only when the rewrite is accepted.",
        "optgate verify src/stats.py::rms --candidate faster.py\n"
        "optgate verify src/stats.py::rms --candidate faster.py::rms_dot --output-format json",
        execute,
    )
    command.add_argument("target", metavar="path.py::Qual.name", help="the function as it is")
    command.add_argument(
        "--candidate",
        metavar="FILE[::NAME]",
        required=True,
        help="the file with the rewrite, and its name there when it is another",
    )
    parser.budget(command, "none")
    parser.exit_zero(command)
    parser.printing(command)
    parser.settings(
        command,
        "python",
        "min-speedup",
        "min-branch-coverage",
        "min-strength",
        "seed",
        "rigorous",
        "allow-unsandboxed",
        "cache-dir",
        "verify.timeout",
    )


def execute(args: Namespace) -> int:
    """Carry out the command."""
    from optgate.report import text

    cwd, settings = common.here(), common.load(args)
    with progress(quiet=args.quiet) as tell:
        report = gate.verify(cwd, args.target, args.candidate, settings, budget=args.budget, progress=tell)
    common.present(args, report, text.judgement)
    judged = [one for outcome in report.outcomes for one in outcome.judged]
    accepted = bool(judged) and all(one.decision is Decision.ACCEPTED for one in judged)
    return int(not accepted and not args.exit_zero)
