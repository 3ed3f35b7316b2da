"""``show``, ``apply``, ``dismiss`` on a stored proposal; ``explain`` and ``doctor``."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from optgate import patch, store
from optgate.config import Config
from optgate.model import Candidate, Decision, Judged, Outcome, SourceFile, Status, Target
from tests.cli.conftest import LOOP, Optgate
from tests.report import records as r

FAST = LOOP.split("    totals")[0] + "    return np.cumsum(values)\n"


@pytest.fixture
def proposal(project: Path) -> Outcome:
    """A stored proposal for ``loop.py``, with a refused candidate beside it."""
    file = SourceFile(str(project), "loop.py", LOOP.encode(), LOOP)
    accepted = Judged(
        Candidate("abc123", "rules:lift", FAST, "a cumulative sum"),
        Decision.ACCEPTED,
        "",
        r.ACCEPTED.verdict,
        r.TIMING,
    )
    outcome = Outcome(
        Target(file, "running_total", 4, 4, 10),
        (r.FINDING,),
        Status.PROPOSED,
        "",
        (r.WRONG, accepted),
        r.INPUTS,
        patch.diff(file, FAST),
        "abc123",
    )
    with store.open(project, Config()) as shelf:
        shelf.save(outcome)
    return outcome


@pytest.mark.usefixtures("proposal")
class TestShow:
    def test_it_shows_all_that_is_known(self, optgate: Optgate) -> None:
        done = optgate("show", "abc")
        assert done.returncode == 0, done.stderr
        for part in (
            "running_total()",
            "+    return np.cumsum(values)",
            "7.8x faster",
            "gave inf",
            "CPU clock",
        ):
            assert part in done.stdout
        assert "apply abc123" in done.stdout

    def test_a_refused_candidate_leads_to_its_function(self, optgate: Optgate) -> None:
        assert "running_total()" in optgate("show", "9c1d").stdout

    def test_the_patch_of_the_json_is_one_that_git_takes(self, optgate: Optgate, project: Path) -> None:
        [function] = json.loads(optgate("show", "abc123", "--output-format", "json").stdout)["functions"]
        done = subprocess.run(["git", "apply"], cwd=project, input=function["patch"], text=True, check=False)
        assert done.returncode == 0
        assert (project / "loop.py").read_text() == FAST

    def test_a_refused_candidate_without_a_test_is_a_usage_error(self, optgate: Optgate) -> None:
        done = optgate("show", "9c1d", "--as-test")
        assert (done.returncode, done.stdout) == (2, "")
        assert "cannot be written as a test" in done.stderr

    def test_an_unknown_id(self, optgate: Optgate) -> None:
        done = optgate("show", "fff")
        assert (done.returncode, done.stdout) == (2, "")
        assert "'fff'" in done.stderr


@pytest.mark.usefixtures("proposal")
class TestApply:
    def test_it_writes_the_file_and_says_what_is_next(self, optgate: Optgate, project: Path) -> None:
        done = optgate("apply", "abc")
        assert done.returncode == 0, done.stderr
        assert (project / "loop.py").read_text() == FAST
        assert done.stdout.splitlines()[0] == "wrote loop.py"
        assert "git add loop.py" in done.stdout

    def test_without_an_id_every_open_proposal(self, optgate: Optgate, project: Path) -> None:
        assert optgate("apply", "--quiet").stdout == ""
        assert (project / "loop.py").read_text() == FAST
        again = optgate("apply")
        assert (again.returncode, again.stdout) == (
            0,
            "nothing to apply: no proposal is open for the code as it stands\n",
        )

    def test_from_a_folder_below_the_paths_are_those_of_the_folder(
        self, optgate: Optgate, project: Path
    ) -> None:
        (project / "sub").mkdir()
        shown = optgate("show", "abc", cwd=project / "sub")
        assert shown.stdout.startswith("../loop.py:6")
        done = optgate("apply", "abc", cwd=project / "sub")
        assert done.stdout.splitlines()[0] == "wrote ../loop.py"

    def test_an_edited_file_is_left_alone(self, optgate: Optgate, project: Path) -> None:
        edited = LOOP.replace("total += values[i]", "total += 2 * values[i]")
        (project / "loop.py").write_text(edited)
        done = optgate("apply", "abc123")
        assert done.returncode == 2
        assert "edited" in done.stderr
        assert (project / "loop.py").read_text() == edited

    def test_a_candidate_that_was_refused_is_not_applied(self, optgate: Optgate, project: Path) -> None:
        optgate("apply", "abc123")
        before = (project / "loop.py").read_text()
        assert optgate("apply", "ffff").returncode == 2
        assert (project / "loop.py").read_text() == before


@pytest.mark.usefixtures("proposal")
class TestDismiss:
    def test_it_is_silenced_with_its_reason(self, optgate: Optgate, project: Path) -> None:
        done = optgate("dismiss", "abc", "--reason", "mirrors the paper")
        assert done.returncode == 0, done.stderr
        assert done.stdout == "dismissed abc123 for running_total() in loop.py, until the function changes\n"
        assert optgate("apply").stdout == "nothing to apply: no proposal is open for the code as it stands\n"
        assert (project / "loop.py").read_text() == LOOP

    def test_quiet(self, optgate: Optgate) -> None:
        done = optgate("dismiss", "abc", "--reason", "x", "-q")
        assert (done.returncode, done.stdout) == (0, "")


class TestExplain:
    def test_it_prints_the_documentation_of_the_rule(self, optgate: Optgate) -> None:
        done = optgate("explain", "opt201")
        assert done.returncode == 0
        assert done.stdout.startswith("# OPT201 prefix-sum-loop\n")

    def test_on_a_terminal_it_is_laid_out(self, optgate: Optgate) -> None:
        done = optgate("explain", "OPT201", "--color", "always")
        assert "```" not in done.stdout
        assert "\x1b[" in done.stdout

    def test_an_unknown_code(self, optgate: Optgate) -> None:
        done = optgate("explain", "OPT209")
        assert done.returncode == 2
        assert "OPT20" in done.stderr


def test_doctor_names_what_was_found_and_why(optgate: Optgate, project: Path) -> None:
    done = optgate("doctor")
    assert done.returncode == 0, done.stderr
    for what in ("optgate", "project", "interpreter", "cache"):
        assert any(line.startswith(f"{what} ") for line in done.stdout.splitlines())
    assert str(project) in done.stdout
    assert any(line.startswith("    ") for line in done.stdout.splitlines())


def test_doctor_without_an_interpreter(optgate: Optgate, project: Path) -> None:
    done = optgate("doctor", OPTGATE_PYTHON="", PATH="/usr/bin:/bin")
    assert done.returncode == 0, done.stderr
    assert "looked at" in done.stdout
