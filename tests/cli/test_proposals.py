"""``show``, ``apply``, ``dismiss`` on a stored proposal; ``explain`` and ``doctor``."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from optgate import patch, store
from optgate.config import Config
from optgate.model import Candidate, Decision, Judged, Outcome, SourceFile, Status, Target
from tests.cli.conftest import LOOP, Done, Optgate
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

    def test_it_is_listed_and_taken_back(self, inside: Optgate) -> None:
        assert inside("dismiss", "--list").stdout == "nothing is dismissed\n"
        inside("dismiss", "abc", "--reason", "mirrors\nthe paper")
        assert inside("dismiss", "--list").stdout == "abc123  loop.py::running_total  mirrors the paper\n"
        assert inside("dismiss", "--undo", "abc").stdout == "abc123 is no longer dismissed\n"
        assert inside("dismiss", "--list", "-q").stdout == ""
        assert inside("apply").stdout.startswith("wrote loop.py")

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["--undo", "abc"], "'abc' is not dismissed"),
            (["--undo"], "no ID is given"),
            (["--reason", "x"], "no ID is given"),
            (["--list", "abc"], "--list and ID exclude each other"),
            (["--undo", "abc", "--reason", "x"], "not allowed with"),
        ],
    )
    def test_wrong_usage(self, inside: Optgate, arguments: list[str], said: str) -> None:
        done = inside("dismiss", *arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert said in done.stderr

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
    done = optgate("doctor", "--no-noise")
    assert done.returncode == 0, done.stderr
    for what in ("optgate", "project", "interpreter", "cache"):
        assert any(line.startswith(f"{what} ") for line in done.stdout.splitlines())
    assert str(project) in done.stdout
    assert any(line.startswith("    ") for line in done.stdout.splitlines())


def test_doctor_without_an_interpreter(optgate: Optgate, project: Path) -> None:
    done = optgate("doctor", OPTGATE_PYTHON="", PATH="/usr/bin:/bin")
    assert done.returncode == 0, done.stderr
    assert "looked at" in done.stdout


def test_doctor_for_programs(optgate: Optgate, project: Path) -> None:
    done = optgate("doctor", "--no-noise", "--output-format", "json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    facts = {fact["what"]: fact["value"] for fact in told["facts"]}
    assert facts["project"] == str(project)
    assert told["noise"] is None
    assert told["noise_missing"] == "it was not asked for"


def test_doctor_measures_the_noise(optgate: Optgate) -> None:
    done = optgate("doctor")
    assert done.returncode == 0, done.stderr
    [noise] = [line for line in done.stdout.splitlines() if line.startswith("noise ")]
    assert "%" in noise
    assert any(line.startswith("can decide ") for line in done.stdout.splitlines())


SUMS = """\
def sums(values: list[int]) -> list[int]:
    found = []
    for end in range(len(values)):
        total = 0
        for value in values[: end + 1]:
            total += value
        found.append(total)
    return found
"""

FASTER = """\
def sums(values: list[int]) -> list[int]:
    found = []
    total = 0
    for value in values:
        total += value
        found.append(total)
    return found
"""


def test_in_ci_pyperf_has_the_last_word(tmp_path: Path) -> None:
    (tmp_path / "mod.py").write_text(SUMS)
    (tmp_path / "faster.py").write_text(FASTER)
    home = {"HOME": str(tmp_path / "home"), "OPTGATE_PYTHON": sys.executable, "CI": "true"}

    def run(*command: str) -> Done:
        return subprocess.run(
            [sys.executable, "-m", *command],
            cwd=tmp_path,
            env={**os.environ, **home},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    done = run("optgate", "verify", "mod.py::sums", "--candidate", "faster.py", "--output-format", "json")
    assert done.returncode == 0, done.stdout
    [function] = json.loads(done.stdout)["functions"]
    told = function["candidates"][0]["timing"]["confirmation"]
    assert told["agrees"], told
    assert told["low"] > 1
    assert told["processes"] >= 2
    assert [(one["line"], one["hits"]) for one in function["hot"]["loops"]][:1] == [(3, function["hot"]["n"])]
    assert function["hot"]["loops"][1]["share"] > 0.5
    _read_by_pyperf(run, function["proposal"])


def _read_by_pyperf(run: Callable[..., Done], id: str) -> None:
    """The kept files are read by every command of pyperf, and the script finds the same."""
    [line] = [line for line in run("optgate", "show", id).stdout.splitlines() if "pyperf compare_to" in line]
    _, command, *files = shlex.split(line)[1:]
    compared = run("pyperf", command, *files)
    assert (compared.returncode, compared.stderr) == (0, "")
    assert "faster" in compared.stdout
    for name in ("stats", "hist", "check"):
        for file in (*files, str(Path(files[0]).with_name("rigorous.json"))):
            done = run("pyperf", name, file)
            assert (done.returncode, done.stderr) == (0, ""), name
    written = run("optgate", "show", id, "--pyperf-script", "--output-file", "bench.py")
    assert written.returncode == 0, written.stderr
    done = run("bench", "-p", "2", "-n", "2", "-w", "1", "--min-time", "0.001", "-q", "-o", "out.json")
    assert done.returncode == 0, done.stderr
    assert float(done.stdout.split()[-1].removesuffix("x")) > 1.5


@pytest.mark.usefixtures("proposal")
def test_what_was_never_timed_has_no_script(optgate: Optgate) -> None:
    done = optgate("show", "9c1d", "--pyperf-script")
    assert (done.returncode, done.stdout) == (2, "")
    assert "was not timed" in done.stderr
