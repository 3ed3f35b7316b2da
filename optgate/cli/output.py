"""Where reports go: stdout or a file, with or without colour, in any encoding, even if nobody reads on."""

from __future__ import annotations

import contextlib
import os
import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING

from optgate.cli import formats
from optgate.discreet import discreet
from optgate.model import OptgateError, UsageError
from optgate.report.view import Detail, View, visible

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

PLAIN = str.maketrans({"·": "-", "…": "...", "⋯": "...", "–": "-"})
"""Ornaments for terminals whose encoding lacks them."""


def view(args: Namespace, *, detail: Detail | None = None) -> View:
    """How this command's report is to be shown; ``detail`` is used unless -q or -v was given."""
    if args.verbose:
        chosen = Detail.FULL
    elif args.quiet:
        chosen = Detail.QUIET
    else:
        chosen = Detail.NORMAL if detail is None else detail
    return View(width=console(args).width, folder=str(Path.cwd()), program=program(), detail=chosen)


def lines(args: Namespace, text: Sequence[Text]) -> None:
    """Print the lines of a text report, or write them to ``--output-file``."""
    if getattr(args, "output_file", None):
        _save(args.output_file, "".join(f"{line.plain.rstrip()}\n" for line in text))
        return
    printer = console(args)
    with _readers_may_leave():
        for line in text:
            line.rstrip()
            printer.print(_encodable(line), soft_wrap=True)
        sys.stdout.flush()


def document(args: Namespace, text: str) -> None:
    """Print a document for programs, or write it to ``--output-file``."""
    if args.output_file:
        _save(args.output_file, text)
        return
    encoding = sys.stdout.encoding or "utf-8"
    with _readers_may_leave():
        sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
        sys.stdout.flush()


def append(name: str, text: str) -> None:
    """Append to a file that the CI system named; when that fails, it is told on stderr and nothing else."""
    try:
        with Path(name).open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
    except OSError as error:
        complaints([f"cannot append the summary to {name}: {error.strerror}"])


def complaints(messages: Sequence[str]) -> None:
    """Print what could not be looked at, on stderr."""
    for message in messages:
        print(f"optgate: {visible(discreet(message))}", file=sys.stderr)


def say(*sentences: str) -> None:
    """Print sentences on stdout, a line each."""
    with _readers_may_leave():
        print(*(visible(discreet(sentence)) for sentence in sentences), sep="\n", flush=True)


def words(values: Sequence[str]) -> str:
    """Values as words that a shell takes."""
    import shlex

    return shlex.join(values)


def markdown(args: Namespace, text: str) -> None:
    """Print Markdown: laid out for a terminal, as it stands for everything else."""
    if not sys.stdout.isatty() and args.color != "always":
        say(text.rstrip())
        return
    from rich.markdown import Markdown

    with _readers_may_leave():
        console(args).print(Markdown(text))
        sys.stdout.flush()


def failure(args: Namespace, error: OptgateError) -> None:
    """Where the format of ``--output-format`` has a word for an error, it is told on stdout too."""
    if args.presented or not (said := formats.failure(_format(args), discreet(str(error)))):
        return
    with contextlib.suppress(OptgateError):
        document(args, said)


def _format(args: Namespace) -> str:
    chosen: str = getattr(args, "output_format", "text")
    return chosen


def console(args: Namespace) -> Console:
    """A console on stdout: 80 columns unless it is a terminal, no highlighting, no markup."""
    from rich.console import Console

    colour = _colour(args.color, sys.stdout)
    return Console(
        file=sys.stdout,
        width=None if sys.stdout.isatty() else _columns(),
        force_terminal=colour,
        color_system="standard" if colour else None,
        no_color=not colour,
        highlight=False,
        markup=False,
        emoji=False,
    )


def program() -> str:
    """What to type to start optgate: its name when the shell finds it, else where it is installed.

    pre-commit puts the folder of its own environment on PATH for the time of the hook only.
    """
    import shutil

    folder = str(Path(sys.executable).parent)
    path = os.environ.get("PATH", os.defpath).split(os.pathsep)
    if "PRE_COMMIT" in os.environ:
        path = [entry for entry in path if entry != folder]
    if shutil.which("optgate", path=os.pathsep.join(path)):
        return "optgate"
    command = shutil.which("optgate", path=folder)
    return _home(command) if command else f"{_home(sys.executable)} -m optgate"


def _home(path: str) -> str:
    import shlex

    for start, name in ((str(Path.cwd()), "."), (str(Path.home()), "~")):
        if path.startswith(start + os.sep):
            return f"{name}/{shlex.quote(os.path.relpath(path, start))}"
    return shlex.quote(path)


def _columns() -> int:
    """The width of what is no terminal; rich would take that of the terminal at the other end."""
    given = os.environ.get("COLUMNS", "")
    return int(given) if given.isdecimal() and int(given) else 80


def _colour(when: str, stream: IO[str]) -> bool:
    if when != "auto":
        return when == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def _encodable(line: Text) -> Text:
    encoding = sys.stdout.encoding or "utf-8"
    try:
        line.plain.encode(encoding)
    except UnicodeEncodeError:
        plain = line.plain.translate(PLAIN)
        line.plain = plain.encode(encoding, "backslashreplace").decode(encoding)
    return line


def _save(name: str, text: str) -> None:
    path = Path(name)
    part = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        part.write_text(text, encoding="utf-8", errors="backslashreplace")
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise UsageError(
            f"cannot write the report to {name}: {error.strerror}", "give another --output-file, or none"
        ) from None


@contextlib.contextmanager
def _readers_may_leave() -> Iterator[None]:
    """A reader such as ``head`` may close the pipe: the rest is dropped, the status stays what it is."""
    try:
        yield
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
