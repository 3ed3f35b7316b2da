"""A published speed-up that was wrong, on the package it was made for."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.conftest import Repo

pytestmark = [pytest.mark.package, pytest.mark.xdist_group("package")]

WHERE = "albumentations/augmentations/functional.py"
FUNCTION = f"{WHERE}::_equalize_cv"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with albumentations 2.0.4's dependencies, and the sources of 2.0.4 and 2.0.5."""
    folder = tmp_path_factory.mktemp("package")
    subprocess.run([sys.executable, "-m", "venv", "env"], cwd=folder, check=True)
    pip = [str(folder / "env/bin/python"), "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
    subprocess.run([*pip, "albumentations==2.0.4"], cwd=folder, check=True)
    subprocess.run(
        [*pip, "--no-deps", "--target", "released", "albumentations==2.0.5"], cwd=folder, check=True
    )
    return folder


@pytest.fixture
def project(repo: Repo, installed: Path) -> Repo:
    [site] = (installed / "env/lib").glob("python3*/site-packages")
    shutil.copytree(site / "albumentations", repo.path / "albumentations")
    shutil.copy(installed / "released" / WHERE, repo.path / "released.py")
    repo.env["OPTGATE_PYTHON"] = str(installed / "env/bin/python")
    repo.env["NO_ALBUMENTATIONS_UPDATE"] = "1"
    repo.git("add", "albumentations")
    return repo


def test_the_lookup_table_gets_a_verified_patch_at_least_5_times_faster(project: Repo) -> None:
    done = project.optgate("run", FUNCTION, "--output-format", "json", "--budget", "60")
    assert done.returncode == 1, done.stdout + done.stderr
    [function] = json.loads(done.stdout)["functions"]
    assert function["status"] == "proposed"
    [accepted] = [one for one in function["candidates"] if one["verdict"] == "accepted"]
    assert accepted["timing"]["low"] >= 5


def test_the_released_rewrite_is_rejected_by_a_one_level_image(project: Repo) -> None:
    done = project.optgate(
        *("verify", FUNCTION, "--candidate", "released.py", "--output-format", "json", "--budget", "60")
    )
    assert done.returncode == 1, done.stdout + done.stderr
    [function] = json.loads(done.stdout)["functions"]
    [candidate] = function["candidates"]
    assert candidate["verdict"] == "wrong"
    shown = candidate["counterexample"]
    assert "mask" in shown["call"] or "np." in shown["call"]
    scope: dict[str, object] = {}
    exec("import numpy as np\ndef _equalize_cv(img, mask=None): return img", scope)
    image = eval(shown["call"], scope)
    assert len(set(image.ravel().tolist())) <= 1
