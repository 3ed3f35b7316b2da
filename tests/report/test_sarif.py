from __future__ import annotations

import json
import math
from urllib.parse import unquote

import pytest
from msgspec.structs import replace
from sarif_kit.validate import validation_errors

from optgate.model import Outcome, Status
from optgate.report import sarif
from tests.report import ci
from tests.report import records as r

DOCUMENTATION = {"OPT102": "A loop adds up.\n\n## What it matches\nSums.\n"}


def run(*outcomes: Outcome, errors: tuple[str, ...] = (), applied: frozenset[str] = frozenset()) -> dict:
    """The run of a log that was checked against the schema of OASIS."""
    text = sarif.report(r.report(*outcomes, notes=("a note",)), errors, DOCUMENTATION, applied=applied)
    assert text.isascii()
    log = json.loads(text)
    assert validation_errors(log) == []
    [found] = log["runs"]
    return found


def applied(text: str, replacements: list[dict]) -> str:
    """What a SARIF viewer makes of a file: regions are of the file as it is, so the last goes first."""
    starts, at = [0], 0
    while at < len(text):
        step = 2 if text.startswith("\r\n", at) else 1
        if text[at] in "\r\n":
            starts.append(at + step)
        at += step if text[at] in "\r\n" else 1

    def offset(line: int, column: int) -> int:
        return starts[line - 1] + column - 1

    for one in sorted(replacements, key=lambda one: -one["deletedRegion"]["startLine"]):
        region = one["deletedRegion"]
        first = offset(region["startLine"], region["startColumn"])
        last = offset(region["endLine"], region["endColumn"])
        text = text[:first] + one["insertedContent"]["text"] + text[last:]
    return text


def test_the_schema_refuses_what_is_no_sarif() -> None:
    log = json.loads(sarif.report(r.report(r.PROPOSED), (), {}))
    log["runs"][0]["results"][0]["level"] = "fatal"
    assert validation_errors(log)


@pytest.mark.parametrize("status", [s for s in Status if s is not Status.PROPOSED])
def test_every_outcome_is_valid(status: Status) -> None:
    [result, *_] = run(replace(r.UNPROVEN, status=status))["results"]
    assert result["properties"]["status"] == status.value


def test_a_result_has_its_rule_place_and_fingerprint() -> None:
    found = run(r.PROPOSED, r.REGRESSED)
    rules = found["tool"]["driver"]["rules"]
    for result in found["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["partialFingerprints"]
    result = found["results"][0]
    assert (result["ruleId"], result["level"]) == ("OPT102", "error")
    place = result["locations"][0]["physicalLocation"]
    assert place["region"] == {"startLine": 6, "startColumn": 5, "endLine": 7}
    assert place["artifactLocation"] == {"uri": "src/stats.py", "uriBaseId": "%SRCROOT%"}
    assert result["properties"]["speedup"] == 7.8


def test_the_help_of_a_rule_is_its_documentation() -> None:
    [rule] = run(r.UNPROVEN)["tool"]["driver"]["rules"]
    assert rule["shortDescription"]["text"] == "A loop adds up."
    assert rule["help"]["markdown"] == DOCUMENTATION["OPT102"]


CRLF = (r.SOURCE.replace("\n", "\r\n"), ci.FASTER.replace("\n", "\r\n"))
FILES = {
    "plain": (r.SOURCE, ci.FASTER),
    "crlf": CRLF,
    "a lone carriage return": (r.SOURCE.replace("math\n", "math\r"), ci.FASTER.replace("math\n", "math\r")),
    "no line end at the end": (r.SOURCE.rstrip("\n"), ci.FASTER.rstrip("\n")),
    "a line end gained": (r.SOURCE.rstrip("\n"), ci.FASTER),
    "a line end lost": (r.SOURCE, ci.FASTER.rstrip("\n")),
    "lines gone at the end": (r.SOURCE + "\nx = 1\n", r.SOURCE),
    "lines gone at an open end": (r.SOURCE + "\nx = 1", r.SOURCE),
    "lines added at an open end": (r.SOURCE.rstrip("\n"), r.SOURCE + "\nx = 1"),
    "beyond the basic plane": (r.SOURCE + "# 𝔘 é\n", ci.FASTER + "# 𝔘 é ü"),
    "form feeds": ("\f" + r.SOURCE + "\x0b\x1c#\u2028\n", "\f" + ci.FASTER + "\x0b\x1c#\u2028\n"),
    "lines added at the very end": (r.SOURCE, r.SOURCE + "x = 1\n"),
    "an empty file": ("", "x = 1\n"),
    "everything gone": ("x = 1\n", ""),
}


@pytest.mark.parametrize("name", FILES)
def test_a_fix_gives_the_proposed_text(name: str) -> None:
    old, new = FILES[name]
    [result] = run(ci.proposed(old, new))["results"]
    [fix] = result["fixes"]
    [change] = fix["artifactChanges"]
    assert change["artifactLocation"]["uri"] == "src/stats.py"
    assert applied(old, change["replacements"]) == new


def test_what_is_applied_has_no_fix_and_what_is_dismissed_is_suppressed() -> None:
    [result] = run(r.PROPOSED, applied=frozenset({"k3f9a1"}))["results"]
    assert "fixes" not in result
    [result] = run(r.DISMISSED)["results"]
    assert result["suppressions"] == [{"kind": "external", "justification": "not on a hot path"}]


def test_a_number_that_json_cannot_hold_is_left_out() -> None:
    endless = replace(r.ACCEPTED, timing=replace(r.TIMING, high=math.inf))
    [result] = run(replace(r.PROPOSED, judged=(endless,)))["results"]
    assert result["properties"] == {"status": "proposed", "speedup": 7.8, "low": 7.1}


def test_paths_are_relative_uris() -> None:
    [result] = run(ci.awkward())["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri.isascii() and not set(uri) & set(" ,:ü")
    assert unquote(uri) == "src/a, b: 100% ü.py"


def test_what_could_not_be_looked_at_is_a_notification() -> None:
    [invocation] = run(errors=("a.py: cannot be parsed",))["invocations"]
    told = [(one["level"], one["message"]["text"]) for one in invocation["toolExecutionNotifications"]]
    assert told == [("warning", "a.py: cannot be parsed"), ("note", "a note")]


def test_it_says_nothing_of_where_the_project_is() -> None:
    assert "/project" not in sarif.report(r.report(ci.proposed(), ci.awkward()), (), {})
