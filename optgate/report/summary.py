"""The summary of a CI job, in GitHub's Markdown."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from optgate.model import Outcome, Report, Status
from optgate.report import past
from optgate.report.concern import headline
from optgate.report.view import STATUS_WORDS, actionable, count, visible

_LARGEST = 900_000
"""Bytes; GitHub drops the summary of a step that is larger than 1 MiB."""

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$@!])")


def markdown(report: Report, errors: Sequence[str]) -> str:
    """A table of the functions, the patches that are proposed, and what is to be said beside."""
    parts = [f"## optgate\n\n{_counts(report)}\n"]
    if report.outcomes:
        parts.append("\n".join(["| function | found | result |", "| --- | --- | --- |"]) + "\n")
        parts[-1] += "".join(_row(outcome) for outcome in report.outcomes)
    parts += [_patch(outcome) for outcome in report.outcomes if outcome.patch and actionable(outcome)]
    told = [f"- {plain(line)}\n" for line in (*errors, *report.notes)]
    return "\n".join(_fitting([*parts, "".join(told)] if told else parts)) + "\n"


def plain(text: str) -> str:
    """Text that Markdown shows as it stands, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(visible(text).split()))


def _counts(report: Report) -> str:
    proposals = sum(one.status is Status.PROPOSED and actionable(one) for one in report.outcomes)
    regressions = sum(one.status is Status.REGRESSED and actionable(one) for one in report.outcomes)
    parts = [
        f"{count(len(past.flagged(report)), 'function')} flagged",
        *([f"**{count(proposals, 'proposal')}**"] if proposals else []),
        *([f"**{count(regressions, 'regression')}**"] if regressions else []),
        f"{report.seconds:.1f} s",
    ]
    return " · ".join(parts)


def cells(outcome: Outcome) -> tuple[str, str, str]:
    """A function as a row of a table: where it is, what was found, what became of it."""
    target = outcome.target
    line = outcome.findings[0].line if outcome.findings else target.def_line
    found = ", ".join(f"{one.code} {one.name}" for one in outcome.findings)
    if outcome.dismissed:
        result = f"dismissed: {outcome.dismissed}"
    elif actionable(outcome):
        result = headline(outcome)
    else:
        result = STATUS_WORDS[outcome.status] + (f": {outcome.reason}" if outcome.reason else "")
    return f"{target.file.path}:{line} {target.qualname}()", found, result


def _row(outcome: Outcome) -> str:
    return "| " + " | ".join(plain(cell) for cell in cells(outcome)) + " |\n"


def _patch(outcome: Outcome) -> str:
    """The diff behind a line to click on, in a fence longer than any in it."""
    text = visible((outcome.patch or "").replace("\r\n", "\n"))
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
    summary = html.escape(headline(outcome))
    body = f"{fence}diff\n{text.rstrip(chr(10))}\n{fence}"
    return f"<details><summary>{summary}</summary>\n\n{body}\n\n</details>\n"


def _fitting(parts: list[str]) -> Iterator[str]:
    """As many parts as GitHub takes, and a sentence about the rest."""
    left = _LARGEST
    for number, part in enumerate(parts):
        left -= len(part.encode("utf-8", "backslashreplace"))
        if left < 0:
            yield f"… {count(len(parts) - number, 'more part')} left out: the summary would be too large\n"
            return
        yield part
