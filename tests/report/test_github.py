from __future__ import annotations

import re

from msgspec.structs import replace

from optgate.model import Finding
from optgate.report import github
from optgate.report.summary import markdown
from tests.report import ci
from tests.report import records as r

COMMAND = re.compile(r"::(error|warning|notice) ([^\n]*?)::([^\n]*)")


def parsed(text: str) -> list[tuple[str, dict[str, str], str]]:
    """The commands as the runner of GitHub reads them: cut at the first ``::``, then unescaped."""
    found = []
    for line in text.splitlines():
        match = COMMAND.fullmatch(line)
        assert match, line
        name, properties, message = match.groups()
        pairs = (pair.partition("=") for pair in properties.split(","))
        found.append((name, {key: unescaped(value) for key, _, value in pairs}, unescaped(message)))
    return found


def unescaped(text: str) -> str:
    for code, character in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        text = text.replace(code, character)
    return text


def test_a_proposal_is_an_error_at_its_place() -> None:
    [(name, properties, message)] = parsed(github.report(r.report(r.PROPOSED), ()))
    assert name == "error"
    assert properties == {
        "file": "src/stats.py",
        "line": "6",
        "endLine": "7",
        "title": "OPT102 guarded-sum-loop",
    }
    assert "7.8x faster [7.1, 8.6]" in message and "1,204 inputs" in message


def test_what_the_format_reserves_is_escaped_and_comes_back() -> None:
    [(name, properties, message)] = parsed(github.report(r.report(ci.awkward()), ()))
    assert (name, properties["file"]) == ("notice", "src/a, b: 100% ü.py")
    assert message.startswith('päth: 50%, \\x1b[31m"red"')
    assert "\nnext `|` line" in message


def test_errors_come_first_and_dismissed_proposals_not_at_all() -> None:
    text = github.report(r.report(r.UNPROVEN, r.DISMISSED, r.REGRESSED, r.PROPOSED), ())
    assert [name for name, _, _ in parsed(text)] == ["error", "error", "warning", "notice"]


def test_files_that_cannot_be_read_and_notes_are_told() -> None:
    text = github.report(r.report(notes=("no interpreter was found",)), ("a.py: 50% of it",))
    assert [(name, message) for name, _, message in parsed(text)] == [
        ("warning", "a.py: 50% of it"),
        ("notice", "no interpreter was found"),
    ]
    assert parsed(github.failure("no such file: x.py"))[0][0] == "error"


def test_nothing_to_say_is_nothing() -> None:
    assert github.report(r.report(), ()) == ""


class TestSummary:
    def test_the_table_the_patch_and_the_counts(self) -> None:
        said = markdown(r.report(r.PROPOSED, r.REGRESSED, r.UNPROVEN, r.DISMISSED), ("a.py: broken",))
        assert "4 functions flagged · **1 proposal** · **1 regression**" in said
        assert len([line for line in said.splitlines() if line.startswith("| src/stats.py:6")]) == 4
        assert said.count("```diff") == 1 and "+import numpy as np" in said
        assert "dismissed: not on a hot path" in said
        assert "- a.py: broken" in said

    def test_nothing_breaks_out_of_a_cell_or_a_fence(self) -> None:
        patch = r.PATCH.replace("import math", "```` <script>")
        said = markdown(r.report(ci.awkward(), replace(r.PROPOSED, patch=patch)), ())
        [row] = [line for line in said.splitlines() if "Größe.rms" in line]
        assert len(re.findall(r"(?<!\\)\|", row)) == 4
        assert "<b>" not in re.sub(r"\\<b", "", said)
        assert "`````diff" in said and "\x1b" not in said

    def test_it_stays_under_what_github_takes_and_says_so(self) -> None:
        big = replace(r.PROPOSED, patch=r.PATCH + "+x\n" * 300_000)
        said = markdown(r.report(r.PROPOSED, big, r.PROPOSED), ())
        assert len(said.encode()) < 1 << 20
        assert "2 more parts left out" in said

    def test_no_function(self) -> None:
        assert "0 functions flagged" in markdown(r.report(), ())


def test_lines_in_a_message_do_not_begin_commands() -> None:
    finding = Finding("OPT102", "guarded-sum-loop", 6, 4, 7, "a\n::add-mask::b")
    assert len(github.report(r.report(replace(r.UNPROVEN, findings=(finding,))), ()).splitlines()) == 1
