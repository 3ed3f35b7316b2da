from __future__ import annotations

from xml.etree import ElementTree

from msgspec.structs import replace

from optgate.model import Outcome, Status
from optgate.report import junit
from optgate.report.view import actionable
from tests.report import ci
from tests.report import records as r


def suite(*outcomes: Outcome, errors: tuple[str, ...] = (), blocks=actionable) -> ElementTree.Element:
    text = junit.report(r.report(*outcomes), errors, blocks)
    assert text.isascii()
    root = ElementTree.fromstring(text)
    assert root.tag == "testsuites"
    [found] = root
    return found


def results(found: ElementTree.Element) -> list[list[str]]:
    return [[one.tag for one in case] for case in found.findall("testcase")]


def test_a_case_a_function() -> None:
    found = suite(r.PROPOSED, r.REGRESSED, r.UNPROVEN, r.LEFT, r.REJECTED, r.DISMISSED)
    assert results(found) == [
        ["failure"],
        ["failure"],
        ["skipped"],
        ["skipped"],
        ["system-out"],
        ["skipped"],
    ]
    counts = {name: found.get(name) for name in ("tests", "failures", "skipped", "errors")}
    assert counts == {"tests": "6", "failures": "2", "skipped": "3", "errors": "0"}
    case = found.findall("testcase")[0]
    assert (case.get("name"), case.get("classname")) == ("rms", "src.stats")
    assert (case.get("file"), case.get("line")) == ("src/stats.py", "4")
    assert "7.8x faster" in case[0].get("message")
    assert "import numpy as np" in case[0].text


def test_a_function_that_could_not_be_judged_is_an_error() -> None:
    assert results(suite(replace(r.UNPROVEN, status=Status.ERROR))) == [["error"]]


def test_for_a_check_a_finding_fails() -> None:
    static = replace(r.UNPROVEN, status=Status.SKIPPED, reason="static check only", inputs=None)
    found = suite(static, blocks=lambda outcome: bool(outcome.findings))
    assert results(found) == [["failure"]]
    assert found.find("testcase/failure").get("message") == "OPT102 a loop adds up products"


def test_characters_that_xml_cannot_hold_are_spelt_out() -> None:
    text = "".join(map(chr, range(0x20))) + "\x7f\ud800\ufffe\uffff"
    outcome = replace(ci.awkward(), reason=ci.AWKWARD + text, status=Status.ERROR)
    found = suite(outcome, errors=(text,))
    said = found.find("testcase/error").get("message")
    assert 'päth: 50%, \\x1b[31m"red"\\x00\\ud800 <b> & ]]>' in said
    assert "\\ufffe" in found.find("properties/property").get("value")
    assert found.find("testcase").get("name") == "Größe.rms"


def test_no_function_is_an_empty_suite() -> None:
    assert results(suite()) == []
