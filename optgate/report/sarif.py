"""SARIF 2.1.0 (OASIS): the places as results, with the rules' documentation and the proposals as fixes."""

from __future__ import annotations

import difflib
import json
import math
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from msgspec.structs import replace

from optgate import __version__
from optgate.model import Candidate, Report, SourceFile
from optgate.report.concern import Concern, concerns
from optgate.report.view import visible

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"
_FINGERPRINT = "optgate/v1"


def report(
    report: Report,
    errors: Sequence[str],
    documentation: Mapping[str, str],
    *,
    applied: frozenset[str] = frozenset(),
) -> str:
    """One SARIF log with one run. ASCII, so that no encoding can break it.

    Args:
        report: A run or a check.
        errors: What could not be looked at.
        documentation: The Markdown of each rule, by its code; its first line is the summary.
        applied: Ids of proposals that are in the work tree already: those have no fix any more.
    """
    places = concerns(report)
    names = {one.code: one.name for one in places}
    codes = sorted(names)
    run = {
        "tool": {
            "driver": {
                "name": "optgate",
                "semanticVersion": __version__,
                "rules": [_rule(code, names[code], documentation.get(code, "")) for code in codes],
            }
        },
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": _told(report, errors)}],
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the project."}}},
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "results": [_result(one, codes.index(one.code), applied) for one in places],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(code: str, name: str, documentation: str) -> dict[str, Any]:
    summary = documentation.partition("\n")[0] or name
    rule: dict[str, Any] = {
        "id": code,
        "name": name,
        "shortDescription": {"text": summary},
        "defaultConfiguration": {"level": "warning"},
        "properties": {"tags": ["performance"]},
    }
    if documentation:
        rule["help"] = {"text": documentation, "markdown": documentation}
    return rule


def _told(report: Report, errors: Sequence[str]) -> list[dict[str, Any]]:
    told = [("warning", error) for error in errors] + [("note", note) for note in report.notes]
    return [{"level": level, "message": {"text": visible(text)}} for level, text in told]


def _result(one: Concern, rule: int, applied: frozenset[str]) -> dict[str, Any]:
    outcome = one.outcome
    result: dict[str, Any] = {
        "ruleId": one.code,
        "ruleIndex": rule,
        "level": one.level.value,
        "message": {"text": one.message},
        "locations": [_location(one)],
        "partialFingerprints": {_FINGERPRINT: one.fingerprint},
        "properties": {"status": outcome.status.value},
    }
    if one.dismissed:
        justification = visible(one.dismissed)
        result["suppressions"] = [{"kind": "external", "justification": justification}]
    if one.fix is not None:
        if one.fix.timing is not None:
            interval = {name: getattr(one.fix.timing, name) for name in ("speedup", "low", "high")}
            result["properties"] |= {name: bound for name, bound in interval.items() if math.isfinite(bound)}
        if one.fix.candidate.id not in applied and one.fix.candidate.text != outcome.target.file.text:
            result["fixes"] = [_fix(outcome.target.file, one.fix.candidate)]
    return result


def _artifact(path: str) -> dict[str, str]:
    return {"uri": quote(path.encode("utf-8", "surrogateescape")), "uriBaseId": _ROOT}


def _location(one: Concern) -> dict[str, Any]:
    region = {"startLine": one.line, "startColumn": one.column, "endLine": one.end_line}
    return {
        "physicalLocation": {"artifactLocation": _artifact(one.path), "region": region},
        "logicalLocations": [{"fullyQualifiedName": one.outcome.target.qualname, "kind": "function"}],
    }


def _fix(file: SourceFile, candidate: Candidate) -> dict[str, Any]:
    """What turns the file into the candidate: whole lines, in the coordinates of the file as it is."""
    old, new = file.lines, replace(file, text=candidate.text).lines
    replacements = [
        {
            "deletedRegion": _region(old, first, last),
            "insertedContent": {"text": "".join(new[start:end])},
        }
        for tag, first, last, start, end in difflib.SequenceMatcher(None, old, new).get_opcodes()
        if tag != "equal"
    ]
    change = {"artifactLocation": _artifact(file.path), "replacements": replacements}
    return {
        "description": {"text": visible(candidate.summary) or "faster version"},
        "artifactChanges": [change],
    }


def _region(lines: list[str], first: int, last: int) -> dict[str, int]:
    """The lines from ``first`` up to ``last`` (0-based, without it), their line ends included."""
    start, end = _position(lines, first), _position(lines, last)
    return {"startLine": start[0], "startColumn": start[1], "endLine": end[0], "endColumn": end[1]}


def _position(lines: list[str], index: int) -> tuple[int, int]:
    """Where the line ``index`` begins; behind the last character where the file ends without a line end."""
    if index == len(lines) and lines and not lines[-1].endswith(("\n", "\r")):
        return len(lines), len(lines[-1]) + 1
    return index + 1, 1
