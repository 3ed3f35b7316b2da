"""Functions of data frames, and compiled ones, from the finding to the patch."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Repo

REVENUE = """\
import pandas as pd


def revenue(orders: pd.DataFrame) -> float:
    total = 0.0
    for _, order in orders.iterrows():
        if order["status"] != "cancelled":
            total += order["price"] * order["quantity"]
    return total
"""
SMOOTH = """\
import numpy as np
from numpy.typing import NDArray


def smooth(x: NDArray[np.float64]) -> NDArray[np.float64]:
    out = np.zeros_like(x)
    for i in range(1, len(x) - 1):
        out[i] = (x[i - 1] + x[i] + x[i + 1]) / 3
    return out
"""


def judged(repo: Repo, name: str, text: str, *arguments: str, **extra: str) -> dict[str, Any]:
    """What became of the only function of a new file."""
    repo.write(name, text)
    repo.git("add", name)
    done = repo.optgate("run", "--output-format", "json", *arguments, **extra)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    function: dict[str, Any]
    [function] = json.loads(done.stdout)["functions"]
    return function


def test_a_loop_over_rows_gets_a_verified_patch(repo: Repo) -> None:
    function = judged(repo, "shop.py", REVENUE)
    assert [finding["code"] for finding in function["findings"]] == ["OPT801"]
    assert function["status"] == "proposed", function
    assert "iterrows" in function["patch"]
    [accepted] = [one for one in function["candidates"] if one["verdict"] == "accepted"]
    sizes = {point["n"]: point["speedup"] for point in accepted["timing"]["sizes"]}
    assert max(sizes) >= 100
    assert sizes[max(sizes)] > 3


def test_without_numba_its_source_says_so(repo: Repo) -> None:
    assert judged(repo, "filters.py", SMOOTH, "--sources", "numba")["status"] == "no_candidate"
    said = repo.optgate("run", "--sources", "numba").stdout
    assert "has no numba" in " ".join(said.split())


@pytest.fixture(scope="module")
def compiling(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an environment with numba."""
    folder = tmp_path_factory.mktemp("numba")
    subprocess.run([sys.executable, "-m", "venv", "env"], cwd=folder, check=True)
    python = folder / "env/bin/python"
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
    subprocess.run([*pip, "numba"], cwd=folder, check=True)
    return python


@pytest.mark.package
@pytest.mark.xdist_group("package")
def test_numba_is_used_where_it_is_asked_for(repo: Repo, compiling: Path) -> None:
    python = str(compiling)
    asked = ("--sources", "numba", "--budget", "90")
    function = judged(repo, "filters.py", SMOOTH, *asked, OPTGATE_PYTHON=python)
    assert function["status"] == "proposed", function
    [candidate] = function["candidates"]
    assert candidate["source"] == "numba"
    assert "+@numba.njit" in function["patch"]
    assert candidate["branch_coverage"] == 1.0
    shown = repo.optgate("show", candidate["id"], OPTGATE_PYTHON=python).stdout
    assert "compiled in" in shown
    assert "body interpreted" in " ".join(shown.split())


@pytest.mark.package
@pytest.mark.xdist_group("package")
def test_numba_is_not_used_unasked(repo: Repo, compiling: Path) -> None:
    function = judged(repo, "filters.py", SMOOTH, OPTGATE_PYTHON=str(compiling))
    assert all(one["source"] != "numba" for one in function["candidates"])
