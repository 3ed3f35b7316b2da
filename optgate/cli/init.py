"""``optgate init``: settings and hooks."""

from __future__ import annotations

from argparse import Namespace, _SubParsersAction

from optgate import gate
from optgate.cli import common, output, parser
from optgate.model import UsageError


def add(commands: _SubParsersAction[parser.Parser]) -> None:
    """Add the command."""
    command = parser.command(
        commands,
        "init",
        "write the settings and install the hooks",
        "Adds [tool.optgate] to pyproject.toml where it has none, and installs the hooks for commits and "
        "pushes: in .pre-commit-config.yaml where there is one, else as hooks of git itself, in the folder "
        "that core.hooksPath names. A hook that is there already is kept and run first. Nothing is staged, "
        "and a second time changes nothing.",
        "optgate init               do it, and say what was done\n"
        "optgate init --dry-run     only say it\n"
        "optgate init --uninstall   take the hooks of git out again",
        execute,
    )
    command.add_argument("--dry-run", action="store_true", help="write nothing, say what would be done")
    command.add_argument(
        "--plain", action="store_true", help="use the hooks of git also where pre-commit is used"
    )
    command.add_argument(
        "--uninstall", action="store_true", help="remove the hooks of git, and put back what was kept"
    )
    command.add_argument("-q", "--quiet", action="store_true", help="print nothing")


def execute(args: Namespace) -> int:
    """Carry out the command."""
    if args.uninstall and args.plain:
        raise UsageError("--plain and --uninstall exclude each other", "leave one of them out")
    cwd, write = common.here(), not args.dry_run
    told = (
        gate.uninstall(cwd, write=write) if args.uninstall else gate.init(cwd, plain=args.plain, write=write)
    )
    if not args.quiet:
        head = ["nothing was written; this would be done:"] if args.dry_run and told.changed else []
        output.say(*head, *told.done, *(f"next: {line}" for line in told.next))
    return 0
