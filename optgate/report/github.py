"""GitHub Actions: annotations as workflow commands (``::error file=…::…``), and the job's summary.

The commands and their escaping are those of GitHub's documentation and of its own toolkit: ``%`` and line
ends in data, also ``:`` and ``,`` in properties.
"""

from __future__ import annotations

from collections.abc import Sequence

from optgate.model import Report
from optgate.report.concern import Concern, Level, concerns
from optgate.report.view import visible

_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = _DATA | str.maketrans({":": "%3A", ",": "%2C"})


def report(report: Report, errors: Sequence[str]) -> str:
    """A command a line: the places, errors first, then what could not be looked at, then notes.

    GitHub shows ten annotations of each level a step; the order decides which.
    """
    order = list(_COMMANDS)
    places = [one for one in concerns(report) if not one.dismissed]
    lines = [_place(one) for one in sorted(places, key=lambda one: order.index(one.level))]
    lines += [_command("warning", error, title="optgate") for error in errors]
    lines += [_command("notice", note, title="optgate") for note in report.notes]
    return "".join(f"{line}\n" for line in lines)


def failure(message: str) -> str:
    """An annotation that says why the command could not be carried out."""
    return _command("error", message, title="optgate") + "\n"


def _place(one: Concern) -> str:
    return _command(
        _COMMANDS[one.level],
        one.message,
        file=one.path,
        line=str(one.line),
        endLine=str(one.end_line),
        title=f"{one.code} {one.name}",
    )


def _command(name: str, message: str, **properties: str) -> str:
    told = ",".join(f"{key}={value.translate(_PROPERTY)}" for key, value in properties.items())
    return f"::{name} {told}::{visible(message).translate(_DATA)}"
