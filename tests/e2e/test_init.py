"""``optgate init`` in real repositories, and commits with what it installed."""

from __future__ import annotations

import difflib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pre_commit.clientlib import load_config

from tests.e2e.conftest import Repo
from tests.e2e.sources import NO_LOOP, PREFIX

KEEPER = "#!/bin/sh\necho kept: $(basename $0) $# >> log\ncat >> log\nexit ${KEPT:-0}\n"


def said(repo: Repo, *arguments: str) -> str:
    done = repo.optgate("init", *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def state(repo: Repo) -> dict[str, tuple[int, bytes]]:
    """Every file of the work tree, the index and the hooks."""
    return {
        str(path): (path.stat().st_mode, path.read_bytes())
        for path in sorted(repo.path.rglob("*"))
        if path.is_file() and not {"objects", "logs"} & set(path.parts)
    }


def commit(repo: Repo, name: str = "stats.py", text: str = PREFIX, **extra: str) -> tuple[int, str]:
    repo.write(name, text)
    repo.git("add", name)
    done = repo.sh("git", "commit", "--quiet", "-m", "change", **{"OPTGATE_BUDGET_PRE_COMMIT": "60", **extra})
    return done.returncode, done.stdout + done.stderr


def test_plain_git_gets_settings_and_both_hooks_and_a_second_time_changes_nothing(repo: Repo) -> None:
    repo.write("pyproject.toml", '# mine\n[project]\nname = "x"\n')
    before = repo.snapshot()
    dry = said(repo, "--dry-run")
    assert repo.snapshot() == before
    assert not (repo.path / ".git/hooks/pre-commit").exists()
    assert dry.startswith("nothing was written")
    out = said(repo)
    assert "added [tool.optgate] to pyproject.toml" in out
    assert "wrote" in out and "pre-commit" in out and "pre-push" in out
    assert (
        (repo.path / "pyproject.toml").read_text().startswith('# mine\n[project]\nname = "x"\n\n[tool.optg')
    )
    assert repo.snapshot()["(index)"] == before["(index)"]
    after = state(repo)
    assert "already" in said(repo)
    assert state(repo) == after
    status, words = commit(repo)
    assert status == 1
    assert "Commit stopped" in words
    assert commit(repo, "area.py", NO_LOOP)[0] == 1, "stats.py is still staged"


def test_an_existing_hook_is_kept_run_first_and_put_back(repo: Repo) -> None:
    hook = repo.path / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(KEEPER)
    hook.chmod(0o755)
    before = state(repo)
    assert "it is run first" in said(repo)
    assert (hook.parent / "pre-commit.kept").read_text() == KEEPER
    after = state(repo)
    said(repo)
    assert state(repo) == after
    status, words = commit(repo, "area.py", NO_LOOP, KEPT="7")
    assert status == 1, words
    assert "kept: pre-commit.kept 0" in (repo.path / "log").read_text()
    assert commit(repo, "area.py", NO_LOOP) == (0, "")
    (repo.path / "log").unlink()
    assert "put back" in said(repo, "--uninstall")
    assert hook.read_text() == KEEPER
    kept = {name: content for name, content in state(repo).items() if "/hooks/" in name}
    assert kept == {name: content for name, content in before.items() if "/hooks/" in name}


def test_a_kept_hook_for_pushes_gets_its_lines_too(repo: Repo) -> None:
    hook = repo.path / ".git/hooks/pre-push"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(KEEPER)
    hook.chmod(0o755)
    said(repo)
    repo.sh("git", "init", "--quiet", "--bare", "../remote.git")
    commit(repo, "area.py", NO_LOOP)
    done = repo.sh("git", "push", "--quiet", "../remote.git", "HEAD:refs/heads/main")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    first, second = (repo.path / "log").read_text().splitlines()
    assert first == "kept: pre-push.kept 2"
    assert second.split()[2:] == ["refs/heads/main", "0" * 40]


def test_the_folder_of_core_hookspath_is_respected(repo: Repo) -> None:
    repo.git("config", "core.hooksPath", ".githooks")
    out = said(repo)
    assert os.access(repo.path / ".githooks/pre-commit", os.X_OK)
    assert not (repo.path / ".git/hooks/pre-commit").exists()
    assert "git add" in out
    assert "running_total" in commit(repo, OPTGATE_BUDGET_PRE_COMMIT="0.2")[1]


def test_husky_gets_them_beside_its_own_folder(repo: Repo) -> None:
    runner = (
        '#!/bin/sh\ns=$(dirname "$(dirname "$0")")/$(basename "$0")\n[ -f "$s" ] && exec sh -e "$s" "$@"\n'
    )
    repo.write(".husky/_/pre-commit", runner).chmod(0o755)
    repo.write(".husky/pre-commit", "echo tests >> log\n")
    repo.git("config", "core.hooksPath", ".husky/_")
    said(repo)
    assert (repo.path / ".husky/_/pre-commit").read_text() == runner
    assert "running_total" in commit(repo, OPTGATE_BUDGET_PRE_COMMIT="0.2")[1]
    assert (repo.path / "log").read_text() == "tests\n"


def test_a_linked_worktree_and_a_submodule_have_the_hooks_of_their_own_repository(
    repo: Repo, tmp_path: Path
) -> None:
    repo.write("README", "x\n")
    repo.commit()
    repo.git("worktree", "add", "--quiet", "../linked")
    said(Repo(repo.path.parent / "linked", repo.env))
    assert (repo.path / ".git/hooks/pre-commit").is_file()
    inner = Repo(tmp_path / "inner", repo.env)
    inner.path.mkdir()
    inner.git("init", "--quiet")
    inner.write("README", "y\n")
    inner.commit()
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner.path), "part")
    said(Repo(repo.path / "part", repo.env))
    assert (repo.path / ".git/modules/part/hooks/pre-commit").is_file()


