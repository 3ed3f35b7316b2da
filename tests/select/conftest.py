"""A real repository in a temporary folder, and selections that must leave every byte of it alone."""

import os
import subprocess
from pathlib import Path

import pytest

from optgate import select

LOOP = "def {name}(xs):\n    total = 0\n    for x in xs:\n        total += x\n    return total\n"


def loop(name="f"):
    return LOOP.format(name=name)


class Repo:
    def __init__(self, path: Path):
        self.path = path

    def git(self, *arguments, check=True, cwd=None, **env):
        done = subprocess.run(
            ["git", *arguments],
            cwd=cwd or self.path,
            env={**os.environ, **env},
            capture_output=True,
            text=True,
            check=False,
        )
        assert not check or done.returncode == 0, done.stderr
        return done.stdout

    def write(self, name, content):
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, str):
            content = content.encode()
        path.write_bytes(content)
        return path

    def stage(self, name, content):
        self.write(name, content)
        self.git("add", "--", name)

    def commit(self, name="a.py", content=None):
        if content is not None:
            self.stage(name, content)
        self.git("commit", "-q", "--no-verify", "-m", "next")

    def snapshot(self):
        """Every byte under the folder, with .git, and when each file was written."""
        return {
            path: (path.lstat().st_mtime_ns, os.readlink(path) if path.is_symlink() else path.read_bytes())
            for path in self.path.rglob("*")
            if path.is_symlink() or path.is_file()
        }

    def staged(self, cwd=None, **globs):
        before = self.snapshot()
        selection = select.staged(cwd or self.path, **globs)
        assert self.snapshot() == before
        return selection

    def names(self, cwd=None):
        return {f"{target.file.path}::{target.qualname}" for target in self.staged(cwd).targets}

    def quick(self):
        before = self.snapshot()
        answer = select.quick(self.path)
        assert self.snapshot() == before
        return answer

    def explicit(self, *specs, cwd=None, **globs):
        before = self.snapshot()
        selection = select.explicit(cwd or self.path, specs, **globs)
        assert self.snapshot() == before
        return selection


@pytest.fixture
def clean_git(monkeypatch, tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Ada")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "ada@example.org")


@pytest.fixture
def empty(clean_git, tmp_path):
    """A repository without a commit."""
    repo = Repo(tmp_path / "repo")
    repo.path.mkdir()
    repo.git("init", "-q", "-b", "main")
    return repo


@pytest.fixture
def repo(empty):
    """A repository with one commit that has no Python in it."""
    empty.commit("README", "text\n")
    return empty
