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
    status = _status(list(sys.argv[1:] if argv is None else argv))
    signals = sys.modules.get("optgate.cli.signals")
    if argv is None and signals is not None:
        signals.close()
    return status


def _status(arguments: list[str]) -> int:
    try:
        return _command(arguments)
    except KeyboardInterrupt:
        return _interrupted()
    except Exception as error:  # noqa: BLE001 - the funnel: whatever nobody foresaw becomes a bug report
        if _ended_by_signal(error):
            return _interrupted()
        if isinstance(error, BrokenPipeError):
            _close_pipe(1)
            return 0
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


def _ended_by_signal(error: BaseException | None) -> bool:
    """Whether an interrupt stands behind an error: leaving in the middle of a step may raise others."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


def _interrupted() -> int:
    """Say so, where anybody still reads it; the status is 128 plus the number of the signal."""
    from optgate.cli import signals

    try:
        sys.stdout.flush()
        print("optgate: interrupted; nothing was changed", file=sys.stderr, flush=True)
    except (OSError, ValueError):
        _close_pipe(1, 2)
    return 128 + signals.received() if signals.received() else INTERRUPTED


def _say(message: str, hint: str) -> None:
    """What happened, why (as far as known), what to do next."""
    from optgate.discreet import discreet

    first, *rest = discreet(message).splitlines() or ["failed"]
    lines = [f"optgate: {first}", *(f"  {line}" for line in [*rest, *discreet(hint).splitlines()])]
    print(*lines, sep="\n", file=sys.stderr)


def _report_bug(error: Exception, arguments: list[str]) -> None:
    import platform
    import shlex
    import tempfile
    import traceback

    from optgate.discreet import discreet

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
            file.write(discreet(f"{facts}\n{command}\n\n{trace}"))
        hint = f"please report this bug with the text in {file.name}"
    except OSError:
        hint = f"please report this bug with this traceback:\n{trace}"
    _say(f"internal error, nothing of yours was changed: {what}\n{facts}: {command}", hint)


def _close_pipe(*streams: int) -> None:
    """Let the interpreter end in silence although nobody reads its output any more."""
    import os

    null = os.open(os.devnull, os.O_WRONLY)
    for stream in streams:
        os.dup2(null, stream)


if __name__ == "__main__":
    sys.exit(main())
