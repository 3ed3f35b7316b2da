"""How a report is to be shown, and the small vocabulary its texts share."""

from __future__ import annotations

import enum
import os
from pathlib import Path
from typing import NamedTuple

from optgate.model import Decision, Outcome, Report, Status, Target


class Detail(enum.IntEnum):
    """How much is said.

    ``QUIET`` shows what can be acted on and nothing else, ``HOOK`` adds what a hook must not keep to itself
    (a spent budget, an absent interpreter), ``NORMAL`` what became of every flagged function, ``FULL`` also
    what stands behind each verdict.
    """

    QUIET = 0
    HOOK = 1
    NORMAL = 2
    FULL = 3


class View(NamedTuple):
    """What the one who prints wants to see.

    ``width`` is in columns; paths are shown as seen from ``folder``, or from the root where it is empty;
    ``program`` is what to type to start optgate; ``applied`` holds the ids of the
    proposals just written into the work tree; ``diff_lines`` limits the lines of a patch (None: all);
    ``later`` says where what the budget left is judged.
    """

    width: int = 80
    folder: str = ""
    program: str = "optgate"
    detail: Detail = Detail.NORMAL
    applied: frozenset[str] = frozenset()
    diff_lines: int | None = 60
    later: str = ""


STATUS_WORDS = {
    Status.PROPOSED: "proposed",
    Status.NO_CANDIDATE: "no candidate",
    Status.ALL_REJECTED: "rejected",
    Status.NOT_FASTER: "not faster",
    Status.UNPROVEN: "unproven",
    Status.REGRESSED: "regressed",
    Status.SKIPPED: "not judged",
    Status.ERROR: "error",
}

DECISION_WORDS = {
    Decision.ACCEPTED: "accepted",
    Decision.WRONG: "wrong",
    Decision.NOT_FASTER: "not faster",
    Decision.SLOWER_SMALL: "slower on small inputs",
    Decision.UNPROVEN: "unproven",
    Decision.UNSAFE: "unsafe",
    Decision.ERROR: "error",
}


def actionable(outcome: Outcome) -> bool:
    """Whether the outcome asks for something: an open proposal or a regression."""
    return outcome.status in (Status.PROPOSED, Status.REGRESSED) and not outcome.dismissed


def place(target: Target, view: View) -> str:
    """The path of a function's file, as seen from the folder of the view."""
    if not view.folder:
        return target.file.path
    return os.path.relpath(Path(target.file.root, target.file.path), view.folder)


def left_over(report: Report) -> list[Outcome]:
    """The functions that the budget did not suffice for."""
    return [outcome for outcome in report.outcomes if outcome.unfinished and not actionable(outcome)]


def visible(text: str) -> str:
    """The text with everything that would steer a terminal, or hide code in it, spelt out."""
    if text.isprintable():
        return text
    return "".join(
        c if c.isprintable() or c in "\n\t\xa0\u3000" else c.encode("unicode_escape").decode() for c in text
    )


def count(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun: ``1 proposal``, ``1,204 inputs``, ``2 processes``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def factor(value: float) -> str:
    """A speed-up to two digits that mean something: ``0.84x``, ``7.8x``, ``120x``."""
    digits = 2 if value < 2 else 1 if value < 100 else 0
    return f"{value:.{digits}f}x"


def size(n: int) -> str:
    """An input size as it is read fastest: ``800``, ``10k``, ``2.5M``."""
    for unit, name in ((1_000_000, "M"), (1_000, "k")):
        if n >= 10 * unit or (n >= unit and n % unit == 0):
            return f"{n / unit:.3g}{name}"
    return str(n)
