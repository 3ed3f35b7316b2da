"""``optgate explain``: what a code means."""

from __future__ import annotations

from argparse import Namespace, _SubParsersAction

from optgate import gate
from optgate.cli import output, parser


def add(commands: _SubParsersAction[parser.Parser]) -> None:
    """Add the command."""
    command = parser.command(
        commands,
        "explain",
        "say what a code means",
        "Says what a code stands for: the pattern, an example before and after, where the two are known to "
        "differ, and which rewrites are tried. The text is the documentation of the rules themselves.",
        "optgate explain OPT201",
        execute,
    )
    command.add_argument("code", metavar="CODE", help="a code such as OPT201")
    parser.colour(command)


def execute(args: Namespace) -> int:
    """Carry out the command."""
    output.markdown(args, gate.explain(args.code))
    return 0
