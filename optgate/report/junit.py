"""JUnit XML, for CI systems that show tests: a test case a judged function, written by ``junitparser``."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from junitparser import Attr, Error, Failure, IntAttr, JUnitXml, Skipped, TestCase, TestSuite
from junitparser.junitparser import FinalResult

from optgate.model import Outcome, Report, Status
from optgate.report import text
from optgate.report.concern import headline
from optgate.report.view import View, visible

_NO_ANSWER = frozenset({Status.SKIPPED, Status.UNPROVEN})
_WIDTH = 100


class FunctionCase(TestCase):
    """A test case that says where its function stands."""

    file = Attr()
    line = IntAttr()


def report(report: Report, errors: Sequence[str], blocks: Callable[[Outcome], bool]) -> str:
    """The cases, failed where ``blocks`` says so. ASCII, so that no encoding can break it.

    What could not be judged is an error, what was not judged or not proven is skipped, what was judged
    without anything to act on has passed. Characters that XML cannot hold are spelt out.
    """
    suite = TestSuite("optgate")
    suite.add_testcases([_case(outcome, blocks(outcome)) for outcome in report.outcomes])
    told = [*errors, *report.notes]
    if told:
        suite.add_property("notes", visible("\n".join(told)))
    suite.time = round(report.seconds, 3)
    document = JUnitXml("optgate")
    document.add_testsuite(suite)
    document.update_statistics()
    xml = document.tostring().decode("utf-8").encode("ascii", "xmlcharrefreplace").decode("ascii")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{xml}\n'


def _case(outcome: Outcome, blocks: bool) -> TestCase:
    path = visible(outcome.target.file.path)
    module = path.removesuffix(".py").replace("/", ".")
    case = FunctionCase(visible(outcome.target.qualname), module, _seconds(outcome))
    case.file, case.line = path, outcome.target.def_line
    result = _result(outcome, blocks)
    details = visible("\n".join(line.plain.rstrip() for line in text.shown(outcome, View(width=_WIDTH))))
    if result is None:
        case.system_out = details
    else:
        result.text = details
        case.result = result
    return case


def _result(outcome: Outcome, blocks: bool) -> FinalResult | None:
    said, kind = _said(outcome), outcome.status.value
    if blocks:
        return Failure(said, kind)
    if outcome.status is Status.ERROR:
        return Error(said, kind)
    if outcome.dismissed:
        return Skipped(visible(f"dismissed: {outcome.dismissed}"), "dismissed")
    return Skipped(said, kind) if outcome.status in _NO_ANSWER else None


def _said(outcome: Outcome) -> str:
    """The findings where nothing was judged, else what became of the function."""
    if outcome.status is Status.SKIPPED and outcome.findings and not outcome.unfinished:
        return visible("; ".join(f"{one.code} {one.message}" for one in outcome.findings))
    return headline(outcome)


def _seconds(outcome: Outcome) -> float:
    """What searching inputs and timing took."""
    timed = sum(one.timing.seconds for one in outcome.judged if one.timing)
    return round(timed + (outcome.inputs.seconds if outcome.inputs else 0.0), 3)
