"""The parser: a subcommand a module, and the options that several of them share."""

from __future__ import annotations

import argparse
import difflib
import math
import re
from collections.abc import Callable
from typing import Any, NoReturn

from optgate import __version__, config
from optgate.model import UsageError

_NO_COMMAND = r"argument COMMAND: invalid choice: '([^']*)'"


class Help(argparse.HelpFormatter):
    """Fills descriptions to the width of the terminal and leaves examples as they are written."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return text if text.startswith("examples:") else super()._fill_text(text, width, indent)


class Parser(argparse.ArgumentParser):
    """Says what is wrong in optgate's own three lines, with the nearest thing that would have been right."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"allow_abbrev": False, "formatter_class": Help, **kwargs})

    def error(self, message: str) -> NoReturn:
        """Turn argparse's complaint into a ``UsageError``.

        Raises:
            UsageError: Always.
        """
        near = self._nearest(message)
        if match := re.match(_NO_COMMAND, message):
            message = f"there is no command {match[1]!r}"
        raise UsageError(message + near, f"see `{self.prog} --help`")

    def _nearest(self, message: str) -> str:
        if match := re.match(r"unrecognized arguments: (--?[\w-]+)", message):
            known = [option for action in self._actions for option in action.option_strings]
            wrong = match[1]
        elif match := re.match(_NO_COMMAND, message):
            known = [name for action in self._actions for name in (action.choices or ())]
            wrong = match[1]
        else:
            return ""
        near = [name for name in known if len(wrong) > 2 and name.startswith(wrong)]
        near = near or difflib.get_close_matches(wrong, known, n=1)
        return f"\ndid you mean `{near[0]}`?" if near else ""


Execute = Callable[[argparse.Namespace], int]


def build() -> Parser:
    """The whole parser, every command with its ``execute`` function as a default."""
    from optgate.cli import (
        apply,
        baseline,
        cache,
        check,
        completion,
        dismiss,
        doctor,
        explain,
        hook,
        init,
        mcp,
        report,
        run,
        show,
        verify,
    )
    from optgate.cli import config as config_command

    parser = Parser(
        prog="optgate",
        description="Finds slow loops in numeric Python and proposes a faster version only when inputs show "
        "that it behaves the same and a measurement shows that it is faster.",
        epilog="`optgate COMMAND --help` says more. Settings stand in [tool.optgate] of pyproject.toml, or "
        "in optgate.toml; `optgate doctor` says what was found here.",
    )
    parser.add_argument("-V", "--version", action="version", version=f"optgate {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True, parser_class=Parser)
    for module in (
        run, check, verify, show, apply, dismiss, report, explain, baseline, init, doctor, config_command,
        cache, completion, hook, mcp,
    ):  # fmt: skip
        module.add(commands)
    return parser


def command(
    commands: argparse._SubParsersAction[Parser],
    name: str,
    summary: str,
    description: str,
    example: str,
    execute: Execute,
) -> Parser:
    """Add a subcommand; ``example`` is what a user would type."""
    parser = commands.add_parser(
        name, help=summary, description=description, epilog="examples:\n" + _indented(example)
    )
    parser.set_defaults(execute=execute, parser=parser, presented=False)
    return parser


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())


def settings(parser: argparse.ArgumentParser, *names: str) -> None:
    """Add options of the configuration, by their keys; help and kind come from their declaration."""
    group = parser.add_argument_group("settings", "these override the configuration")
    for name in names:
        option = config.options()[tuple(name.split("."))]
        if option.kind == "switch":
            group.add_argument(
                option.flag, dest=option.dest, action="store_const", const="true", help=option.help
            )
            continue
        more = "" if option.kind == "value" else "; may be given again, or separated by commas"
        default = f" (default: {option.default})" if option.default is not None and not more else ""
        group.add_argument(
            option.flag,
            dest=option.dest,
            metavar=option.metavar,
            action="append" if more else "store",
            help=option.help.replace("%", "%%") + more + default,
        )


def printing(parser: argparse.ArgumentParser, *formats: str, json: bool = True) -> None:
    """Add the options that say how and where a report is printed; ``formats`` beside text and JSON."""
    group = parser.add_argument_group("output")
    if json:
        group.add_argument(
            "--output-format",
            choices=("text", "json", *formats),
            default="text",
            help="for people, or for programs" + (", those of CI systems among them" if formats else ""),
        )
        group.add_argument(
            "-o", "--output-file", metavar="FILE", help="write the report to FILE instead of stdout"
        )
    colour(group)
    volume = group.add_mutually_exclusive_group()
    volume.add_argument("-q", "--quiet", action="store_true", help="only what can be acted on")
    volume.add_argument("-v", "--verbose", action="store_true", help="also what stands behind each verdict")


def colour(parser: argparse.ArgumentParser | argparse._ArgumentGroup) -> None:
    """Add ``--color``."""
    parser.add_argument(
        "--color",
        metavar="WHEN",
        choices=("auto", "always", "never"),
        default="auto",
        help="auto (the default: on a terminal, unless NO_COLOR is set), always or never",
    )


def budget(parser: argparse.ArgumentParser, default: str) -> None:
    """Add ``--budget``; ``default`` says what holds without it."""
    parser.add_argument(
        "--budget",
        metavar="SECONDS",
        type=_seconds,
        help=f"how long it may take, without the one-time installation of coverage (default: {default})",
    )


def exit_zero(parser: argparse.ArgumentParser) -> None:
    """Add ``--exit-zero``."""
    parser.add_argument("--exit-zero", action="store_true", help="end with status 0 where it would be 1")


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not (value > 0 and math.isfinite(value)):
        raise argparse.ArgumentTypeError(f"expected seconds, a number above 0, not {text!r}")
    return value
