"""GitLab's Code Quality report: a JSON array of issues, matched between pipelines by their fingerprints."""

from __future__ import annotations

import json

from optgate.model import Report, Status
from optgate.report.concern import Concern, Level, concerns

_SEVERITIES = {Level.ERROR: "major", Level.WARNING: "minor", Level.NOTE: "info"}


def report(report: Report) -> str:
    """The places, dismissed proposals left out. ASCII, so that no encoding can break it.

    What could not be looked at has no place in this format; it is told on stderr.
    """
    issues = [_issue(one) for one in concerns(report) if not one.dismissed]
    return json.dumps(issues, indent=2) + "\n"


def _issue(one: Concern) -> dict[str, object]:
    regressed = one.level is Level.ERROR and one.outcome.status is Status.REGRESSED
    return {
        "description": f"{one.code} {one.name}: {one.message}",
        "check_name": one.code,
        "fingerprint": one.fingerprint,
        "severity": "critical" if regressed else _SEVERITIES[one.level],
        "location": {"path": one.path, "lines": {"begin": one.line, "end": one.end_line}},
    }
