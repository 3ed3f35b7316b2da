"""The options that say which functions are looked at: targets, staged changes, commits, or everything."""

from __future__ import annotations

import argparse
from typing import NamedTuple

from optgate import gate
from optgate.cli import common
from optgate.model import UsageError


class Choice(NamedTuple):
    """What to look at: ``targets``, or the changes between ``refs``; without either the staged changes."""

    targets: tuple[str, ...] = ()
    refs: tuple[str, str] | None = None


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument(
        "targets",
        nargs="*",
        metavar="TARGET",
        help="a file, a folder or path.py::Qual.name (default: what the staged changes touch)",
    )
    group = parser.add_argument_group("changes", "in place of TARGET; what they touch is looked at")
    group.add_argument("--staged", action="store_true", help="the staged changes (the default)")
    group.add_argument(
        "--from-ref",
        metavar="A",
        help="the commits of --to-ref that A does not have; an empty A is the default branch",
    )
    group.add_argument("--to-ref", metavar="B", help="a commit, judged as it is there (default: HEAD)")
    group.add_argument(
        "--diff", metavar="REF", help="how the work tree differs from where it parted from REF"
    )
    group.add_argument("--all", action="store_true", help="every file of the project, changed or not")


def chosen(args: argparse.Namespace) -> Choice:
    """What the options ask for.

    Raises:
        UsageError: They exclude each other.
    """
    ways = {
        "TARGET": bool(args.targets),
        "--staged": args.staged,
        "--from-ref": args.from_ref is not None or args.to_ref is not None,
        "--diff": args.diff is not None,
        "--all": args.all,
    }
    used = [way for way, given in ways.items() if given]
    if len(used) > 1:
        raise UsageError(f"{used[1]} and {used[0]} exclude each other", "leave one of them out")
    if ways["--from-ref"]:
        return Choice(refs=(args.from_ref or "", args.to_ref or "HEAD"))
    if ways["--diff"]:
        return Choice(refs=(args.diff, ""))
    if args.all:
        return Choice((str(gate.root(common.here())),))
    return Choice(tuple(args.targets))
