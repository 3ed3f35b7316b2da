"""The real command in a real repository."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from optgate.__main__ import main

LOOP = """\
import numpy as np


def running_total(values: np.ndarray) -> np.ndarray:
    totals = np.zeros(len(values))
    total = 0.0
    for i in range(len(values)):
        total += values[i]
        totals[i] = total
    return totals
"""

Done = subprocess.CompletedProcess[str]


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """A user's environment: a home of its own, no colour settings, this interpreter for the project."""
    dropped = ("GIT_", "OPTGATE_", "VIRTUAL_ENV", "PRE_COMMIT", "PYTEST_", "XDG_", "COLUMNS")
    named = {"NO_COLOR", "FORCE_COLOR", "CI", "PYTHONIOENCODING"}
    kept = {k: v for k, v in os.environ.items() if not k.startswith(dropped) and k not in named}
    home = tmp_path / "home"
    home.mkdir()
    return kept | {
        "HOME": str(home),
        "TMPDIR": str(tmp_path),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "Test",
        "GIT_AUTHOR_EMAIL": "test@example.org",
        "GIT_COMMITTER_NAME": "Test",
        "GIT_COMMITTER_EMAIL": "test@example.org",
        "OPTGATE_PYTHON": sys.executable,
    }


@pytest.fixture
def project(tmp_path: Path, env: dict[str, str]) -> Path:
    """A repository with one commit; ``loop.py`` is in the work tree only."""
    root = tmp_path / "project"
    root.mkdir()
    (root / "plain.py").write_text("def area(w, h):\n    return w * h\n")
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "state"]):
        subprocess.run(["git", *command], cwd=root, env=env, check=True)
    (root / "loop.py").write_text(LOOP)
    return root


Optgate = Callable[..., Done]


@pytest.fixture
def optgate(project: Path, env: dict[str, str]) -> Optgate:
    """Runs ``python -m optgate`` in the project; keyword arguments are added to the environment."""

    def run(*arguments: str, cwd: Path = project, encoding: str = "utf-8", **extra: str) -> Done:
        return subprocess.run(
            [sys.executable, "-m", "optgate", *arguments],
            cwd=cwd,
            env={**env, **extra},
            capture_output=True,
            encoding=encoding,
            timeout=120,
            check=False,
        )

    return run


@pytest.fixture
def inside(
    project: Path, env: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Optgate:
    """As ``optgate``, in this process: much faster, for commands that run none of the project's code."""
    for name in os.environ.keys() - env.keys():
        monkeypatch.delenv(name)
    for name, value in env.items():
        monkeypatch.setenv(name, value)

    def run(*arguments: str, cwd: Path = project, **extra: str) -> Done:
        with monkeypatch.context() as patch:
            patch.chdir(cwd)
            for name, value in extra.items():
                patch.setenv(name, value)
            capsys.readouterr()
            status = main(arguments)
        told = capsys.readouterr()
        return Done(arguments, status, told.out, told.err)

    return run


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    """What a command run in this process does with signals ends with its test."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)
