"""``optgate dismiss``: silence a proposal, list what is silenced, take it back."""

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
        "Silences a proposal for as long as its function stays as it is; it no longer stops a commit. What "
        "is silenced is kept in the cache of this machine, with the reason.",
        "optgate dismiss k3f9 --reason 'the loop mirrors the paper'\n"
        "optgate dismiss --list      what is silenced, and why\n"
        "optgate dismiss --undo k3f9",
        execute,
    )
    command.add_argument("id", metavar="ID", nargs="?", help="the id of a proposal; its beginning will do")
    what = command.add_mutually_exclusive_group(required=True)
    what.add_argument("--reason", metavar="TEXT", help="why, for those who read it later")
    what.add_argument("--undo", action="store_true", help="take back that a proposal was dismissed")
    what.add_argument("--list", action="store_true", help="list what was dismissed, the newest first")
    command.add_argument("-q", "--quiet", action="store_true", help="print nothing")
    parser.settings(command, "cache-dir")


def execute(args: Namespace) -> int:
    """Carry out the command."""
    if args.list:
        if args.id:
            raise UsageError("--list and ID exclude each other", "leave one of them out")
        return _list(args)
    if not args.id:
        raise UsageError("no ID is given", "give the id of a proposal, which `optgate run` prints")
    if args.undo:
        id = gate.reinstate(common.here(), args.id, common.load(args))
        if not args.quiet:
            output.say(f"{id} is no longer dismissed")
        return 0
    return _dismiss(args)


def _list(args: Namespace) -> int:
    rows = gate.dismissals(common.here(), common.load(args))
    for id, function, reason in rows:
        output.say(f"{id}  {function or '(no longer known)'}  {' '.join(reason.split())}")
    if not rows and not args.quiet:
        output.say("nothing is dismissed")
    return 0


def _dismiss(args: Namespace) -> int:
    if not args.reason.strip():
        raise UsageError("the reason is empty", "say why, for instance --reason 'not on a hot path'")
    outcome = gate.dismiss(common.here(), args.id, args.reason.strip(), common.load(args))
    if not args.quiet:
        name = f"{outcome.target.qualname}() in {outcome.target.file.path}"
        output.say(f"dismissed {outcome.proposal or args.id} for {name}, until the function changes")
    return 0
