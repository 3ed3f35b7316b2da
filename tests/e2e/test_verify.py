"""``optgate verify``: the same proof for a rewrite that somebody wrote."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest

from tests.e2e.conftest import CHECKOUT, Repo


@pytest.fixture
def pictures(repo: Repo) -> Repo:
    shutil.copy(CHECKOUT / "examples" / "equalize.py", repo.path)
    shutil.copy(CHECKOUT / "examples" / "equalize_wrong.py", repo.path / "suggestion.py")
    repo.git("add", "equalize.py")
    return repo


def test_a_wrong_rewrite_is_refused_with_a_call_that_shows_it(pictures: Repo) -> None:
    done = pictures.optgate(
        *("verify", "equalize.py::equalize", "--candidate", "suggestion.py", "--output-format", "json")
    )
    assert done.returncode == 1, done.stderr
    [function] = json.loads(done.stdout)["functions"]
    [candidate] = function["candidates"]
    assert candidate["verdict"] == "wrong"
    call = candidate["counterexample"]["call"]
    script = (
        "import numpy as np\nimport equalize, suggestion\n"
        f"a = equalize.{call}\nb = suggestion.{call}\n"
        "assert a.dtype != b.dtype or a.shape != b.shape or not np.array_equal(a, b)\n"
    )
    subprocess.run([sys.executable, "-c", script], cwd=pictures.path, check=True)


def test_a_right_rewrite_is_accepted(pictures: Repo) -> None:
    text = (pictures.path / "suggestion.py").read_text()
    right = text.replace(
        "first = int((histogram > 0).argmax())",
        "counted = histogram > 0\n    first = int(counted.argmax()) if counted.any() else 255",
    )
    (pictures.path / "suggestion.py").write_text(right)
    done = pictures.optgate("verify", "equalize.py::equalize", "--candidate", "suggestion.py::equalize")
    assert done.returncode == 0, done.stdout + done.stderr
