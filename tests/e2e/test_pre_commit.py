"""The hook of this checkout, installed and run by the real pre-commit."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.conftest import Repo
from tests.e2e.sources import NO_LOOP, PREFIX

pytestmark = pytest.mark.xdist_group("pre-commit")

CONFIG = """\
repos:
  - repo: {source}
    rev: {rev}
    hooks:
      - id: {hook}
"""


@pytest.fixture
def hooked(repo: Repo, hook_source: Path, pre_commit_home: Path) -> Repo:
    repo.env["PRE_COMMIT_HOME"] = str(pre_commit_home)
    rev = repo.sh("git", "rev-parse", "HEAD", cwd=hook_source).stdout.strip()
    repo.write(".pre-commit-config.yaml", CONFIG.format(source=hook_source, rev=rev, hook="optgate"))
    assert repo.sh("pre-commit", "install").returncode == 0
    repo.commit()
    return repo


def test_git_commit_is_stopped_and_passes_after_apply(hooked: Repo) -> None:
    hooked.write("stats.py", PREFIX)
    hooked.git("add", "stats.py")
    before = {**hooked.snapshot(), "(index)": b""}  # git itself writes the index when it commits
    staged = hooked.git("diff", "--cached")
    stopped = hooked.sh("git", "commit", "-m", "totals")
    assert stopped.returncode == 1
    said = stopped.stdout + stopped.stderr
    assert "OPT201" in said
    assert "faster" in said
    assert "Commit stopped" in said
    assert {**hooked.snapshot(), "(index)": b""} == before
    assert hooked.git("diff", "--cached") == staged
    assert hooked.optgate("apply").returncode == 0
    hooked.git("add", "stats.py")
    passed = hooked.sh("git", "commit", "-m", "totals")
    assert passed.returncode == 0, passed.stdout + passed.stderr
    assert "cumsum" in hooked.git("show", "HEAD:stats.py")


def test_a_commit_without_loops_passes_silently(hooked: Repo) -> None:
    hooked.write("area.py", NO_LOOP)
    hooked.git("add", "area.py")
    passed = hooked.sh("git", "commit", "-m", "area")
    assert passed.returncode == 0, passed.stdout + passed.stderr


def test_commit_of_all_tracked_changes_is_judged(hooked: Repo) -> None:
    hooked.write("stats.py", NO_LOOP)
    hooked.commit()
    hooked.write("stats.py", PREFIX)
    stopped = hooked.sh("git", "commit", "-a", "-m", "totals")
    assert stopped.returncode == 1
    assert "OPT201" in stopped.stdout + stopped.stderr
    assert hooked.git("status", "--porcelain") == " M stats.py\n"


def test_pre_commit_run(hooked: Repo) -> None:
    hooked.write("stats.py", PREFIX)
    hooked.git("add", "stats.py")
    run = hooked.sh("pre-commit", "run", "optgate")
    assert run.returncode == 1
    assert "running_total" in run.stdout


def test_try_repo_with_the_static_hook(hooked: Repo, hook_source: Path) -> None:
    hooked.write("stats.py", PREFIX)
    hooked.git("add", "stats.py")
    run = hooked.sh("pre-commit", "try-repo", str(hook_source), "optgate-check", "--files", "stats.py")
    assert run.returncode == 1, run.stdout + run.stderr
    assert "OPT201" in run.stdout
