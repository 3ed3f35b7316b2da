"""``optgate config``: the settings in force, where each comes from, and their schema."""

from __future__ import annotations

import json
import math
import os
from argparse import Namespace, _SubParsersAction
from typing import Any

from optgate import gate
from optgate.cli import common, output, parser
from optgate.discreet import discreet


def add(commands: _SubParsersAction[parser.Parser]) -> None:
    """Add the command."""
    command = parser.command(
        commands,
        "config",
        "print the settings in force, and where each comes from",
        "Prints every setting with its value and where that comes from: the default, the user's file, the "
        "project's file with the line, an OPTGATE_* variable. Or prints the JSON schema of the settings, for "
        "editors that check and complete them.",
        "optgate config --show               the settings, as TOML\n"
        "optgate config --schema             the JSON schema (draft 2020-12)",
        execute,
    )
    what = command.add_mutually_exclusive_group(required=True)
    what.add_argument("--show", action="store_true", help="print every setting, its value and its origin")
    what.add_argument("--schema", action="store_true", help="print the JSON schema of [tool.optgate]")
    command.add_argument(
        "--output-format",
        choices=("text", "json"),
        default="text",
        help="of --show: for people, or for programs",
    )
    command.add_argument("--output-file", metavar="FILE", help="write to FILE instead of stdout")


def execute(args: Namespace) -> int:
    """Carry out the command."""
    from optgate.config import schema, showing

    if args.schema:
        output.document(args, schema.document())
        return 0
    rows = showing.shown(gate.root(common.here()), vars(args), os.environ)
    if args.output_format == "json":
        told = [
            {"key": row.key, "value": _finite(row.value), "origin": row.layer, "place": row.place or None}
            for row in rows
        ]
        output.document(args, discreet(json.dumps({"version": 1, "settings": told}, indent=2) + "\n"))
        return 0
    width = max(len(row.line) for row in rows if len(row.line) <= _ALIGNED)
    lines = [f"{row.line:<{width}}  # {row.origin}" for row in rows]
    output.document(args, discreet("\n".join([*lines, ""])))
    return 0


def _finite(value: Any) -> Any:
    """The value, or its name where JSON has no such number."""
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


_ALIGNED = 48
"""Columns of the longest setting that the origins stand in line behind."""
