"""What the user is told when the interpreter or the module cannot be used, with the next step."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from optgate.host.records import Failure
from optgate.model import GuestError

_GUARD = "optgate imports the module to run its functions: move work at module level under a __main__ guard"


def _path(order: Mapping[str, Any]) -> str:
    path: str = os.path.relpath(order["path"], order["root"])
    return path


def no_start(order: Mapping[str, Any], error: BaseException) -> GuestError:
    """The interpreter did not start, or could not start a process."""
    return GuestError(
        f"the interpreter could not be started for {_path(order)}: {error or type(error).__name__}",
        "run optgate doctor to see which interpreter is used",
    )


def failed(order: Mapping[str, Any], found: Failure) -> GuestError:
    """The import raised, or the module has no such function."""
    if found.absent:
        return GuestError(f"{_path(order)} has no function {found.message} once it is imported")
    text = f"{found.type}: {found.message}" if found.message else found.type
    place = f" ({found.file}, line {found.line})" if found.file else ""
    hint = _GUARD
    if found.missing:
        hint = f"install {found.missing} for this interpreter, or choose another one with --python"
    return GuestError(f"importing {_path(order)} raised {text}{place}", hint)


def hangs(order: Mapping[str, Any], seconds: float) -> GuestError:
    """The import did not end."""
    return GuestError(f"importing {_path(order)} took longer than {seconds:g} s", _GUARD)


def died(order: Mapping[str, Any], ended: str, tail: str) -> GuestError:
    """The import ended the process, or broke the channel."""
    last = f": {tail.splitlines()[-1]}" if tail else ""
    return GuestError(
        f"importing {_path(order)} ended the process ({ended or 'no reason given'}){last}", _GUARD
    )


def broken(order: Mapping[str, Any], what: str, error: BaseException, ended: str) -> GuestError:
    """A conversation other than running inputs could not be finished."""
    reason = ended or f"{type(error).__name__.lower()}{': ' if str(error) else ''}{error}"
    return GuestError(f"{what} of {_path(order)} did not finish ({reason})")
