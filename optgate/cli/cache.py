"""``optgate cache``: where verdicts and proposals are kept, and their end."""

from __future__ import annotations

from argparse import Namespace, _SubParsersAction

from optgate import gate
from optgate.cli import common, output, parser


def add(commands: _SubParsersAction[parser.Parser]) -> None:
    """Add the command."""
    command = parser.command(
        commands,
        "cache",
        "say where verdicts and proposals are kept, or delete them",
        "`dir` prints the folder of the cache. `clean` deletes it: the next run judges everything anew, open "
        "proposals and dismissals are forgotten. Deletes nothing that optgate did not make.",
        "optgate cache dir\noptgate cache clean",
        execute,
    )
    command.add_argument("action", choices=("dir", "clean"), help="print the folder, or delete it")
    command.add_argument("-q", "--quiet", action="store_true", help="with clean: print nothing")
    parser.settings(command, "cache-dir")


def execute(args: Namespace) -> int:
    """Carry out the command."""
    cwd, settings = common.here(), common.load(args)
    folder = gate.cache_folder(cwd, settings)
    if args.action == "dir":
        args.output_file = None
        output.document(args, f"{folder}\n")
        return 0
    freed = gate.clean(cwd, settings)
    if not args.quiet:
        output.say(
            f"deleted {folder}: {_size(freed)}" if freed else f"nothing to delete: there is no {folder}"
        )
    return 0


def _size(number: int) -> str:
    """Bytes as people read them: ``812 bytes``, ``1.4 MB``."""
    for unit, name in ((1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")):
        if number >= unit:
            return f"{number / unit:.1f} {name}"
    return f"{number} bytes"
