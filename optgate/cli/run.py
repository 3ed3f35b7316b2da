"""``optgate run``: the whole gate."""

from __future__ import annotations

from argparse import Namespace, _SubParsersAction

from optgate import gate
from optgate.cli import choosing, common, formats, output, parser
from optgate.cli.holding import Held
from optgate.cli.progress import progress
from optgate.config import Config
from optgate.model import OptgateError, Report
from optgate.report.view import actionable


def add(commands: _SubParsersAction[parser.Parser]) -> None:
    """Add the command."""
    command = parser.command(
        commands,
        "run",
        "find slow loops, verify and time faster versions, propose them",
        "Finds loop-heavy numeric functions, looks for faster versions, shows on generated inputs that a "
        "version behaves the same, times both, and proposes what is faster beyond doubt. Runs the code of "
        "the project in the project's own interpreter. Status 1 when there is a proposal.",
        "optgate run                         the functions the staged changes touch\n"
        "optgate run src/stats.py::rms       one function\n"
        "optgate run src --fix               a folder; write what is accepted into the work tree\n"
        "optgate run --from-ref main         what the commits of this branch touch",
        execute,
    )
    choosing.add(command)
    command.add_argument(
        "--fix",
        action="store_true",
        help="write accepted versions into the work tree; the status is 1 as without it",
    )
    command.add_argument(
        "--show-prompt",
        action="store_true",
        help="print what a model would be sent at first, and send nothing",
    )
    parser.budget(command, "none; in CI, budget.ci of the configuration")
    parser.exit_zero(command)
    parser.printing(command, *formats.CI)
    parser.settings(command, *common.JUDGING)


def execute(args: Namespace) -> int:
    """Carry out the command."""
    from optgate.report import text

    choice = choosing.chosen(args)
    cwd, settings, ci = common.here(), common.load(args), common.in_ci()
    if ci and settings.mode.ci == "off":
        off = Report((), 0.0, notes=("nothing was judged: mode.ci is off",))
        common.present(args, off, text.remarks)
        return 0
    budget = args.budget or (settings.budget.ci if ci else None)
    if args.show_prompt:
        with progress(quiet=args.quiet) as tell:
            told = gate.prompts(cwd, choice.targets, settings, budget=budget, progress=tell, refs=choice.refs)
            output.say(*told)
        return 0
    (common.recover if args.fix else common.remind)(settings)
    with progress(quiet=args.quiet) as tell:
        report = gate.run(cwd, choice.targets, settings, budget=budget, progress=tell, refs=choice.refs)
    if args.fix:
        _fix(args, report, settings)
    else:
        _show(args, report, frozenset())
    status = common.status(args, report, choice.targets)
    return 0 if status == 1 and ci and settings.mode.ci == "warn" else status


def _show(args: Namespace, report: Report, applied: frozenset[str], failure: str = "") -> None:
    from optgate.report import text

    common.present(args, report, text.report, applied=applied, failure=failure)


def _fix(args: Namespace, report: Report, settings: Config) -> None:
    """Write what is proposed and show the report; when writing fails, it is shown before the error."""
    ids = frozenset(
        outcome.proposal for outcome in report.outcomes if outcome.proposal and actionable(outcome)
    )
    with Held() as held:
        try:
            if ids:
                gate.apply(common.here(), sorted(ids), settings, held.check)
                held.keep()
        except OptgateError as error:
            _show(args, report, frozenset(), failure=str(error))
            raise
        _show(args, report, ids)
