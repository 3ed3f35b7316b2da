"""``optgate report``: the last run again."""

from __future__ import annotations

from argparse import Namespace, _SubParsersAction
from pathlib import PurePath

from optgate import gate
from optgate.cli import common, formats, parser


def add(commands: _SubParsersAction[parser.Parser]) -> None:
    """Add the command."""
    command = parser.command(
        commands,
        "report",
        "show the last run again, or write it as a page",
        "Reports the last run in this project again, that of a hook among them, without judging anything. "
        "A file that ends in .html becomes a page that needs nothing else.",
        "optgate report                          as text\n"
        "optgate report -o optgate.html          as a page for a browser\n"
        "optgate report --output-format json     for programs",
        execute,
    )
    parser.printing(command, *formats.CI)
    parser.settings(command, "cache-dir")


def execute(args: Namespace) -> int:
    """Carry out the command."""
    from optgate.report import text

    report = gate.last_run(common.here(), common.load(args))
    if args.output_format == "text" and PurePath(args.output_file or "").suffix.lower() in (".html", ".htm"):
        args.output_format = "html"
    common.present(args, report, text.report)
    return 0
