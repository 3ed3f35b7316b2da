"""``optgate run``, ``show``, ``apply``, ``dismiss`` on real repositories."""

from __future__ import annotations

import json
import subprocess

import pytest

from tests.e2e.conftest import Repo
from tests.e2e.sources import LIST_SQUARES, NO_LOOP, PREFIX


def judged(repo: Repo, *arguments: str, **extra: str) -> dict:
    done = repo.optgate("run", "--output-format", "json", *arguments, **extra)
    assert done.returncode in {0, 1}, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def staged(repo: Repo) -> Repo:
    repo.write("README", "a project\n")
    repo.commit()
    repo.write("stats.py", PREFIX)
    repo.git("add", "stats.py")
    return repo


def test_a_staged_loop_gets_a_verified_timed_patch(staged: Repo) -> None:
    before = staged.snapshot()
    report = judged(staged)
    assert staged.snapshot() == before
    [function] = report["functions"]
    assert (function["path"], function["qualname"], function["status"]) == (
        "stats.py",
        "running_total",
        "proposed",
    )
    accepted = next(c for c in function["candidates"] if c["verdict"] == "accepted")
    assert accepted["timing"]["low"] > 1.05
    assert accepted["timing"]["low"] <= accepted["timing"]["speedup"] <= accepted["timing"]["high"]
    assert function["inputs"]["count"] > 100
    assert function["inputs"]["branch_coverage"] == 1.0
    assert "values" in function["inputs"]["domain"]
    applied = subprocess.run(
        ["git", "apply", "--check", "-"], input=function["patch"], text=True, cwd=staged.path, check=False
    )
    assert applied.returncode == 0


def test_the_second_run_answers_from_the_store(staged: Repo) -> None:
    first = judged(staged)
    second = judged(staged)
    assert second["functions"][0]["patch"] == first["functions"][0]["patch"]
    assert second["seconds"] < first["seconds"] / 2


def test_an_edit_elsewhere_in_the_file_keeps_the_verdict(staged: Repo) -> None:
    first = judged(staged)
    staged.write("stats.py", PREFIX.replace("import numpy as np\n", "import numpy as np\n\n# a remark\n"))
    staged.git("add", "stats.py")
    second = judged(staged)
    assert second["seconds"] < first["seconds"] / 2
    assert second["functions"][0]["line"] == first["functions"][0]["line"] + 2
    applied = subprocess.run(
        ["git", "apply", "--check", "-"],
        input=second["functions"][0]["patch"],
        text=True,
        cwd=staged.path,
        check=False,
    )
    assert applied.returncode == 0


def test_apply_writes_the_patch_and_the_commit_passes(staged: Repo) -> None:
    done = staged.optgate("run")
    assert done.returncode == 1
    index = staged.snapshot()["(index)"]
    applied = staged.optgate("apply")
    assert applied.returncode == 0, applied.stderr
    assert "cumsum" in (staged.path / "stats.py").read_text()
    assert staged.snapshot()["(index)"] == index
    staged.git("add", "stats.py")
    assert staged.optgate("run").returncode == 0


def test_a_dismissed_proposal_no_longer_blocks(staged: Repo) -> None:
    report = judged(staged)
    [accepted] = [c for c in report["functions"][0]["candidates"] if c["verdict"] == "accepted"]
    assert staged.optgate("show", accepted["id"]).returncode == 0
    done = staged.optgate("dismiss", accepted["id"], "--reason", "clarity matters more here")
    assert done.returncode == 0, done.stderr
    assert staged.optgate("run").returncode == 0


def test_the_measurement_can_be_read_by_pyperf(staged: Repo) -> None:
    [function] = judged(staged)["functions"]
    accepted = next(c for c in function["candidates"] if c["verdict"] == "accepted")
    done = staged.optgate("show", accepted["id"], "--pyperf", "perf")
    assert done.returncode == 0, done.stderr
    compared = staged.sh("python", "-m", "pyperf", "compare_to", "perf/original.json", "perf/candidate.json")
    assert compared.returncode == 0, compared.stderr
    assert "faster" in compared.stdout


def test_an_edited_file_is_not_overwritten(staged: Repo) -> None:
    [proposed] = judged(staged)["functions"]
    accepted = next(c for c in proposed["candidates"] if c["verdict"] == "accepted")
    edited = PREFIX.replace("total = 0.0", "total = 1.0")
    staged.write("stats.py", edited)
    done = staged.optgate("apply", accepted["id"])
    assert done.returncode == 2
    assert "edited" in done.stderr
    assert (staged.path / "stats.py").read_text() == edited


def test_the_index_is_judged_and_not_the_work_tree(staged: Repo) -> None:
    staged.write("stats.py", NO_LOOP)
    before = staged.snapshot()
    report = judged(staged)
    assert report["functions"][0]["status"] == "proposed"
    assert staged.snapshot() == before


def test_only_touched_functions_are_judged(repo: Repo) -> None:
    repo.write("stats.py", PREFIX)
    repo.commit()
    repo.write("stats.py", PREFIX + "\n\n" + NO_LOOP)
    repo.git("add", "stats.py")
    assert judged(repo)["functions"] == []


def test_lists_are_judged_without_numpy_in_the_source(repo: Repo) -> None:
    repo.write("plain.py", LIST_SQUARES)
    repo.git("add", "plain.py")
    report = judged(repo)
    assert report["functions"][0]["status"] in {"proposed", "not_faster"}


def test_fix_applies_what_is_accepted(staged: Repo) -> None:
    done = staged.optgate("run", "--fix")
    assert done.returncode == 1, done.stderr
    assert "cumsum" in (staged.path / "stats.py").read_text()


def test_targets_need_no_git(repo: Repo, tmp_path) -> None:
    folder = tmp_path / "plain"
    folder.mkdir()
    (folder / "stats.py").write_text(PREFIX)
    done = repo.sh(
        *(repo_python(), "-m", "optgate", "run", "stats.py::running_total", "--output-format", "json"),
        cwd=folder,
    )
    assert done.returncode == 1, done.stderr
    assert json.loads(done.stdout)["functions"][0]["status"] == "proposed"


def repo_python() -> str:
    import sys

    return sys.executable
