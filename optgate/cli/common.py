"""What every command needs: where it stands, its configuration, and its status."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from optgate import config, gate
from optgate.cli import formats, output
from optgate.discreet import discreet
from optgate.model import Outcome, Report, UsageError
from optgate.report.view import View, actionable

if TYPE_CHECKING:
    from rich.text import Text

    Render = Callable[[Report, View], list[Text]]

FINDING = ("select", "ignore", "per-file-ignores", "include", "exclude", "baseline")
"""The settings of the commands that look for slow loops."""

JUDGING = (
    *FINDING,
    "sources",
    "python",
    "min-speedup",
    "max-slowdown",
    "min-branch-coverage",
    "min-strength",
    "seed",
    "rigorous",
    "no-cache",
    "cache-dir",
)
"""The settings of the commands that judge."""


def here() -> Path:
    """The current folder."""
    try:
        return Path.cwd()
    except FileNotFoundError:
        raise UsageError("the current folder does not exist any more", "change to another folder") from None


def load(args: Namespace) -> config.Config:
    """The configuration of the project the command was started in; in CI it is rigorous by default."""
    loaded = config.load(gate.root(here()), vars(args), os.environ)
    return loaded if loaded.rigorous is not None else msgspec.structs.replace(loaded, rigorous=in_ci())


def in_ci() -> bool:
    """Whether this is a CI job, by the variable that all CI systems set."""
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


def recover(settings: config.Config) -> bool:
    """Put back an apply that was interrupted, and say so on stderr; whether there was one."""
    told = gate.recover(here(), settings)
    output.complaints(told)
    return bool(told)


def remind(settings: config.Config) -> None:
    """Say on stderr that an apply was interrupted; the files are left as they are."""
    if gate.cut(here(), settings):
        output.complaints(["an apply was interrupted; `optgate apply --undo` puts its files back"])


def status(args: Namespace, report: Report, targets: Sequence[str]) -> int:
    """1 when there is something to act on, 2 when a file named on the command line could not be judged.

    A proposal that ``--fix`` has written is still one: what is staged is as slow as before.
    """
    if any(actionable(one) for one in report.outcomes):
        return 0 if args.exit_zero else 1
    return unreadable(report, targets)


def unreadable(report: Report, targets: Sequence[str]) -> int:
    """2 when a file named on the command line could not be judged; a file found in a folder is only told."""
    named = any(Path(target.partition("::")[0]).is_file() for target in targets)
    return 2 if report.errors and named else 0


def present(
    args: Namespace,
    report: Report,
    render: Render,
    *,
    applied: frozenset[str] = frozenset(),
    failure: str = "",
    blocks: Callable[[Outcome], bool] = actionable,
) -> None:
    """Print a report in the format asked for; what could not be looked at goes to stderr.

    ``failure`` is what went wrong after the run; what programs read carries it, for people the way out of the
    program does. ``blocks`` says which functions the status of the command is 1 for.
    """
    name = args.output_format
    if name == "text":
        output.lines(args, render(report, output.view(args)._replace(applied=applied)))
    else:
        errors = [*report.errors, *([discreet(failure)] if failure else [])]
        output.document(args, formats.render(name, report, errors, applied=applied, blocks=blocks))
        if name == "github" and (summary := os.environ.get("GITHUB_STEP_SUMMARY")):
            from optgate.report.summary import markdown

            output.append(summary, markdown(report, errors))
    args.presented = True
    output.complaints(report.errors)
