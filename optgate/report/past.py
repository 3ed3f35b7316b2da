"""A changed function against its earlier version, in rows: how much slower it is, or where it differs."""

from __future__ import annotations

from optgate.model import Finding, Judged, Outcome, Report, Status, Timing
from optgate.model import Level as Rank
from optgate.report import evidence
from optgate.report.layout import Page
from optgate.report.view import View, factor, size

SOURCE = "head"
CHANGED = "OPT902"

_MOST_SIZES = 6


def head(outcome: Outcome) -> Judged | None:
    """The earlier version, where the function was compared with it."""
    return next((one for one in outcome.judged if one.candidate.source == SOURCE), None)


def only_noted(outcome: Outcome) -> bool:
    """Whether nothing was found but notes, or nothing at all in the time there was."""
    return all(one.level is Rank.NOTE for one in outcome.findings) and (
        bool(outcome.findings) or outcome.unfinished
    )


def flagged(report: Report) -> list[Outcome]:
    """The outcomes that are more than a note."""
    return [outcome for outcome in report.outcomes if not only_noted(outcome)]


def counted(report: Report) -> list[str]:
    """What a run found of the past: ``2 regressed``, ``1 behaves otherwise``."""
    slower = sum(outcome.status is Status.REGRESSED for outcome in report.outcomes)
    other = sum(_note(outcome) is not None for outcome in report.outcomes)
    parts = (
        f"{slower} regressed" * bool(slower),
        f"{other} behave{'s' * (other == 1)} otherwise" * bool(other),
    )
    return [part for part in parts if part]


def slower(outcome: Outcome) -> str:
    """``1.42x slower [1.38, 1.47]``; empty where it was not measured."""
    one = head(outcome)
    if outcome.status is not Status.REGRESSED or one is None or one.timing is None:
        return ""
    timed = one.timing
    return f"{factor(timed.speedup)} slower [{timed.low:.2f}, {timed.high:.2f}]" if timed.speedup > 1 else ""


def rows(page: Page, outcome: Outcome, view: View) -> None:
    """What is known of a function that regressed, or behaves otherwise."""
    one = head(outcome)
    if one is None:
        return
    if outcome.status is Status.REGRESSED and one.timing is not None:
        _sizes(page, one.timing)
        if outcome.dismissed:
            page.row("dismissed", outcome.dismissed)
        else:
            id, program = one.candidate.id, view.program
            page.choices("next", (f"{program} show {id}", f'{program} dismiss {id} --reason "…"'), "cyan")
    elif _note(outcome) is not None and one.verdict is not None and one.verdict.counterexample:
        example = one.verdict.counterexample
        page.row("call", example.call, "bold", wrap=False)
        page.row("was", evidence.short(example.expected))
        page.row("now", evidence.short(example.actual))


def _note(outcome: Outcome) -> Finding | None:
    return next((one for one in outcome.findings if one.code == CHANGED), None)


def _sizes(page: Page, timed: Timing) -> None:
    """How many times as long it takes, by input size."""
    points = timed.sizes
    if points:
        step = max(1, -(-(len(points) - 1) // (_MOST_SIZES - 1)))
        chosen = [*points[:-1:step], points[-1]] if len(points) > 1 else points
        told = "   ".join(f"{size(point.n)}:\xa0{factor(point.speedup)}" for point in chosen)
        page.row("slower", f"n\xa0= {told}   (time now / time before)")
    now, before = timed.slopes
    if before is not None and now is not None:
        page.row("growth", f"time ~ n^{before.value:.2f} before, n^{now.value:.2f} now")
