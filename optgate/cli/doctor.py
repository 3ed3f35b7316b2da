"""``optgate doctor``: what the gate found on this machine, and why."""

from __future__ import annotations

from argparse import Namespace, _SubParsersAction

from optgate import gate
from optgate.cli import common, output, parser


def add(commands: _SubParsersAction[parser.Parser]) -> None:
    """Add the command."""
    command = parser.command(
        commands,
        "doctor",
        "say what was found on this machine, and why",
        "Says which interpreter runs the project's code, how branches are counted, what isolates the code "
        "that is judged, where verdicts are kept, and for each of them why it is so.",
        "optgate doctor\noptgate doctor --python .venv/bin/python",
        execute,
    )
    parser.colour(command)
    parser.settings(command, "python", "cache-dir")


def execute(args: Namespace) -> int:
    """Carry out the command."""
    from optgate.report import text

    rows = gate.doctor(common.here(), common.load(args))
    output.lines(args, text.facts(rows, output.console(args).width))
    return 0
