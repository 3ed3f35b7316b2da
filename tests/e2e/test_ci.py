"""The jobs of docs/ci.md: their shell steps, as they are printed there, on a repository and its clones."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.e2e.conftest import CHECKOUT, Repo
from tests.e2e.sources import NO_LOOP, PREFIX

PAGE = (CHECKOUT / "docs" / "ci.md").read_text()
[WORKFLOW, JOB] = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)]
ZEROS = "0" * 40
ENV = {"CI": "true", "OPTGATE_RIGOROUS": "false"}
"""A job, without the second opinion of pyperf, which takes its time."""


def github(clone: Repo, name: str, **env: str) -> tuple[int, str, str]:
    """One step of the workflow, as a runner runs it."""
    [step] = [one for one in WORKFLOW["jobs"]["optgate"]["steps"] if one.get("name") == name]
    assert set(step["env"]) == {"FROM", "FORK"}
    summary = clone.path.parent / "summary.md"
    done = clone.sh(
        *("bash", "-e", "-o", "pipefail", "-c", step["run"]),
        **ENV,
        GITHUB_STEP_SUMMARY=str(summary),
        **env,
    )
    assert done.returncode in {0, 1}, done.stderr
    return done.returncode, done.stdout, summary.read_text() if summary.exists() else ""


def gitlab(clone: Repo, **env: str) -> int:
    """The script of the job, a line after the other in one shell."""
    done = clone.sh("bash", "-e", "-o", "pipefail", "-c", "\n".join(JOB["optgate"]["script"]), **ENV, **env)
    assert done.returncode in {0, 1}, done.stderr
    return done.returncode


@pytest.fixture
def origin(repo: Repo) -> Repo:
    """A repository with a branch that brings a slow loop, and a main that went on."""
    repo.write("calm.py", NO_LOOP)
    repo.commit()
    repo.git("checkout", "--quiet", "-b", "feature")
    repo.write("stats.py", PREFIX)
    repo.commit()
    repo.git("checkout", "--quiet", "main")
    repo.write("theirs.py", PREFIX.replace("running_total", "other"))
    repo.commit()
    return repo


def clone(origin: Repo, ref: str, *options: str) -> Repo:
    """A clone as a job has it: a commit, on no branch."""
    path = origin.path.parent / "clone"
    shutil.rmtree(path, ignore_errors=True)
    origin.git("clone", "--quiet", *options, origin.path.as_uri(), str(path))
    made = Repo(path, origin.env)
    made.git("checkout", "--quiet", "--detach", ref)
    return made


def sha(repo: Repo, ref: str) -> str:
    return repo.git("rev-parse", ref).strip()


def test_a_pull_request_is_judged_and_annotated(origin: Repo) -> None:
    origin.git("checkout", "--quiet", "-b", "merge", "main")
    origin.git("merge", "--quiet", "--no-edit", "feature")
    made = clone(origin, "origin/merge")
    base = sha(origin, "main")
    status, said, summary = github(made, "Judge what changed", FROM=base, FORK="false")
    assert status == 1
    [line] = said.splitlines()
    assert line.startswith("::error file=stats.py,line=8")
    assert "OPT201" in line
    assert "**1 proposal**" in summary
    assert "cumsum" in summary
    status, _, _ = github(made, "Keep it for code scanning", FROM=base, FORK="false")
    assert status == 0
    [result] = json.loads((made.path / "optgate.sarif").read_text())["runs"][0]["results"]
    assert (result["ruleId"], len(result["fixes"])) == ("OPT201", 1)
    assert gitlab(made, CI_MERGE_REQUEST_DIFF_BASE_SHA=base, CI_COMMIT_SHA="HEAD", CI_PROJECT_ID="7") == 1
    [issue] = json.loads((made.path / "gl-code-quality.json").read_text())
    assert (issue["check_name"], issue["severity"]) == ("OPT201", "major")
    assert 'failures="1"' in (made.path / "optgate.xml").read_text()


def test_what_comes_from_a_fork_is_only_read(origin: Repo) -> None:
    origin.git("checkout", "--quiet", "feature")
    origin.write("stats.py", f"raise SystemExit('this was run')\n{PREFIX}")
    origin.commit()
    made = clone(origin, "origin/feature")
    base = sha(origin, "main")
    no_python = {"OPTGATE_PYTHON": str(Path("/nonexistent/python"))}
    status, said, _ = github(made, "Judge what changed", FROM=base, FORK="true", **no_python)
    assert status == 1
    assert "file=stats.py" in said
    assert "theirs.py" not in said
    fork = {"CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "8", "CI_PROJECT_ID": "7"}
    assert gitlab(made, CI_MERGE_REQUEST_DIFF_BASE_SHA=base, CI_COMMIT_SHA="HEAD", **fork, **no_python) == 1


@pytest.mark.parametrize("before", [ZEROS, "", "f" * 40], ids=["first push", "no commit", "force push"])
def test_a_push_whose_earlier_commit_is_not_here(origin: Repo, before: str) -> None:
    made = clone(origin, "origin/feature")
    _, said, _ = github(made, "Judge what changed", FROM=before, FORK="true")
    assert "file=stats.py" in said
    assert "theirs.py" not in said


def test_a_merge_and_a_rebase_bring_nothing_that_was_judged(origin: Repo) -> None:
    pushed = sha(origin, "feature")
    origin.git("checkout", "--quiet", "feature")
    origin.git("merge", "--quiet", "--no-edit", "main")
    origin.git("checkout", "--quiet", "main")
    assert github(clone(origin, "origin/feature"), "Judge what changed", FROM=pushed, FORK="true")[0] == 0
    origin.git("branch", "--quiet", "--force", "feature", pushed)
    origin.git("branch", "--quiet", "earlier", pushed)
    origin.git("rebase", "--quiet", "main", "feature")
    origin.git("checkout", "--quiet", "main")
    made = clone(origin, "origin/feature")
    _, said, _ = github(made, "Judge what changed", FROM=pushed, FORK="true")
    assert "theirs.py" not in said


def test_a_shallow_clone_says_what_to_fetch(origin: Repo) -> None:
    made = clone(origin, "origin/feature", "--depth", "1", "--no-single-branch")
    done = made.optgate("check", "--from-ref", "origin/main", "--to-ref", "HEAD")
    assert done.returncode == 2
    what, step = done.stderr.splitlines()
    assert "shallow clone" in what
    assert "git fetch --unshallow" in step


def refused(repo: Repo, *arguments: str) -> list[str]:
    done = repo.optgate("run", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    return done.stderr.splitlines()


def test_refs_that_make_no_sense_end_in_two_short_lines(origin: Repo, repo: Repo, tmp_path: Path) -> None:
    assert "there is no commit 'nowhere'" in refused(origin, "--from-ref", "nowhere")[0]
    assert "there is no commit 'gone'" in refused(origin, "--from-ref", "main", "--to-ref", "gone")[0]
    assert "exclude each other" in refused(origin, "--from-ref", "main", "a.py")[0]
    origin.git("clone", "--quiet", "--bare", str(origin.path), str(tmp_path / "bare"))
    assert "bare repository" in refused(Repo(tmp_path / "bare", origin.env), "--from-ref", "main")[0]
    (tmp_path / "empty").mkdir()
    empty = Repo(tmp_path / "empty", origin.env)
    empty.git("init", "--quiet")
    assert "no commit yet" in refused(empty, "--from-ref", "main")[0]


def test_every_step_is_a_step_that_is_run_here() -> None:
    steps: list[dict[str, Any]] = [one for one in WORKFLOW["jobs"]["optgate"]["steps"] if "run" in one]
    assert [one["name"] for one in steps] == ["Install", "Judge what changed", "Keep it for code scanning"]
    assert WORKFLOW["permissions"] == {"contents": "read"}
