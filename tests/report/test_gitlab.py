from __future__ import annotations

import json

from optgate.report import gitlab
from tests.report import ci
from tests.report import records as r


def issues(*outcomes) -> list[dict]:
    text = gitlab.report(r.report(*outcomes))
    assert text.isascii()
    return json.loads(text)


def test_an_issue_has_what_gitlab_asks_for() -> None:
    [issue] = issues(r.PROPOSED)
    assert issue.keys() == {"description", "check_name", "fingerprint", "severity", "location"}
    assert (issue["check_name"], issue["severity"]) == ("OPT102", "major")
    assert issue["location"] == {"path": "src/stats.py", "lines": {"begin": 6, "end": 7}}


def test_severities_follow_what_blocks() -> None:
    assert [issue["severity"] for issue in issues(r.REGRESSED, r.UNPROVEN, r.LEFT)] == [
        "critical",
        "minor",
        "info",
        "minor",
    ]


def test_fingerprints_are_unique_in_a_report_and_the_same_in_the_next() -> None:
    found = [issue["fingerprint"] for issue in issues(r.PROPOSED, r.REGRESSED, ci.awkward())]
    assert len(set(found)) == len(found) == 4
    assert found == [issue["fingerprint"] for issue in issues(r.PROPOSED, r.REGRESSED, ci.awkward())]


def test_dismissed_proposals_are_no_issues() -> None:
    assert issues(r.DISMISSED) == []


def test_awkward_text_is_kept_readable() -> None:
    [issue] = issues(ci.awkward())
    assert "päth: 50%" in issue["description"] and "\x1b" not in issue["description"]
    assert issue["location"]["path"] == "src/a, b: 100% ü.py"
