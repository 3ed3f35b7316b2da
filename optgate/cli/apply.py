"""``optgate apply``: write proposals into the work tree."""

from __future__ import annotations

import os
from argparse import Namespace, _SubParsersAction

from optgate import gate
from optgate.cli import common, output, parser


def add(commands: _SubParsersAction[parser.Parser]) -> None:
    """Add the command."""
    command = parser.command(
        commands,
        "apply",
        "write proposals into the work tree",
        "Writes proposals into the files of the work tree, all of them or none. Nothing is staged. A file "
        "that was edited since it was judged is left alone, with an error.",
        "optgate apply k3f9        one proposal\noptgate apply             every open proposal",
        execute,
    )
    command.add_argument("ids", nargs="*", metavar="ID", help="a proposal (default: every open one)")
    command.add_argument("-q", "--quiet", action="store_true", help="print nothing")
    parser.settings(command, "cache-dir")


def execute(args: Namespace) -> int:
    """Carry out the command."""
    cwd = common.here()
    written = dict.fromkeys(gate.apply(cwd, args.ids, common.load(args)))
    paths = [os.path.relpath(gate.root(cwd) / path, cwd) for path in written]
    if args.quiet:
        return 0
    if not paths:
        output.say("nothing to apply: no proposal is open for the code as it stands")
        return 0
    output.say(
        f"wrote {', '.join(paths)}",
        f"look at it with `git diff`, then stage it: git add {output.words(paths)}",
    )
    return 0
