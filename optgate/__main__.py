"""``optgate`` and ``python -m optgate``: the ways out of the program.

A commit without anything to judge has to cost next to nothing, so this module imports next to nothing, and
``optgate hook pre-commit`` asks ``gate.quick`` before anything else is loaded.
"""

from __future__ import annotations

import contextlib
import sys

from optgate import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

INTERRUPTED = 130
INTERNAL_ERROR = 3


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit status of the contract. Every error ends here, in one place."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        return _command(arguments)
    except KeyboardInterrupt:
        print("optgate: interrupted; nothing was changed", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        _close_pipe()
        return 0
    except Exception as error:  # noqa: BLE001 - the funnel: whatever nobody foresaw becomes a bug report
        from optgate.model import OptgateError

        if isinstance(error, OptgateError):
            _say(str(error), error.hint)
            return error.exit_status
        _report_bug(error, arguments)
        return INTERNAL_ERROR


def _command(arguments: list[str]) -> int:
    if arguments in (["--version"], ["-V"]):
        print(f"optgate {__version__}")
        return 0
    if arguments[:2] == ["hook", "pre-commit"] and not any(a.startswith("-") for a in arguments[2:]):
        import os

        from optgate import gate

        with contextlib.suppress(FileNotFoundError):
            if not gate.quick(os.getcwd()):  # noqa: PTH109 - pathlib costs as much as git here
                return 0
    from optgate import cli

    return cli.main(arguments)


def _say(message: str, hint: str) -> None:
    """What happened, why (as far as known), what to do next."""
    first, *rest = message.splitlines() or ["failed"]
    print(
        f"optgate: {first}", *(f"  {line}" for line in [*rest, *hint.splitlines()]), sep="\n", file=sys.stderr
    )


def _report_bug(error: Exception, arguments: list[str]) -> None:
    import platform
    import shlex
    import tempfile
    import traceback

    facts = f"optgate {__version__}, Python {platform.python_version()}, {platform.platform()}"
    command = shlex.join(["optgate", *arguments])
    trace = "".join(traceback.format_exception(error))
    what = traceback.format_exception_only(error)[-1].strip().splitlines()[0]
    try:
        with tempfile.NamedTemporaryFile(
            "w",
            encoding="utf-8",
            errors="backslashreplace",
            prefix="optgate-bug-",
            suffix=".txt",
            delete=False,
        ) as file:
            file.write(f"{facts}\n{command}\n\n{trace}")
        hint = f"please report this bug with the text in {file.name}"
    except OSError:
        hint = f"please report this bug with this traceback:\n{trace}"
    _say(f"internal error, nothing of yours was changed: {what}\n{facts}: {command}", hint)


def _close_pipe() -> None:
    """Let the interpreter end in silence although nobody reads its output any more."""
    import os

    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
