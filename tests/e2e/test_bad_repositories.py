"""Repositories that hooks and ``init`` cannot work in, or that are unlike most: real git throughout."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.conftest import Repo
from tests.e2e.sources import LIST_SQUARES, PREFIX

SHORT = {"OPTGATE_BUDGET_PRE_COMMIT": "0.2", "OPTGATE_BUDGET_PRE_PUSH": "0.2"}


def refused(repo: Repo, *arguments: str, words: str) -> None:
    """The command ends with status 2 and says why in one line, with what to do next."""
    done = repo.optgate(*arguments)
    assert done.returncode == 2, done.stdout + done.stderr
    assert done.stdout == ""
    first, *rest = done.stderr.splitlines()
    assert first.startswith("optgate: ")
    assert words in first
    assert 1 <= len(rest) <= 2
    assert all(line.startswith("  ") for line in rest)


@pytest.mark.parametrize(
    "command",
    [("run",), ("check",), ("hook", "pre-commit"), ("hook", "pre-push"), ("init",), ("init", "--uninstall")],
    ids=" ".join,
)
@pytest.mark.parametrize("place", ["bare", "inside"])
def test_where_there_is_no_work_tree(repo: Repo, command: tuple[str, ...], place: str) -> None:
    if place == "bare":
        repo.git("init", "--quiet", "--bare", "../bare.git")
        there = Repo(repo.path.parent / "bare.git", repo.env)
    else:
        there = Repo(repo.path / ".git", repo.env)
    before = sorted(there.path.rglob("*"))
    refused(there, *command, words="no work tree")
    assert sorted(there.path.rglob("*")) == before


@pytest.mark.parametrize("command", [("hook", "pre-push"), ("init",)], ids=" ".join)
def test_outside_of_any_repository(repo: Repo, command: tuple[str, ...], tmp_path: Path) -> None:
    outside = Repo(tmp_path / "outside", repo.env)
    outside.path.mkdir()
    refused(outside, *command, words="not a git repository")
    assert list(outside.path.iterdir()) == []


def test_a_repository_without_commits(repo: Repo) -> None:
    assert repo.optgate("hook", "pre-push").returncode == 0
    repo.write("stats.py", PREFIX)
    repo.git("add", "stats.py")
    done = repo.optgate("hook", "pre-commit", **SHORT)
    assert done.returncode == 0
    assert "running_total" in done.stdout
    done = repo.optgate("hook", "pre-push", **SHORT)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert repo.optgate("init").returncode == 0
    assert (repo.path / ".git/hooks/pre-push").is_file()


def test_a_detached_head_is_judged_like_any_other(repo: Repo) -> None:
    repo.write("README", "x\n")
    repo.commit()
    repo.sh("git", "init", "--quiet", "--bare", "../remote.git")
    repo.git("remote", "add", "origin", "../remote.git")
    repo.git("push", "--quiet", "origin", "main")
    repo.git("switch", "--quiet", "--detach")
    repo.write("stats.py", PREFIX)
    repo.git("add", "stats.py")
    assert "running_total" in repo.optgate("hook", "pre-commit", **SHORT).stdout
    repo.commit()
    assert repo.optgate("init").returncode == 0
    pushed = repo.sh("git", "push", "--quiet", "origin", "HEAD:refs/heads/side", **SHORT)
    assert pushed.returncode == 0, pushed.stderr
    assert "running_total" in pushed.stdout + pushed.stderr


def test_linked_worktrees_and_submodules_are_judged_for_themselves(repo: Repo, tmp_path: Path) -> None:
    repo.write("README", "x\n")
    repo.commit()
    repo.git("worktree", "add", "--quiet", "../linked")
    linked = Repo(repo.path.parent / "linked", repo.env)
    assert repo.optgate("init").returncode == 0
    linked.write("stats.py", PREFIX)
    linked.git("add", "stats.py")
    done = linked.sh("git", "commit", "--quiet", "-m", "x", **SHORT)
    assert done.returncode == 0, done.stderr
    assert "running_total" in done.stdout + done.stderr
    inner = Repo(tmp_path / "inner", repo.env)
    inner.path.mkdir()
    inner.git("init", "--quiet")
    inner.write("README", "y\n")
    inner.commit()
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner.path), "part")
    part = Repo(repo.path / "part", repo.env)
    assert part.optgate("init").returncode == 0
    part.write("squares.py", LIST_SQUARES)
    part.git("add", "squares.py")
    done = part.sh("git", "commit", "--quiet", "-m", "x", **SHORT)
    assert "squares" in done.stdout + done.stderr
    assert "running_total" not in done.stdout + done.stderr


def test_hooks_that_other_repositories_share_are_not_written(repo: Repo, tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    repo.git("config", "core.hooksPath", str(shared))
    repo.write("pyproject.toml", "")
    before = repo.snapshot()
    refused(repo, "init", words="leads out of this repository")
    assert list(shared.iterdir()) == []
    assert repo.snapshot() == before


@pytest.mark.parametrize("configured", [False, True])
def test_a_folder_of_hooks_that_is_read_only(repo: Repo, configured: bool) -> None:
    folder = repo.path / (".githooks" if configured else ".git/hooks")
    folder.mkdir(exist_ok=True)
    if configured:
        repo.git("config", "core.hooksPath", ".githooks")
    repo.write("pyproject.toml", "")
    before = repo.snapshot()
    folder.chmod(0o555)
    try:
        refused(repo, "init", words="cannot write")
    finally:
        folder.chmod(0o755)
    assert repo.snapshot() == before, "the settings are taken back too"
    assert not (folder / "pre-commit").exists()


def test_a_file_where_the_folder_of_hooks_should_be(repo: Repo) -> None:
    repo.write("hooks", "")
    repo.git("config", "core.hooksPath", "hooks")
    refused(repo, "init", words="not a folder")


def test_a_commit_that_a_push_names_and_nobody_has(repo: Repo) -> None:
    repo.write("README", "x\n")
    repo.commit()
    extra = {"PRE_COMMIT": "1", "PRE_COMMIT_FROM_REF": "1234567890" * 4, "PRE_COMMIT_TO_REF": "HEAD"}
    done = repo.optgate("hook", "pre-push", **extra)
    assert done.returncode == 2
    assert "there is no commit" in done.stderr
