"""The hook for teams without the pre-commit framework, run by real git."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HOOK = Path(__file__).resolve().parents[2] / "hooks" / "pre-commit"
STAND_IN = '#!/bin/sh\necho "$0: $*"\nexit ${STATUS:-0}\n'


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """An environment in which optgate is nowhere."""
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("git", "sh", "cat", "rm"):
        found = shutil.which(name)
        assert found
        (tools / name).symlink_to(found)
    return {
        "PATH": str(tools),
        "HOME": str(tmp_path),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "T",
        "GIT_AUTHOR_EMAIL": "t@example.org",
        "GIT_COMMITTER_NAME": "T",
        "GIT_COMMITTER_EMAIL": "t@example.org",
    }


@pytest.fixture
def repo(tmp_path: Path, env: dict[str, str]) -> Path:
    path = tmp_path / "a repo"
    path.mkdir()
    git(path, env, "init", "-q")
    shutil.copy2(HOOK, path / ".git" / "hooks" / "pre-commit")
    (path / "a.py").write_text("x = 1\n")
    git(path, env, "add", "a.py")
    return path


def git(cwd: Path, env: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["git", *arguments], cwd=cwd, env=env, capture_output=True, text=True, check=False)


def commit(cwd: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return git(cwd, env, "commit", "-m", "change")


def stand_in(place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(STAND_IN)
    place.chmod(0o755)


def test_it_is_executable_and_plain_sh() -> None:
    assert os.access(HOOK, os.X_OK)
    assert HOOK.read_text().startswith("#!/bin/sh\n")


def test_without_optgate_the_commit_is_stopped_and_it_says_what_to_do(
    repo: Path, env: dict[str, str]
) -> None:
    done = commit(repo, env)
    assert done.returncode == 1
    assert "optgate: not found" in done.stderr
    assert "pip install optgate" in done.stderr
    assert "--no-verify" in done.stderr


def test_it_is_found_on_path(repo: Path, env: dict[str, str], tmp_path: Path) -> None:
    stand_in(tmp_path / "tools" / "optgate")
    done = commit(repo, env)
    assert done.returncode == 0, done.stderr
    assert "tools/optgate: hook pre-commit" in done.stdout + done.stderr


@pytest.mark.parametrize("place", [".venv/bin/optgate", "venv/bin/optgate", ".venv/Scripts/optgate.exe"])
def test_it_is_found_in_the_environment_of_the_project(repo: Path, env: dict[str, str], place: str) -> None:
    stand_in(repo / place)
    done = commit(repo, env)
    assert done.returncode == 0, done.stderr
    assert f"{place}: hook pre-commit" in done.stdout + done.stderr


def test_path_comes_first(repo: Path, env: dict[str, str], tmp_path: Path) -> None:
    stand_in(tmp_path / "tools" / "optgate")
    stand_in(repo / ".venv/bin/optgate")
    done = commit(repo, env)
    assert "tools/optgate: hook pre-commit" in done.stdout + done.stderr


def test_a_linked_work_tree_uses_the_environment_of_the_main_one(
    repo: Path, env: dict[str, str], tmp_path: Path
) -> None:
    stand_in(repo / ".venv/bin/optgate")
    assert commit(repo, env).returncode == 0
    linked = tmp_path / "linked"
    assert git(repo, env, "worktree", "add", "-q", str(linked)).returncode == 0
    (linked / "a.py").write_text("x = 2\n")
    done = git(linked, env, "commit", "-a", "-m", "change")
    assert done.returncode == 0, done.stderr
    assert "a repo/.venv/bin/optgate: hook pre-commit" in done.stdout + done.stderr


def test_a_status_stops_the_commit(repo: Path, env: dict[str, str]) -> None:
    stand_in(repo / ".venv/bin/optgate")
    assert commit(repo, {**env, "STATUS": "1"}).returncode == 1
    assert git(repo, env, "log").returncode != 0
    assert subprocess.run(
        ["sh", str(HOOK)], cwd=repo, env={**env, "STATUS": "3"}, check=False, capture_output=True
    ).returncode == 3  # fmt: skip


def test_the_real_command_lets_a_commit_without_loops_pass_in_silence(
    repo: Path, env: dict[str, str]
) -> None:
    stand_in(repo / ".venv/bin/optgate")
    (repo / ".venv/bin/optgate").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m optgate "$@"\n')
    assert commit(repo, env).returncode == 0
    (repo / "a.py").write_text("x = 3\n")
    git(repo, env, "add", "a.py")
    done = subprocess.run(["sh", str(HOOK)], cwd=repo, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
