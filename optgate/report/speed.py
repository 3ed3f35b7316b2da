"""Rows about speed: where the time of the original goes, and what pyperf makes of the candidate."""

from __future__ import annotations

import shlex
from collections.abc import Mapping

from optgate.model import Confirmation, Hot, Outcome, Spent
from optgate.report.layout import Page
from optgate.report.view import Detail, View, count, factor, size

_LEAST = 0.005
"""The least share of the time that a line of its own is shown for."""

_MOST_LINES = 12


def hot(page: Page, outcome: Outcome, view: View) -> None:
    """Where the time goes: the loop of the finding, with all detail also the other loops and the lines."""
    found = outcome.hot
    if found is None:
        return
    call = f"of {duration(found.seconds)} a call (n = {size(found.n)})"
    stopped = "" if found.whole else ", as far as it was watched"
    first = loop_of(outcome, found)
    others = [one for one in found.loops if one is not first] if view.detail >= Detail.FULL else []
    for number, one in enumerate([*([first] if first else []), *others]):
        around = f" {call}{stopped}" if number == 0 else ""
        page.row("" if number else "time", f"{_loop(one)}: {_percent(one.share)}{around}, {_times(one)}")
    if view.detail >= Detail.FULL:
        lines = sorted(found.lines, key=lambda one: -one.share)[:_MOST_LINES]
        for one in sorted(lines, key=lambda one: one.line):
            if one.share >= _LEAST:
                page.row("", f"line {one.line}: {_percent(one.share)}, {count(one.hits, 'hit')}")


def loop_of(outcome: Outcome, found: Hot) -> Spent | None:
    """The loop that the first finding stands at, else the one that takes longest."""
    lines = {finding.line for finding in outcome.findings}
    return next((one for one in found.loops if one.line in lines), next(iter(found.loops), None))


def confirmation(page: Page, found: Confirmation | None) -> None:
    """What pyperf's own runner measured, or why it did not."""
    if found is None:
        return
    if found.missing:
        page.row("pyperf", f"not confirmed by pyperf's own runner: {found.missing}")
        return
    bounds = f"[{factor(found.low).removesuffix('x')}, {factor(found.high).removesuffix('x')}]"
    verdict = "agrees" if found.agrees else "does not agree"
    processes = count(found.processes, "process", "processes")
    page.row(
        "pyperf",
        f"{verdict}: {factor(found.speedup)} {bounds} by its own runner, {processes} a side, "
        f"{found.seconds:.1f} s",
    )


def files(page: Page, kept: Mapping[str, str]) -> None:
    """The command that compares the measurement of each candidate, from the folders they are kept in."""
    for number, folder in enumerate(kept.values()):
        pair = f"{shlex.quote(f'{folder}/original.json')} {shlex.quote(f'{folder}/candidate.json')}"
        page.row("" if number else "measured", f"pyperf compare_to {pair}", wrap=False)


def duration(seconds: float) -> str:
    """``1.2 ms``, ``340 µs``: three digits at most, in the unit that fits."""
    for unit, name in ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs")):
        if seconds >= unit:
            return f"{seconds / unit:.3g} {name}"
    return f"{seconds * 1e9:.3g} ns"


def _loop(one: Spent) -> str:
    return (
        f"loop of line {one.line}"
        if one.line == one.end_line
        else f"loop of lines {one.line} to {one.end_line}"
    )


def _times(one: Spent) -> str:
    return f"{count(one.hits, 'time')} through"


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %"
