"""``optgate baseline``: the findings that a project has accepted."""

from __future__ import annotations

from argparse import Namespace, _SubParsersAction
from typing import TYPE_CHECKING

from optgate import gate
from optgate.cli import common, output, parser
from optgate.report.view import count

if TYPE_CHECKING:
    from optgate.gate.ratchet import Change

_SHOWN = 10


def add(commands: _SubParsersAction[parser.Parser]) -> None:
    """Add the command."""
    command = parser.command(
        commands,
        "baseline",
        "accept the findings that are there, so that only new ones are told",
        "Keeps the findings that a project has accepted in a file, which `run`, `check` and the hooks leave "
        "out. `update` accepts what is there now, and forgets what is gone; in CI (where the variable CI is "
        "set) it may only forget. `prune` only forgets. The file belongs under version control.",
        "optgate baseline update             accept every finding of the project\n"
        "optgate baseline prune              forget those that are gone",
        execute,
    )
    command.add_argument("action", choices=("update", "prune"), help="accept what is there, or only forget")
    command.add_argument("-q", "--quiet", action="store_true", help="print nothing")
    parser.settings(command, *common.FINDING)


def execute(args: Namespace) -> int:
    """Carry out the command."""
    cwd, settings = common.here(), common.load(args)
    if args.action == "prune":
        change = gate.prune_baseline(cwd, settings)
    else:
        change = gate.update_baseline(cwd, settings, grow=not common.in_ci())
    if change.refused:
        _refuse(change)
        return 1
    if not args.quiet:
        numbers = {"new": len(change.added), "gone": len(change.dropped), "moved": change.moved}
        changes = ", ".join(f"{number:,} {word}" for word, number in numbers.items() if number)
        output.say(f"{change.path}: {count(change.holds, 'accepted finding')} ({changes or 'no change'})")
    return 0


def _refuse(change: Change) -> None:
    added = change.added
    lines = [
        f"the baseline would grow by {count(len(added), 'finding')}, and in CI it may only shrink",
        *(f"  {one.path}: {one.code} in {one.function}()" for one in added[:_SHOWN]),
        *([f"  and {len(added) - _SHOWN:,} more"] if len(added) > _SHOWN else []),
        "  make them faster (`optgate run`), or run `optgate baseline update` on your own machine",
    ]
    output.complaints(["\n".join(lines)])
