"""The gate on one interpreter, the project on another."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.conftest import Repo
from tests.e2e.sources import LIST_SQUARES

MINORS = [f"3.{minor}" for minor in range(9, 15)]


def other_interpreter(minor: str) -> str | None:
    """An interpreter of this version that runs, from PATH or from pyenv; never the gate's own version."""
    if minor == f"3.{sys.version_info.minor}":
        return None
    places = [shutil.which(f"python{minor}")]
    pyenv = Path.home() / ".pyenv" / "versions"
    if pyenv.is_dir():
        places += [str(path / "bin" / "python") for path in pyenv.glob(f"{minor}.*")]
    for place in filter(None, places):
        done = subprocess.run([place, "--version"], capture_output=True, text=True, check=False)
        if done.returncode == 0 and re.search(rf"\b{re.escape(minor)}\.", done.stdout):
            return place
    return None


PRESENT = {minor: found for minor in MINORS if (found := other_interpreter(minor))}


ENDS = {min(PRESENT, key=MINORS.index, default=""), max(PRESENT, key=MINORS.index, default="")}
"""The oldest and the newest; the others are for ``make soak``."""


@pytest.mark.parametrize(
    "minor", [minor if minor in ENDS else pytest.param(minor, marks=pytest.mark.soak) for minor in PRESENT]
)
def test_a_list_function_in_a_project_of_another_version(repo: Repo, minor: str) -> None:
    repo.write("plain.py", LIST_SQUARES)
    repo.git("add", "plain.py")
    done = repo.optgate("run", "--output-format", "json", OPTGATE_PYTHON=PRESENT[minor])
    assert done.returncode in {0, 1}, done.stderr
    [function] = json.loads(done.stdout)["functions"]
    assert function["status"] in {"proposed", "not_faster"}, function
    assert function["inputs"]["count"] > 100


def test_the_project_environment_is_found(repo: Repo) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", ".venv"], cwd=repo.path, check=True)
    repo.write(".gitignore", ".venv\n")
    repo.write("plain.py", LIST_SQUARES)
    repo.git("add", "plain.py")
    del repo.env["OPTGATE_PYTHON"]
    done = repo.optgate("run", "--output-format", "json")
    assert json.loads(done.stdout)["functions"][0]["status"] in {"proposed", "not_faster"}


def test_src_layout_with_relative_imports(repo: Repo) -> None:
    repo.write("src/pkg/__init__.py", "")
    repo.write("src/pkg/scale.py", "def factor():\n    return 3\n")
    repo.write(
        "src/pkg/sums.py",
        "from .scale import factor\n\n\n"
        "def total(values: list) -> int:\n"
        "    result = 0\n"
        "    for value in values:\n"
        "        result += value * factor()\n"
        "    return result\n\n\n"
        "def plain(values: list) -> int:\n"
        "    result = 0\n"
        "    for value in values:\n"
        "        result += value\n"
        "    return result\n\n\n"
        "if __name__ == '__main__':\n"
        "    raise SystemExit('run as a script')\n",
    )
    repo.git("add", "src")
    done = repo.optgate("run", "src/pkg/sums.py::plain", "--output-format", "json")
    assert json.loads(done.stdout)["functions"][0]["status"] in {"proposed", "not_faster"}, done.stdout