CONFIGS = {
    "two spaces": """\
# what we run
repos:
  - repo: https://github.com/pre-commit/pre-commit-hooks  # theirs
    rev: v4.6.0
    hooks:
      - id: check-yaml
      # - id: trailing-whitespace

ci:
  autofix_prs: false
""",
    "no indentation": """\
repos:
- repo: https://github.com/pre-commit/pre-commit-hooks
  rev: v4.6.0
  hooks:
  - id: check-yaml

- repo: https://github.com/psf/black
  rev: 24.1.0
  hooks:
  - id: black
""",
    "wide": """\
default_stages: [pre-commit]
repos:
-   repo: https://github.com/pre-commit/pre-commit-hooks
    rev: v4.6.0
    hooks:
    -   id: check-yaml
""",
}


@pytest.mark.parametrize("name", CONFIGS)
def test_the_file_of_pre_commit_gets_an_entry_in_its_own_style(repo: Repo, name: str) -> None:
    before = CONFIGS[name]
    path = repo.write(".pre-commit-config.yaml", before)
    out = said(repo)
    assert "next: pre-commit install --hook-type pre-commit --hook-type pre-push" in out
    assert not (repo.path / ".git/hooks/pre-commit").exists()
    after = path.read_text()
    changes = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    hunks = [line for line in changes if not line.startswith(("---", "+++"))]
    assert sum(line.startswith("@@") for line in hunks) == 1, "one place"
    assert not [line for line in hunks if line.startswith("-")]
    loaded = load_config(str(path))
    assert [hook["id"] for hook in loaded["repos"][-1]["hooks"]] == ["optgate", "optgate-pre-push"]
    assert [hook["stages"] for hook in loaded["repos"][-1]["hooks"]] == [["pre-commit"], ["pre-push"]]
    assert len(loaded["repos"]) == before.count("- repo:") + before.count("-   repo:") + 1
    said(repo)
    assert path.read_text() == after


@pytest.mark.parametrize(
    "text", ["repos: []\n", "{repos: [{repo: meta, hooks: [{id: identity}]}]}\n", "x: 1\n"]
)
def test_what_is_written_in_an_unusual_way_is_left_alone_and_the_entry_is_shown(
    repo: Repo, text: str
) -> None:
    path = repo.write(".pre-commit-config.yaml", text)
    out = said(repo)
    assert path.read_text() == text
    assert "- repo: local" in out
    assert "id: optgate-pre-push" in out


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "the defaults hold"),
        ("[tool.optgate]\nseed = 1\n", "left as it is"),
        ("tool = { black = {} }\n", "by hand"),
        ("not toml\n", "cannot be read"),
    ],
)
def test_settings_that_are_there_stay(repo: Repo, text: str | None, words: str) -> None:
    if text is not None:
        repo.write("pyproject.toml", text)
    assert words in said(repo)
    path = repo.path / "pyproject.toml"
    assert (path.read_text() if path.exists() else None) == text


@pytest.mark.package
def test_a_wheel_carries_the_scripts(tmp_path: Path, hook_source: Path) -> None:
    built = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", str(tmp_path), str(hook_source)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    [wheel] = tmp_path.glob("*.whl")
    listing = subprocess.run(
        [sys.executable, "-m", "zipfile", "-l", str(wheel)], capture_output=True, text=True, check=True
    ).stdout
    assert "optgate/install/hooks/pre-commit" in listing
    assert "optgate/install/hooks/pre-push" in listing
