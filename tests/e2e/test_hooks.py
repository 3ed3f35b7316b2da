"""The hooks without a framework: real commits and pushes, with the real command."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from tests.e2e.conftest import CHECKOUT, Repo
from tests.e2e.sources import LIST_SQUARES, NO_LOOP, PREFIX

ZEROS = "0" * 40


@pytest.fixture
def pushing(repo: Repo) -> Repo:
    """A repository with a remote that has its first commit, and the hook that git runs at a push."""
    repo.sh("git", "init", "--quiet", "--bare", "../remote.git")
    repo.git("remote", "add", "origin", str(repo.path.parent / "remote.git"))
    repo.write("README", "x\n")
    repo.commit()
    repo.git("push", "--quiet", "--set-upstream", "origin", "main")
    shutil.copy2(CHECKOUT / "hooks" / "pre-push", repo.path / ".git" / "hooks" / "pre-push")
    return repo


def push(repo: Repo, *arguments: str) -> tuple[int, str]:
    done = repo.sh("git", "push", "--quiet", *(arguments or ("origin", "HEAD")))
    return done.returncode, done.stdout + done.stderr


def test_a_push_is_stopped_by_what_no_commit_judged_and_passes_when_it_is_applied(pushing: Repo) -> None:
    pushing.write("stats.py", PREFIX)
    pushing.commit()
    before = pushing.snapshot()
    status, said = push(pushing)
    assert status == 1
    assert "running_total" in said
    assert "Push stopped: 1 proposal." in said
    assert pushing.snapshot() == before
    assert pushing.optgate("apply").returncode == 0
    pushing.commit("faster")
    assert push(pushing) == (0, "")


def test_what_the_commit_left_is_named_with_where_it_is_finished_and_the_push_does_it(pushing: Repo) -> None:
    shutil.copy2(CHECKOUT / "hooks" / "pre-commit", pushing.path / ".git" / "hooks" / "pre-commit")
    pushing.write("stats.py", PREFIX)
    pushing.git("add", "stats.py")
    done = pushing.sh("git", "commit", "-m", "totals", OPTGATE_BUDGET_PRE_COMMIT="0.2")
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    assert "ran out with 1 function left; the push judges the rest" in " ".join(said.split())
    assert "optgate run stats.py::running_total" in said
    assert push(pushing)[0] == 1
    start = time.monotonic()
    assert push(pushing)[0] == 1
    assert time.monotonic() - start < 4, "the second push asks the store"


def test_without_a_hook_for_pushes_what_is_left_is_for_ci(repo: Repo) -> None:
    repo.write("stats.py", PREFIX)
    repo.git("add", "stats.py")
    done = repo.optgate("hook", "pre-commit", "--budget", "0.2")
    assert done.returncode == 0, done.stderr
    assert "CI judges the rest" in done.stdout


def test_modes_of_a_push(pushing: Repo) -> None:
    pushing.write("stats.py", PREFIX)
    pushing.commit()
    pushing.write("pyproject.toml", '[tool.optgate]\nmode = { pre-push = "off" }\n')
    line = f"refs/heads/main {pushing.git('rev-parse', 'HEAD').strip()} refs/heads/main {ZEROS}"
    assert hook(pushing, line) == (0, "")
    pushing.write("pyproject.toml", '[tool.optgate]\nmode = { pre-push = "warn" }\n')
    status, said = hook(pushing, line, OPTGATE_BUDGET_PRE_PUSH="60")
    assert status == 0
    assert "Push not stopped (mode is warn): 1 proposal." in said


def hook(repo: Repo, *lines: str, **extra: str) -> tuple[int, str]:
    """The command as git starts it, with what git would write to it."""
    file = repo.path.parent / "lines"
    file.write_text("".join(f"{line}\n" for line in lines))
    command = f"python -m optgate hook pre-push origin url < '{file}'"
    done = repo.sh("sh", "-c", command, **{"OPTGATE_BUDGET_PRE_PUSH": "0.01", **extra})
    return done.returncode, done.stdout + done.stderr


def left(repo: Repo, *lines: str, **extra: str) -> list[str]:
    """The functions that a push would have judged, had it any time."""
    status, said = hook(repo, *lines, **extra)
    assert status == 0, said
    return sorted(word.partition("::")[2] for word in said.split() if "::" in word)


def head(repo: Repo, name: str = "HEAD") -> str:
    return repo.git("rev-parse", name).strip()


def test_which_functions_a_push_is_about(pushing: Repo) -> None:
    first = head(pushing)
    pushing.write("stats.py", PREFIX)
    pushing.commit()
    pushing.write("squares.py", LIST_SQUARES)
    pushing.commit()
    now = head(pushing)
    both = ["running_total", "squares"]
    assert left(pushing, f"refs/heads/main {now} refs/heads/main {first}") == both
    assert left(pushing, f"refs/heads/new {now} refs/heads/new {ZEROS}") == both
    assert left(pushing, f"refs/heads/main {now} refs/heads/main {head(pushing, 'HEAD~1')}") == ["squares"]
    assert left(pushing, f"(delete) {ZEROS} refs/heads/old {first}") == []
    assert left(pushing) == both, "without lines it is about what no remote has"
    unknown = "1234567890" * 4
    assert left(pushing, f"refs/heads/main {now} refs/heads/main {unknown}") == both
    two = (f"refs/heads/a {now} refs/heads/a {ZEROS}", f"refs/heads/b {now} refs/heads/b {first}")
    assert left(pushing, *two) == both, "a function counts once"
    extra = {"PRE_COMMIT": "1", "PRE_COMMIT_FROM_REF": head(pushing, "HEAD~1"), "PRE_COMMIT_TO_REF": now}
    assert left(pushing, **extra) == ["squares"]


def test_tags_and_force_pushes(pushing: Repo) -> None:
    pushing.write("stats.py", PREFIX)
    pushing.commit()
    pushing.git("tag", "--annotate", "v1", "-m", "one")
    tag = head(pushing, "v1")
    assert tag != head(pushing)
    assert left(pushing, f"refs/tags/v1 {tag} refs/tags/v1 {ZEROS}") == ["running_total"]
    pushing.git("push", "--quiet", "--no-verify", "origin", "main")
    assert left(pushing, f"refs/tags/v1 {tag} refs/tags/v1 {ZEROS}") == [], "the remote has it all"
    tree = head(pushing, "HEAD^{tree}")
    assert left(pushing, f"refs/tags/t {tree} refs/tags/t {ZEROS}") == [], "a tag need not be of a commit"
    old = head(pushing)
    pushing.git("reset", "--quiet", "--hard", "HEAD~1")
    pushing.write("squares.py", LIST_SQUARES)
    pushing.commit("rewritten")
    assert left(pushing, f"refs/heads/main {head(pushing)} refs/heads/main {old}") == ["squares"]
    back = f"refs/heads/main {head(pushing, 'HEAD~1')} refs/heads/main {old}"
    assert left(pushing, back) == [], "a push back to what was there brings nothing"


def test_the_first_push_of_all_is_about_everything(repo: Repo) -> None:
    repo.write("stats.py", PREFIX)
    repo.commit()
    repo.write("area.py", NO_LOOP)
    repo.commit()
    assert left(repo, f"refs/heads/main {head(repo)} refs/heads/main {ZEROS}") == ["running_total"]


def test_what_came_in_from_a_remote_branch_is_not_judged_again(pushing: Repo) -> None:
    pushing.git("switch", "--quiet", "--create", "feature")
    pushing.write("area.py", NO_LOOP)
    pushing.commit()
    fork = head(pushing)
    pushing.git("push", "--quiet", "--no-verify", "origin", "feature")
    pushing.git("switch", "--quiet", "main")
    pushing.write("stats.py", PREFIX)
    pushing.commit()
    pushing.git("push", "--quiet", "--no-verify", "origin", "main")
    pushing.git("switch", "--quiet", "feature")
    pushing.git("merge", "--quiet", "--no-edit", "main")
    pushing.write("squares.py", LIST_SQUARES)
    pushing.commit()
    assert left(pushing, f"refs/heads/feature {head(pushing)} refs/heads/feature {fork}") == ["squares"]


def test_a_commit_without_python_is_silent_and_quick(repo: Repo, tmp_path: Path) -> None:
    repo.write("README", "x\n")
    repo.git("add", "README")
    start = time.monotonic()
    done = repo.optgate("hook", "pre-commit")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert time.monotonic() - start < 2
