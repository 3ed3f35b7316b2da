"""The formats of CI systems, from the real command in a real repository."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from xml.etree import ElementTree

from sarif_kit.validate import validation_errors

from tests.cli.conftest import LOOP, Optgate
from tests.report.test_sarif import applied


def test_check_in_every_format(optgate: Optgate, project: Path) -> None:
    (project / "größe").mkdir()
    (project / "loop.py").rename(project / "größe" / "a, b.py")
    done = {name: optgate("check", ".", "--output-format", name) for name in ("github", "gitlab", "junit")}
    optgate("check", ".", "--output-format", "sarif", "--output-file", "out.sarif", cwd=project / "größe")
    assert {name: (one.returncode, one.stderr) for name, one in done.items()} == dict.fromkeys(done, (1, ""))
    assert done["github"].stdout.startswith(
        "::warning file=größe/a%2C b.py,line=7,endLine=9,title=OPT201 prefix-sum-loop::"
    )
    [issue] = json.loads(done["gitlab"].stdout)
    assert issue["location"] == {"path": "größe/a, b.py", "lines": {"begin": 7, "end": 9}}
    [case] = ElementTree.fromstring(done["junit"].stdout).iter("testcase")
    assert (case.get("file"), case[0].tag) == ("größe/a, b.py", "failure")
    log = json.loads((project / "größe" / "out.sarif").read_text())
    assert validation_errors(log) == []
    [rule] = log["runs"][0]["tool"]["driver"]["rules"]
    assert "## Known differences" in rule["help"]["markdown"]


def test_a_line_that_moves_keeps_its_fingerprint(optgate: Optgate, project: Path) -> None:
    [before] = json.loads(optgate("check", "loop.py", "--output-format", "gitlab").stdout)
    (project / "loop.py").write_text("# a comment\n\n" + LOOP)
    [after] = json.loads(optgate("check", "loop.py", "--output-format", "gitlab").stdout)
    assert after["location"]["lines"]["begin"] == before["location"]["lines"]["begin"] + 2
    assert after["fingerprint"] == before["fingerprint"]


def test_a_proposal_in_every_format(optgate: Optgate, project: Path, tmp_path: Path) -> None:
    first = optgate("run", "loop.py", "--output-format", "sarif")
    assert first.returncode == 1, first.stderr
    log = json.loads(first.stdout)
    assert validation_errors(log) == []
    [result] = log["runs"][0]["results"]
    [change] = result["fixes"][0]["artifactChanges"]
    fixed = applied(LOOP, change["replacements"])
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    github = optgate("run", "loop.py", "--output-format", "github", GITHUB_STEP_SUMMARY=str(summary))
    assert (github.returncode, github.stdout.count("::error file=loop.py,line=7,")) == (1, 1)
    assert summary.read_text().startswith("before\n## optgate\n") and "```diff" in summary.read_text()
    junit = optgate("run", "loop.py", "--output-format", "junit")
    assert (junit.returncode, len(list(ElementTree.fromstring(junit.stdout).iter("failure")))) == (1, 1)
    [issue] = json.loads(optgate("run", "loop.py", "--output-format", "gitlab").stdout)
    assert issue["severity"] == "major"
    assert optgate("apply").returncode == 0
    assert (project / "loop.py").read_text() == fixed


def test_nothing_found_is_status_0_and_an_empty_report(optgate: Optgate) -> None:
    assert optgate("check", "plain.py", "--output-format", "github").stdout == ""
    done = optgate("check", "plain.py", "--output-format", "gitlab")
    assert (done.returncode, json.loads(done.stdout)) == (0, [])


def test_a_failure_never_looks_like_a_clean_report(optgate: Optgate) -> None:
    for name in ("gitlab", "sarif", "junit"):
        done = optgate("check", "gone.py", "--output-format", name)
        assert (done.returncode, done.stdout) == (2, "") and "gone.py" in done.stderr
    done = optgate("check", "gone.py", "--output-format", "github")
    assert done.returncode == 2 and done.stdout.startswith("::error title=optgate::")


def test_a_summary_that_cannot_be_written_changes_nothing_else(optgate: Optgate) -> None:
    done = optgate("check", "loop.py", "--output-format", "github", GITHUB_STEP_SUMMARY="gone/summary.md")
    assert done.returncode == 1 and "::warning" in done.stdout
    assert "cannot append the summary to gone/summary.md" in done.stderr


def test_an_encoding_without_the_letters_breaks_nothing(optgate: Optgate, project: Path) -> None:
    subprocess.run(["mv", "loop.py", "größe.py"], cwd=project, check=True)
    for name in ("github", "gitlab", "sarif", "junit"):
        done = optgate("check", "größe.py", "--output-format", name, PYTHONIOENCODING="ascii")
        assert (done.returncode, done.stdout.isascii()) == (1, True)
