"""``apply --with-test``: the tests it writes, run by the pytest and the unittest of real projects."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.e2e.conftest import Repo
from tests.e2e.sources import PREFIX

pytestmark = pytest.mark.xdist_group("with-test")

CHECKED = PREFIX.replace(
    "    totals = ", '    if values.ndim != 1:\n        raise ValueError("one dimension")\n    totals = '
)
ADDED = "        total += values[i]\n"
KEPT = "        totals[i] = total\n"
WRONG = CHECKED.replace(ADDED + KEPT, KEPT + ADDED)
INPUTS = """\
import numpy as np

def calls():
    for size in (0, 1, 2, 5):
        yield (np.arange(size) * 0.5 - 1,)
    yield (np.zeros((2, 2)),)
"""
MODULE = "src/pkg/stats.py"
QUIETLY = ("-q", "-p", "no:cacheprovider", "-p", "no:benchmark")  # pytest-benchmark has git write the index


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a proposal in its store."""
    base = tmp_path_factory.mktemp("judged")
    repo = Repo(base / "project", environment(base))
    repo.path.mkdir()
    repo.git("init", "--quiet")
    repo.write("src/pkg/__init__.py", "")
    repo.write(MODULE, CHECKED)
    repo.write("given.py", INPUTS)
    repo.write("optgate.toml", f'[functions."{MODULE}::running_total"]\ninputs = "given:calls"\n')
    repo.git("add", "-A")
    done = repo.optgate("run", "--budget", "60")
    assert done.returncode == 1, done.stdout + done.stderr
    return repo.path


def environment(base: Path) -> dict[str, str]:
    import os

    dropped = ("GIT_", "OPTGATE_", "VIRTUAL_ENV", "PYTEST_", "COV_", "PRE_COMMIT")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    return kept | {"OPTGATE_PYTHON": sys.executable, "XDG_CACHE_HOME": str(base / "cache")}


def project(judged: Path, tmp_path: Path, files: Mapping[str, str]) -> Repo:
    shutil.copytree(judged, tmp_path / "project")
    made = Repo(tmp_path / "project", environment(judged.parent))
    for name, text in files.items():
        made.write(name, text)
    return made


def applied(repo: Repo, *expected: str) -> str:
    """Apply with a test; returns the name of the one new file."""
    before = set(repo.snapshot())
    done = repo.optgate("apply", "--with-test")
    assert done.returncode == 0, done.stderr
    assert (repo.path / MODULE).read_text() != CHECKED
    [new] = set(repo.snapshot()) - before
    assert new in done.stdout
    return new


def status(repo: Repo, *command: str) -> subprocess.CompletedProcess[str]:
    return repo.sh(sys.executable, *command)


def test_it_holds_with_the_patch_and_without_it_and_fails_for_a_wrong_rewrite(
    judged: Path, tmp_path: Path
) -> None:
    settings = 'testpaths = ["checks"]\npythonpath = ["src"]\nfilterwarnings = ["error"]\n'
    settings = f"[tool.pytest.ini_options]\n{settings}"
    repo = project(judged, tmp_path, {"pyproject.toml": settings, "checks/unit/README": ""})
    before = repo.snapshot()
    new = applied(repo)
    assert new == "checks/test_stats_running_total.py"
    assert repo.snapshot()["(index)"] == before["(index)"]
    run = ("-m", "pytest", *QUIETLY)
    patched = status(repo, *run)
    assert patched.returncode == 0, patched.stdout
    assert " passed" in patched.stdout
    text = (repo.path / new).read_text()
    assert "pytest.raises(ValueError" in text
    repo.write(MODULE, CHECKED)
    assert status(repo, *run).returncode == 0
    repo.write(MODULE, WRONG)
    wrong = status(repo, *run)
    assert wrong.returncode == 1
    assert "failed" in wrong.stdout


def test_undo_takes_the_test_out_too(judged: Path, tmp_path: Path) -> None:
    repo = project(judged, tmp_path, {})
    before = repo.snapshot()
    new = applied(repo)
    assert new == "src/pkg/test_stats_running_total.py", "beside it, from where it can be imported"
    assert status(repo, "-m", "pytest", *QUIETLY).returncode == 0
    shutil.rmtree(repo.path / "src/pkg/__pycache__", ignore_errors=True)
    assert repo.optgate("apply", "--undo").returncode == 0
    assert repo.snapshot() == before


@pytest.mark.soak
def test_an_edited_test_is_not_taken_out(judged: Path, tmp_path: Path) -> None:
    repo = project(judged, tmp_path, {})
    new = applied(repo)
    with (repo.path / new).open("a") as file:
        file.write("# mine\n")
    after = repo.snapshot()
    done = repo.optgate("apply", "--undo")
    assert done.returncode == 2
    assert new in done.stderr
    assert repo.snapshot() == after


def test_a_project_with_unittest_gets_its_style_and_nothing_is_overwritten(
    judged: Path, tmp_path: Path
) -> None:
    own = "import sys, unittest\nsys.path.insert(0, 'src')\nfrom pkg import stats\n"
    taken = {"test/test_stats.py": own, "test/test_stats_running_total.py": "# mine\n"}
    repo = project(judged, tmp_path, taken)
    new = applied(repo)
    assert new == "test/test_stats_running_total_2.py"
    assert (repo.path / "test/test_stats_running_total.py").read_text() == "# mine\n"
    assert "pytest" not in (repo.path / new).read_text()
    done = status(repo, "-m", "unittest", "discover", "-s", "test")
    assert done.returncode == 0, done.stderr
    assert "Ran " in done.stderr
    repo.write(MODULE, WRONG)
    assert status(repo, "-m", "unittest", "discover", "-s", "test").returncode == 1


def test_without_an_interpreter_nothing_is_written(judged: Path, tmp_path: Path) -> None:
    repo = project(judged, tmp_path, {})
    before = repo.snapshot()
    done = repo.optgate("apply", "--with-test", "--python", "/nowhere/python")
    assert done.returncode == 2, done.stdout
    assert "/nowhere/python" in done.stderr
    assert repo.snapshot() == before
