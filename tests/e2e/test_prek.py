"""Both frameworks that read .pre-commit-config.yaml, with real commits and pushes through each."""

from __future__ import annotations

import sys

import pytest

from tests.e2e.conftest import TOOLS, Repo
from tests.e2e.sources import LIST_SQUARES, NO_LOOP, PREFIX

LOCAL = f"""\
repos:
  - repo: local
    hooks:
      - id: optgate
        name: optgate
        entry: {sys.executable} -m optgate hook pre-commit
        language: system
        types: [python]
        pass_filenames: false
        require_serial: true
        stages: [pre-commit]
      - id: optgate-pre-push
        name: optgate (pre-push)
        entry: {sys.executable} -m optgate hook pre-push
        language: system
        types: [python]
        pass_filenames: false
        require_serial: true
        verbose: true
        stages: [pre-push]
"""

MANIFEST = """\
repos:
  - repo: {source}
    rev: {rev}
    hooks:
      - id: optgate
      - id: optgate-pre-push
"""


def installed(repo: Repo, tool: str, config: str) -> Repo:
    """The repository with a remote, and the tool's own hooks for commits and pushes."""
    home = str(repo.path.parent / "framework")
    repo.env |= {"PRE_COMMIT_HOME": home, "PREK_HOME": home}
    repo.write(".pre-commit-config.yaml", config)
    repo.sh("git", "init", "--quiet", "--bare", "../remote.git")
    repo.git("remote", "add", "origin", "../remote.git")
    done = repo.sh(str(TOOLS / tool), "install", "--hook-type", "pre-commit", "--hook-type", "pre-push")
    assert done.returncode == 0, done.stderr
    repo.commit()
    return repo


def commit(repo: Repo, name: str, text: str, **extra: str) -> tuple[int, str]:
    repo.write(name, text)
    repo.git("add", name)
    done = repo.sh("git", "commit", "-m", name, **{"OPTGATE_BUDGET_PRE_COMMIT": "60", **extra})
    return done.returncode, done.stdout + done.stderr


def push(repo: Repo, *what: str, **extra: str) -> tuple[int, str]:
    done = repo.sh("git", "push", "--quiet", "origin", *(what or ("main",)), **extra)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("tool", ["prek", pytest.param("pre-commit", marks=pytest.mark.soak)])
def test_commits_and_pushes(repo: Repo, tool: str) -> None:
    installed(repo, tool, LOCAL)
    assert commit(repo, "area.py", NO_LOOP)[0] == 0
    assert push(repo)[0] == 0, "the first push of all"
    status, said = commit(repo, "stats.py", PREFIX)
    assert status == 1
    assert "OPT201" in said
    assert "Commit stopped: 1 proposal." in said
    repo.git("commit", "--quiet", "--no-verify", "-m", "all the same")
    status, said = push(repo)
    assert status == 1
    assert "Push stopped: 1 proposal." in said, "from the store, within its budget"
    assert repo.optgate("apply").returncode == 0
    repo.commit("faster")
    assert push(repo)[0] == 0


@pytest.mark.parametrize("tool", ["pre-commit", pytest.param("prek", marks=pytest.mark.soak)])
def test_what_a_push_is_about(repo: Repo, tool: str) -> None:
    installed(repo, tool, LOCAL)
    short = {"OPTGATE_BUDGET_PRE_COMMIT": "0.01", "OPTGATE_BUDGET_PRE_PUSH": "0.01"}
    commit(repo, "stats.py", PREFIX, **short)
    status, said = push(repo, **short)
    assert status == 0
    assert "stats.py::running_total" in said, "a branch that is new, with no commit on the remote"
    repo.git("switch", "--quiet", "--create", "feature")
    commit(repo, "squares.py", LIST_SQUARES, **short)
    status, said = push(repo, "feature", **short)
    assert status == 0
    assert "squares.py::squares" in said
    assert "running_total" not in said
    assert push(repo, "--delete", "feature")[0] == 0


@pytest.mark.package
def test_prek_installs_the_hook_of_this_checkout_and_runs_it(repo: Repo, hook_source) -> None:
    rev = repo.sh("git", "rev-parse", "HEAD", cwd=hook_source).stdout.strip()
    installed(repo, "prek", MANIFEST.format(source=hook_source, rev=rev))
    status, said = commit(repo, "stats.py", PREFIX)
    assert status == 1
    assert "Commit stopped: 1 proposal." in said
    assert commit(repo, "stats.py", NO_LOOP)[0] == 0
