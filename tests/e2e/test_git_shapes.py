"""Repositories as they are: worktrees, submodules, renames, partially staged files, running hooks."""

from __future__ import annotations

import json

from tests.e2e.conftest import Repo
from tests.e2e.sources import NO_LOOP, PREFIX


def names(repo: Repo, **extra: str) -> list[str]:
    done = repo.optgate("run", "--output-format", "json", **extra)
    assert done.returncode in {0, 1}, done.stderr
    return [function["qualname"] for function in json.loads(done.stdout)["functions"]]


def test_nothing_staged_says_nothing(repo: Repo) -> None:
    repo.write("stats.py", PREFIX)
    repo.commit()
    done = repo.optgate("hook", "pre-commit")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_linked_worktree(repo: Repo) -> None:
    repo.write("README", "x\n")
    repo.commit()
    repo.git("worktree", "add", "--quiet", "../linked")
    linked = Repo(repo.path.parent / "linked", repo.env)
    linked.write("stats.py", PREFIX)
    linked.git("add", "stats.py")
    assert names(linked) == ["running_total"]
    assert names(repo) == []


def test_a_submodule_is_left_alone_by_its_parent(repo: Repo, tmp_path) -> None:
    inner = Repo(tmp_path / "inner", repo.env)
    inner.path.mkdir()
    inner.git("init", "--quiet")
    inner.write("stats.py", PREFIX)
    inner.commit()
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner.path), "inner")
    assert names(repo) == []


def test_a_renamed_file_counts_only_what_changed(repo: Repo) -> None:
    repo.write("stats.py", PREFIX + "\n\n" + NO_LOOP * 3)
    repo.commit()
    repo.git("mv", "stats.py", "moved.py")
    assert names(repo) == []
    repo.write("moved.py", (PREFIX + "\n\n" + NO_LOOP * 3).replace("total = 0.0", "total = 0.5"))
    repo.git("add", "moved.py")
    assert names(repo) == ["running_total"]


def test_a_temporary_index_of_a_running_hook(repo: Repo) -> None:
    repo.write("stats.py", NO_LOOP)
    repo.write("other.py", NO_LOOP)
    repo.commit()
    hook = repo.path / ".git" / "hooks" / "pre-commit"
    hook.write_text("#!/bin/sh\nexec python -m optgate hook pre-commit\n")
    hook.chmod(0o755)
    repo.write("stats.py", PREFIX)
    repo.write("other.py", PREFIX)
    done = repo.sh("git", "commit", "-m", "one file only", "stats.py")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "stats.py" in done.stdout + done.stderr
    assert "other.py" not in done.stdout + done.stderr
