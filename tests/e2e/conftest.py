"""Real repositories, the real command, the real pre-commit."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
TOOLS = Path(sys.executable).parent


@dataclass
class Repo:
    """A throwaway git repository and the commands run in it."""

    path: Path
    env: dict[str, str] = field(default_factory=dict)

    def sh(self, *command: str, cwd: Path | None = None, **extra: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=cwd or self.path,
            env={**self.env, **extra},
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )

    def git(self, *arguments: str) -> str:
        done = self.sh("git", *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def optgate(self, *arguments: str, **extra: str) -> subprocess.CompletedProcess[str]:
        return self.sh(sys.executable, "-m", "optgate", *arguments, **extra)

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def commit(self, message: str = "state") -> None:
        self.git("add", "-A")
        self.git("commit", "--quiet", "--no-verify", "-m", message)

    def snapshot(self) -> Mapping[str, bytes]:
        """Every byte of the work tree and the index, optgate's own cache aside."""
        top = self.git("rev-parse", "--absolute-git-dir").strip()
        index = Path(top) / "index"
        files = {
            str(path.relative_to(self.path)): path.read_bytes()
            for path in sorted(self.path.rglob("*"))
            if path.is_file() and not {".git", ".optgate_cache"} & set(path.relative_to(self.path).parts)
        }
        files["(index)"] = index.read_bytes() if index.exists() else b""
        return files


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """A user's environment without this process's settings; the project's interpreter is this one."""
    home = tmp_path / "home"
    home.mkdir()
    dropped = ("GIT_", "OPTGATE_", "VIRTUAL_ENV", "PYTEST_", "COV_", "PRE_COMMIT")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    return kept | {
        "PATH": f"{TOOLS}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
        "XDG_CACHE_HOME": os.environ.get("OPTGATE_TEST_CACHE", str(tmp_path / "cache")),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "Test",
        "GIT_AUTHOR_EMAIL": "test@example.org",
        "GIT_COMMITTER_NAME": "Test",
        "GIT_COMMITTER_EMAIL": "test@example.org",
        "OPTGATE_PYTHON": sys.executable,
        "NO_COLOR": "1",
    }


@pytest.fixture
def repo(tmp_path: Path, env: dict[str, str]) -> Repo:
    path = tmp_path / "repo"
    path.mkdir()
    made = Repo(path, env)
    made.git("init", "--quiet", "--initial-branch=main")
    return made


@pytest.fixture(scope="session")
def hook_source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This checkout as it stands now, committed to a repository that pre-commit can clone."""
    source = tmp_path_factory.mktemp("hook") / "optgate"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for name in filter(None, listed.split("\0")):
        if (CHECKOUT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(CHECKOUT / name, source / name)
    for command in (
        ["git", "init", "--quiet", "--initial-branch=main"],
        ["git", "add", "-A"],
        ["git", "-c", "user.name=T", "-c", "user.email=t@example.org", "commit", "--quiet", "-m", "state"],
    ):
        subprocess.run(command, cwd=source, check=True, capture_output=True)
    return source


@pytest.fixture(scope="session")
def pre_commit_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where pre-commit keeps the hook's environment for the whole session."""
    home = tmp_path_factory.mktemp("pre-commit")
    yield home
    shutil.rmtree(home, ignore_errors=True)
