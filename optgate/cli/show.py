"""``optgate show``: a stored proposal or refused candidate."""

from __future__ import annotations

from argparse import Namespace, _SubParsersAction
from pathlib import Path

from optgate import gate
from optgate.cli import common, output, parser
from optgate.report.view import Detail


def add(commands: _SubParsersAction[parser.Parser]) -> None:
    """Add the command."""
    command = parser.command(
        commands,
        "show",
        "show a proposal with everything that is known of it",
        "Shows what was found out about one function: the whole patch, the inputs that stand behind it, "
        "the speed by input size, and every candidate that was refused, with the call that refuted it.",
        "optgate show k3f9\n"
        "optgate show 9c1d --as-test > tests/test_rms_regression.py\n"
        "optgate show k3f9 --pyperf-script > bench_rms.py && python bench_rms.py\n"
        "optgate show k3f9 --output-format json | jq -r '.functions[0].patch' | git apply",
        execute,
    )
    command.add_argument(
        "id", metavar="ID", help="a proposal or a candidate; the beginning of its id will do"
    )
    command.add_argument(
        "--as-test",
        action="store_true",
        help="print pytest tests instead: the calls that refuted a candidate, with what the original does",
    )
    command.add_argument(
        "--pyperf-script",
        action="store_true",
        help="print a script instead, which repeats the comparison with pyperf alone",
    )
    command.add_argument(
        "--pyperf",
        metavar="FOLDER",
        help="also write the measurement there, as original.json and candidate.json of pyperf",
    )
    parser.printing(command)
    parser.settings(command, "cache-dir")


def execute(args: Namespace) -> int:
    """Carry out the command."""
    settings = common.load(args)
    if args.as_test:
        output.document(args, gate.as_test(common.here(), args.id, settings))
        return 0
    if args.pyperf_script:
        output.document(args, gate.as_pyperf_script(common.here(), args.id, settings))
        return 0
    outcome = gate.show(common.here(), args.id, settings)
    if args.pyperf:
        gate.export_pyperf(common.here(), args.id, Path(args.pyperf), settings)
    kept = gate.keep_pyperf(common.here(), outcome, settings)
    if args.output_format == "json":
        from optgate.report import json

        output.document(args, json.shown(outcome, kept))
    else:
        from optgate.report import text

        view = output.view(args, detail=Detail.FULL)
        output.lines(args, text.shown(outcome, view._replace(diff_lines=None), kept))
    return 0
