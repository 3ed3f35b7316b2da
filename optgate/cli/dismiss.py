"""``optgate dismiss``: silence a proposal."""

from __future__ import annotations

from argparse import Namespace, _SubParsersAction

from optgate import gate
from optgate.cli import common, output, parser
from optgate.model import UsageError


def add(commands: _SubParsersAction[parser.Parser]) -> None:
    """Add the command."""
    command = parser.command(
        commands,
        "dismiss",
        "silence a proposal, with a reason",
        "Silences a proposal for as long as its function stays as it is; it no longer stops a commit.",
        "optgate dismiss k3f9 --reason 'the loop mirrors the paper'",
        execute,
    )
    command.add_argument("id", metavar="ID", help="the id of a proposal; its beginning will do")
    command.add_argument("--reason", metavar="TEXT", required=True, help="why, for those who read it later")
    command.add_argument("-q", "--quiet", action="store_true", help="print nothing")
    parser.settings(command, "cache-dir")


def execute(args: Namespace) -> int:
    """Carry out the command."""
    if not args.reason.strip():
        raise UsageError("the reason is empty", "say why, for instance --reason 'not on a hot path'")
    outcome = gate.dismiss(common.here(), args.id, args.reason.strip(), common.load(args))
    if not args.quiet:
        name = f"{outcome.target.qualname}() in {outcome.target.file.path}"
        output.say(f"dismissed {outcome.proposal} for {name}, until the function changes")
    return 0
