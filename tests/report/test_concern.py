from __future__ import annotations

import pytest
from msgspec.structs import replace

from optgate.model import Finding, Outcome, SourceFile, Status
from optgate.model import Level as Rank
from optgate.report.concern import FASTER, REGRESSION, concerns
from tests.report import ci
from tests.report import records as r

SECOND = Finding("OPT601", "append-map-loop", 8, 4, 8, "another loop")


def told(*outcomes: Outcome) -> list[tuple[str, str]]:
    return [(one.code, one.level.value) for one in concerns(r.report(*outcomes))]


def moved(outcome: Outcome, prefix: str) -> Outcome:
    """The same function further down in its file."""
    text = prefix + outcome.target.file.text
    by = prefix.count("\n")
    target = outcome.target
    places = {name: getattr(target, name) + by for name in ("line", "def_line", "end_line")}
    found = tuple(replace(one, line=one.line + by, end_line=one.end_line + by) for one in outcome.findings)
    file = SourceFile("/project", target.file.path, text.encode(), text)
    return replace(outcome, target=replace(target, file=file, **places), findings=found)


def test_what_blocks_is_an_error_and_the_rest_is_not() -> None:
    assert told(replace(r.PROPOSED, findings=(r.FINDING, SECOND))) == [
        ("OPT102", "error"),
        ("OPT601", "note"),
    ]
    assert told(r.REGRESSED) == [(REGRESSION[0], "error"), ("OPT102", "warning")]
    assert told(r.DISMISSED) == [("OPT102", "note")]


@pytest.mark.parametrize(
    ("status", "level"),
    [
        (Status.SKIPPED, "warning"),
        (Status.ERROR, "warning"),
        (Status.UNPROVEN, "note"),
        (Status.NOT_FASTER, "note"),
        (Status.ALL_REJECTED, "note"),
        (Status.NO_CANDIDATE, "note"),
    ],
)
def test_an_open_finding_weighs_more_than_a_judged_one(status: Status, level: str) -> None:
    assert told(replace(r.UNPROVEN, status=status)) == [("OPT102", level)]


def test_a_regression_or_proposal_without_a_finding_has_a_code_of_its_own() -> None:
    assert told(replace(r.REGRESSED, findings=())) == [(REGRESSION[0], "error")]
    assert told(replace(r.PROPOSED, findings=())) == [(FASTER[0], "error")]
    own = replace(r.FINDING, code="OPT901", name="slower")
    assert told(replace(r.REGRESSED, findings=(own,))) == [("OPT901", "error")]


def test_the_fingerprint_stays_when_the_function_moves() -> None:
    [before] = concerns(r.report(r.UNPROVEN))
    [after] = concerns(r.report(moved(r.UNPROVEN, "import os\n\n# é\n")))
    assert (after.line, after.fingerprint) == (before.line + 3, before.fingerprint)


def test_the_fingerprint_does_not_depend_on_the_verdict() -> None:
    [open_], [found] = concerns(r.report(r.UNPROVEN)), concerns(r.report(r.PROPOSED))
    assert open_.fingerprint == found.fingerprint


def test_a_difference_that_did_not_reject_is_told() -> None:
    [one] = concerns(r.report(r.PROPOSED))
    assert "no difference but that a RuntimeWarning is no longer raised, on 1,204 inputs" in one.message
    silent = replace(r.ACCEPTED, verdict=replace(r.ACCEPTED.verdict, notes=()))
    [one] = concerns(r.report(replace(r.PROPOSED, judged=(silent,))))
    assert "no difference on 1,204 inputs" in one.message


def test_other_code_has_another_fingerprint() -> None:
    text = r.SOURCE.replace("x * x", "x * x * x")
    changed = replace(
        r.UNPROVEN, target=replace(r.TARGET, file=SourceFile("/project", "src/stats.py", b"", text))
    )
    [before], [after] = concerns(r.report(r.UNPROVEN)), concerns(r.report(changed))
    assert before.fingerprint != after.fingerprint


def test_equal_places_have_different_fingerprints() -> None:
    twice = concerns(r.report(replace(r.UNPROVEN, findings=(r.FINDING, r.FINDING))))
    assert len({one.fingerprint for one in twice}) == 2
    assert [one.fingerprint for one in twice] == [
        one.fingerprint for one in concerns(r.report(replace(r.UNPROVEN, findings=(r.FINDING, r.FINDING))))
    ]


def test_columns_count_characters_not_bytes() -> None:
    text = r.SOURCE.replace("    for x in xs:", "    é = 1; total")
    file = SourceFile("/project", "src/stats.py", text.encode(), text)
    finding = replace(r.FINDING, column=len("    é = 1; ".encode()))
    outcome = replace(r.UNPROVEN, target=replace(r.TARGET, file=file), findings=(finding,))
    assert concerns(r.report(outcome))[0].column == len("    é = 1; ") + 1


def test_messages_hold_nothing_that_steers_a_terminal() -> None:
    [one] = concerns(r.report(ci.awkward()))
    assert "\x1b" not in one.message and "\x00" not in one.message and "\ud800" not in one.message


def test_a_note_weighs_nothing_whatever_became_of_the_function() -> None:
    note = replace(r.FINDING, code="OPT902", name="behaviour-changed", level=Rank.NOTE)
    noted = replace(r.UNPROVEN, status=Status.SKIPPED, findings=(note,))
    assert told(noted) == [("OPT902", "note")]
    assert told(replace(r.PROPOSED, findings=(r.FINDING, note))) == [("OPT102", "error"), ("OPT902", "note")]
    assert [one.message for one in concerns(r.report(noted))] == [note.message]


def test_a_dismissed_regression_is_a_note() -> None:
    dismissed = replace(r.REGRESSED, findings=(), dismissed="short lists")
    assert told(dismissed) == [(REGRESSION[0], "note")]
