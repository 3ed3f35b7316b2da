"""The page: everything escaped, nothing from elsewhere, well-formed."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from msgspec.structs import replace

from optgate.model import Outcome, Report, Status
from optgate.report import html
from tests.report.records import FINDING, PATCH, TARGET

VOID = {"meta", "br"}
NASTY = "<script>alert('x')</script>&amp;\x1b[31m"


class Reader(HTMLParser):
    """Reads a page strictly: what is opened is closed, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    assert reader.open == []
    return reader


def test_a_page_of_functions_and_notes() -> None:
    judged = Outcome(TARGET, (FINDING,), Status.REGRESSED, "twice as slow", patch=PATCH)
    skipped = Outcome(TARGET, (FINDING,), Status.SKIPPED, "no time", unfinished=True)
    report = Report((judged, skipped), 4.2, budget=5.0, notes=("a note",))
    page = read(html.report(report, ["broken.py: does not parse"]))
    for words in ("src/stats.py:6 rms()", "OPT102 guarded-sum-loop", "twice as slow", "1 regression"):
        assert words in page.text
    assert "broken.py: does not parse" in page.text
    assert "a note" in page.text


def test_nothing_of_the_code_becomes_markup_or_comes_from_elsewhere() -> None:
    file = replace(TARGET.file, path=f"{NASTY}.py")
    finding = replace(FINDING, message=NASTY, name=NASTY)
    target = replace(TARGET, file=file, qualname=NASTY)
    outcome = Outcome(target, (finding,), Status.ERROR, NASTY)
    text = html.report(Report((outcome,), 1.0, notes=(NASTY,)), [NASTY])
    page = read(text)
    assert "script" not in page.tags
    assert {"link", "img", "iframe"}.isdisjoint(page.tags)
    assert all(name not in ("src", "onclick", "onload") for name, _ in page.attributes)
    assert all((value or "").startswith("#") for name, value in page.attributes if name == "href")
    assert "alert('x')" in page.text
    assert "\x1b" not in text
    assert not re.search(r"https?://", text)


def test_a_run_without_findings() -> None:
    assert "No slow loop found." in read(html.report(Report((), 0.1), [])).text
