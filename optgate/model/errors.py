"""Errors that are meant for the user."""

from __future__ import annotations


class OptgateError(Exception):
    """An error whose message is meant for the user; the command ends with ``exit_status``.

    ``hint`` is the next step the user can take, printed on a line of its own.
    """

    exit_status = 3

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class UsageError(OptgateError):
    """Wrong usage or configuration: exit status 2."""

    exit_status = 2


class GuestError(OptgateError):
    """The user's interpreter or module could not be used; carries what it said.

    Raised by ``host`` when a side cannot be opened (the import raises, hangs or exits, the function is
    not found) and by a ``Session`` that cannot go on.
    """
