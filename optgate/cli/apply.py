"""``optgate apply``: write proposals into the work tree, and take them out again."""

from __future__ import annotations

import os
from argparse import Namespace, _SubParsersAction
from collections.abc import Sequence
from pathlib import Path

from optgate import gate
from optgate.cli import common, output, parser
from optgate.cli.holding import Held
from optgate.cli.progress import progress
from optgate.config import Config
from optgate.model import UsageError


def add(commands: _SubParsersAction[parser.Parser]) -> None:
    """Add the command."""
    command = parser.command(
        commands,
        "apply",
        "write proposals into the work tree, or undo that",
        "Writes proposals into the files of the work tree, all of them or none. Nothing is staged. A file "
        "that was edited since it was judged is left alone, with an error. An apply that was killed half-way "
        "is put back first; with --undo that is all that is done. A file edited since then is left as it is.",
        "optgate apply k3f9        one proposal\n"
        "optgate apply             every open proposal\n"
        "optgate apply --with-test k3f9   a test beside it, which pins what the function does\n"
        "optgate apply --undo      put back what the last apply wrote",
        execute,
    )
    command.add_argument("ids", nargs="*", metavar="ID", help="a proposal (default: every open one)")
    command.add_argument(
        "--undo",
        action="store_true",
        help="put back every file of the last apply (or run --fix), unless one was edited since",
    )
    command.add_argument(
        "--with-test",
        action="store_true",
        help="also write tests into the project's tests, that hold for the function before and after",
    )
    command.add_argument("-q", "--quiet", action="store_true", help="print nothing")
    parser.settings(command, "cache-dir", "python")


def execute(args: Namespace) -> int:
    """Carry out the command."""
    if args.undo and args.ids:
        raise UsageError("--undo and ID exclude each other", "--undo puts back the last apply as a whole")
    if args.undo and args.with_test:
        raise UsageError("--undo and --with-test exclude each other", "--undo takes the tests out too")
    cwd, settings = common.here(), common.load(args)
    with Held() as held:
        recovered = common.recover(settings)
        if not args.undo:
            _apply(args, cwd, settings, held)
        elif recovered:
            held.keep()
        else:
            _undo(args, cwd, settings, held)
    return 0


def _apply(args: Namespace, cwd: Path, settings: Config, held: Held) -> None:
    with progress(quiet=args.quiet) as tell:
        tests = gate.with_tests(cwd, settings, tell) if args.with_test else None
        paths = _seen_from(cwd, gate.apply(cwd, args.ids, settings, held.check, tests))
    if paths:
        held.keep()
        _say(
            args,
            f"wrote {', '.join(paths)}",
            f"look at it with `git diff`, then stage it: git add {output.words(paths)}",
        )
    else:
        _say(args, "nothing to apply: no proposal is open for the code as it stands")


def _undo(args: Namespace, cwd: Path, settings: Config, held: Held) -> None:
    paths = _seen_from(cwd, gate.undo(cwd, settings, held.check))
    if paths:
        held.keep()
        _say(args, f"put back {', '.join(paths)}", "what was applied is open again: `optgate apply`")
    else:
        _say(args, "nothing to undo: no apply is on record, or it was undone")


def _say(args: Namespace, *sentences: str) -> None:
    if not args.quiet:
        output.say(*sentences)


def _seen_from(cwd: Path, paths: Sequence[str]) -> list[str]:
    return [os.path.relpath(gate.root(cwd) / path, cwd) for path in dict.fromkeys(paths)]
