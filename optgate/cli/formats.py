"""The formats of ``--output-format`` that programs read, each from its own module."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from optgate.model import Outcome, Report

CI = ("github", "gitlab", "sarif", "junit", "html")
"""The formats for CI systems and browsers, which `run`, `check` and `report` have."""


def render(
    name: str,
    report: Report,
    errors: Sequence[str],
    *,
    applied: frozenset[str],
    blocks: Callable[[Outcome], bool],
) -> str:
    """A report in the format ``name``; ``blocks`` says which functions the status of the command is 1 for."""
    if name == "github":
        from optgate.report import github

        return github.report(report, errors)
    if name == "gitlab":
        from optgate.report import gitlab

        return gitlab.report(report)
    if name == "junit":
        from optgate.report import junit

        return junit.report(report, errors, blocks)
    if name == "html":
        from optgate.report import html

        return html.report(report, errors)
    if name == "sarif":
        from optgate import gate
        from optgate.report import sarif

        return sarif.report(report, errors, gate.documentation(), applied=applied)
    from optgate.report import json

    return json.report(report, errors, applied=applied)


def failure(name: str, message: str) -> str:
    """What stands on stdout when the command cannot be carried out; empty where the format has no word.

    An empty list of issues or results would say that there is nothing to be found.
    """
    if name == "json":
        from optgate.report import json

        return json.failure(message)
    if name == "github":
        from optgate.report import github

        return github.failure(message)
    return ""
