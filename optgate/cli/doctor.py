"""``optgate doctor``: what the gate found on this machine, and why."""

from __future__ import annotations

from argparse import Namespace, _SubParsersAction

from optgate import gate
from optgate.cli import common, output, parser
from optgate.cli.progress import progress


def add(commands: _SubParsersAction[parser.Parser]) -> None:
    """Add the command."""
    command = parser.command(
        commands,
        "doctor",
        "say what was found on this machine, and why",
        "Says which interpreter runs the project's code, how branches are counted, what isolates the code "
        "that is judged, where verdicts are kept, and for each of them why it is so. Measures for two "
        "seconds how noisy the machine is, and says which differences a measurement can decide here.",
        "optgate doctor\noptgate doctor --no-noise\noptgate doctor --python .venv/bin/python",
        execute,
    )
    command.add_argument("--no-noise", action="store_true", help="do not measure the noise of the machine")
    parser.printing(command)
    parser.settings(command, "python", "cache-dir")


def execute(args: Namespace) -> int:
    """Carry out the command."""
    from optgate.report import doctor, text

    cwd, settings = common.here(), common.load(args)
    with progress(quiet=args.quiet) as tell:
        rows = gate.doctor(cwd, settings)
        noise = None if args.no_noise else gate.noise(cwd, settings, tell)
    if args.output_format == "json":
        output.document(args, doctor.document(rows, noise))
        return 0
    rows = (*rows, *(doctor.rows(noise) if noise is not None else ()))
    output.lines(args, text.facts(rows, output.console(args).width))
    return 0
