"""The report as text for people.

Every function returns lines that ``Console.print`` takes; nothing here knows where they go.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from optgate.model import Decision, Inputs, Judged, Level, Outcome, Report, Status
from optgate.report import evidence, past, speed, usage
from optgate.report.layout import INDENT, Page
from optgate.report.view import (
    DECISION_WORDS,
    STATUS_WORDS,
    Detail,
    View,
    actionable,
    count,
    left_over,
    place,
)

if TYPE_CHECKING:
    from rich.text import Text


def report(report: Report, view: View) -> list[Text]:
    """A whole run; empty when the view wants to hear of nothing that is in it."""
    page = Page(view.width)
    shown = [outcome for outcome in report.outcomes if _wanted(outcome, view)]
    if shown or view.detail >= Detail.NORMAL:
        _header(page, report)
    for outcome in shown:
        page.gap()
        _outcome(page, outcome, view)
    proposals = sum(outcome.status is Status.PROPOSED for outcome in shown if actionable(outcome))
    if proposals > 1 and not view.applied and view.detail >= Detail.NORMAL:
        page.gap()
        page.paragraph(f"`{view.program} apply` writes all {proposals} proposals into the work tree")
    _remarks(page, report, view)
    return page.lines


def closing(report: Report, *, stops: bool, view: View, step: str = "commit") -> list[Text]:
    """The last words of a hook: whether the ``step`` (commit or push) is stopped, and what to do about it."""
    page = Page(view.width)
    page.line()
    proposals = sum(outcome.status is Status.PROPOSED and actionable(outcome) for outcome in report.outcomes)
    regressions = sum(
        outcome.status is Status.REGRESSED and actionable(outcome) for outcome in report.outcomes
    )
    found = " and ".join(
        count(number, noun)
        for number, noun in ((proposals, "proposal"), (regressions, "regression"))
        if number
    )
    if stops:
        advice = (
            f"Apply or dismiss {'it' if proposals == 1 else 'them'}" if proposals else "Restore the speed"
        )
        again = {"commit": "commit again (cached)"}.get(step, f"commit that and {step} again")
        page.paragraph(f"{step.capitalize()} stopped: {found}. {advice}, then {again}.", "bold")
    else:
        page.paragraph(f"{step.capitalize()} not stopped (mode is warn): {found}.")
    return page.lines


def shown(outcome: Outcome, view: View, kept: Mapping[str, str] | None = None) -> list[Text]:
    """One stored outcome, with everything that is known of it.

    ``kept`` are the folders with the measurements of candidates, by id.
    """
    page = Page(view.width)
    _outcome(page, outcome, view)
    speed.files(page, kept or {})
    return page.lines


def findings(report: Report, view: View) -> list[Text]:
    """``check``: a line a finding, as editors and other linters have them (columns from 1).

    In full detail also why it matters and how much work stands behind it.
    """
    page = Page(view.width)
    for outcome in report.outcomes:
        for finding in outcome.findings:
            where = f"{place(outcome.target, view)}:{finding.line}:{finding.column + 1}:"
            note = " note:" if finding.level is Level.NOTE else ""
            told = f"{note} {finding.message} [{finding.name}]"
            page.line((where, "bold"), " ", (finding.code, "yellow"), told)
            if view.detail >= Detail.FULL:
                for more in (finding.why, finding.estimate):
                    page.paragraph(more, "dim", indent=2 * INDENT)
    if view.detail >= Detail.FULL:
        for detail in report.details:
            page.paragraph(detail, "dim")
    if view.detail >= Detail.NORMAL:
        _counted(page, report, view)
    return page.lines


def _counted(page: Page, report: Report, view: View) -> None:
    """The last line of ``check``: how much was found, and what to do next."""
    levels = [[finding.level for finding in outcome.findings] for outcome in report.outcomes]
    total = sum(own.count(Level.FINDING) for own in levels)
    notes = sum(own.count(Level.NOTE) for own in levels)
    if total:
        rest = f", {count(notes, 'note')}" if notes else ""
        functions = sum(Level.FINDING in own for own in levels)
        page.line(
            f"{count(total, 'finding')} in {count(functions, 'function')}"
            f"{rest}; "
            f"`{view.program} run` looks for faster versions that behave the same"
        )
    elif not report.errors:
        page.line("No slow loop found.")


def judgement(report: Report, view: View) -> list[Text]:
    """``verify``: what became of a rewrite that somebody wrote."""
    page = Page(view.width)
    for outcome in report.outcomes:
        page.gap()
        for one in outcome.judged:
            _judgement(page, outcome, one, view)
        if not outcome.judged:
            _status_line(page, outcome, None, view)
            page.row("why", outcome.reason)
    _remarks(page, report, view)
    return page.lines


def remarks(report: Report, view: View) -> list[Text]:
    """What is to be said of a run beside its outcomes."""
    page = Page(view.width)
    _remarks(page, report, view)
    return page.lines


def facts(rows: Sequence[tuple[str, str, str]], width: int) -> list[Text]:
    """``doctor``: what, its value, and below it why."""
    page = Page(width)
    column = max((len(what) for what, _, _ in rows), default=0) + 2
    for what, value, why in rows:
        page.pair(what.ljust(column), value)
        if why:
            page.paragraph(why, "dim", indent=column)
    return page.lines


def _wanted(outcome: Outcome, view: View) -> bool:
    if actionable(outcome) or outcome.proposal in view.applied:
        return True
    if outcome.dismissed:
        return view.detail >= Detail.FULL
    return view.detail >= Detail.NORMAL and bool(outcome.findings or outcome.status is Status.ERROR)


def _header(page: Page, report: Report) -> None:
    verified = sum(outcome.status is Status.PROPOSED for outcome in report.outcomes)
    cached = sum(outcome.cached for outcome in report.outcomes)
    parts = [
        f"{count(len(past.flagged(report)), 'function')} flagged",
        f"{verified} verified faster",
        *past.counted(report),
        *([f"{cached} cached"] if cached else []),
    ]
    if not report.outcomes:
        parts = ["no slow loop found"]
    spent = f"{report.seconds:.1f} s" + (f" of {report.budget:g} s" if report.budget is not None else "")
    page.ends([("optgate", "bold"), "  " + " · ".join(parts)], (spent, "dim"))


def _outcome(page: Page, outcome: Outcome, view: View) -> None:
    accepted = next((one for one in outcome.judged if one.candidate.id == outcome.proposal), None)
    _status_line(page, outcome, accepted, view)
    if outcome.proposal and accepted is not None:
        _proposal(page, outcome, accepted, view)
        return
    if outcome.reason:
        page.row("why", outcome.reason)
    usage.asked(page, outcome)
    speed.hot(page, outcome, view)
    past.rows(page, outcome, view)
    if view.detail >= Detail.FULL:
        for one in outcome.judged:
            if one.timing and one.timing.sizes and one.candidate.source != past.SOURCE:
                evidence.sizes(page, one.timing, view)
        if outcome.inputs:
            evidence.domain(page, outcome.inputs)
            _survivors(page, outcome.inputs, view)
    if outcome.status is Status.ALL_REJECTED or view.detail >= Detail.FULL:
        evidence.refused(page, outcome)


def _status_line(page: Page, outcome: Outcome, accepted: Judged | None, view: View) -> None:
    finding = outcome.findings[0] if outcome.findings else None
    line = finding.line if finding else outcome.target.def_line
    left: list[str | tuple[str, str]] = [(f"{place(outcome.target, view)}:{line}", "bold")]
    if finding:
        left += ["  ", (finding.code, "yellow"), f" {finding.name}"]
    left.append(f"  {outcome.target.qualname}()")
    if accepted and accepted.timing:
        right = (evidence.speedup(accepted.timing), "bold green")
    elif outcome.status is Status.REGRESSED:
        right = (past.slower(outcome) or STATUS_WORDS[outcome.status], "bold red")
    elif past.only_noted(outcome) and outcome.findings:
        right = ("noted", "")
    else:
        right = (STATUS_WORDS[outcome.status], "")
    page.ends(left, right)
    for other in outcome.findings[1:]:
        where = f"{place(outcome.target, view)}:{other.line}"
        page.line((where, "bold"), "  ", (other.code, "yellow"), f" {other.name}")
        if other.level is Level.NOTE:
            page.row("note", other.message)


def _proposal(page: Page, outcome: Outcome, accepted: Judged, view: View) -> None:
    speed.hot(page, outcome, view)
    evidence.patch(page, outcome.patch or "", view)
    verdict = accepted.verdict
    inputs = outcome.inputs or (verdict.inputs if verdict else None)
    if inputs:
        coverage, notes = (verdict.branch_coverage, verdict.notes) if verdict else (None, ())
        evidence.sameness(page, inputs, coverage, notes)
        _survivors(page, inputs, view)
    if accepted.timing:
        evidence.sizes(page, accepted.timing, view)
        evidence.memory(page, verdict)
        speed.confirmation(page, accepted.timing.confirmation)
    evidence.refused(page, outcome)
    usage.asked(page, outcome, accepted.candidate)
    if outcome.dismissed:
        page.row("dismissed", outcome.dismissed)
    elif outcome.proposal in view.applied:
        page.row(
            "applied", f"to {place(outcome.target, view)} in the work tree; stage it with `git add`", "green"
        )
    else:
        page.choices("next", _next(outcome.proposal, view.program), "cyan")


def _next(id: str, program: str) -> Sequence[str]:
    return (f"{program} apply {id}", f"{program} show {id}", f'{program} dismiss {id} --reason "…"')


def _judgement(page: Page, outcome: Outcome, one: Judged, view: View) -> None:
    if one.decision is Decision.ACCEPTED:
        _outcome(page, outcome, view)
        return
    style = "bold red" if one.decision in (Decision.WRONG, Decision.UNSAFE, Decision.ERROR) else "bold yellow"
    target = outcome.target
    page.line(
        (DECISION_WORDS[one.decision], style),
        f"  {place(target, view)}:{target.def_line} {target.qualname}()",
    )
    verdict = one.verdict
    example = verdict.counterexample if verdict else None
    if example:
        evidence.counterexample(page, example)
    if reason := (example.note if example else "") or one.reason:
        page.row("why", reason)
    for note in verdict.notes if verdict else ():
        page.row("note", note)
    if one.timing:
        if one.timing.speedup > 0:
            page.row("speed", evidence.measured(one.timing))
        evidence.sizes(page, one.timing, view)
        evidence.memory(page, verdict)
        speed.confirmation(page, one.timing.confirmation)
    inputs = verdict.inputs if verdict else outcome.inputs
    if inputs:
        page.row("tried", evidence.counted(inputs))
        evidence.domain(page, inputs)
        _survivors(page, inputs, view)


def _survivors(page: Page, inputs: Inputs, view: View) -> None:
    if view.detail >= Detail.FULL:
        evidence.survivors(page, inputs)


def _remarks(page: Page, report: Report, view: View) -> None:
    if view.detail < Detail.HOOK:
        return
    left = left_over(report)
    if left or report.notes:
        page.gap()
    if left:
        functions = count(len(left), "function")
        later = f"; {view.later}" if view.later else ""
        page.paragraph(
            f"optgate: the budget of {report.budget:g} s ran out with {functions} left{later}", "yellow"
        )
        names = " ".join(f"{place(outcome.target, view)}::{outcome.target.qualname}" for outcome in left)
        page.line((f"{view.program} run {names}", "cyan"), indent=INDENT)
    for note in report.notes:
        first, _, rest = note.partition("\n")
        page.paragraph(f"optgate: {first}", "yellow")
        if rest:
            page.paragraph(rest, "yellow", indent=INDENT)
    for detail in report.details if view.detail >= Detail.FULL else ():
        page.paragraph(detail if detail.startswith("model: ") else f"evidence: {detail}", "dim")
    if view.detail >= Detail.FULL and report.layers:
        page.paragraph(f"isolation: {', '.join(report.layers)}", "dim")
