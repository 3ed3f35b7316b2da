"""What happens where the system has all layers, or lacks some: as this user, and as one without rights."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from optgate.guest import landlock
from tests.e2e.conftest import CHECKOUT, Repo

pytestmark = pytest.mark.skipif(landlock.version() < landlock.WHOLE, reason="the walls are not whole here")

SOURCE = """import numpy as np


def f(x: np.ndarray) -> float:
    total = 0.0
    for value in x:
        total += value * value
    return float(total)
"""
THEIRS = """import numpy as np


def f(x: np.ndarray) -> float:
    return float(np.add.accumulate(x * x)[-1]) if len(x) else 0.0
"""
NOBODY = 65534
VERIFY = ("verify", "mod.py::f", "--candidate", "theirs.py", "--output-format", "json", "--budget", "20")


@pytest.fixture
def judged(repo: Repo) -> Repo:
    repo.write("mod.py", SOURCE)
    repo.write("theirs.py", THEIRS)
    repo.commit()
    return repo


def verified(done: subprocess.CompletedProcess[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    report = json.loads(done.stdout)
    [function] = report["functions"]
    [candidate] = function["candidates"]
    return report, candidate


def without(repo: Repo, missing: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    front = [sys.executable, str(CHECKOUT / "tests" / "e2e" / "without.py"), missing]
    return repo.sh(*front, sys.executable, "-m", "optgate", *arguments)


def test_all_layers_are_named(judged: Repo) -> None:
    report, candidate = verified(judged.optgate(*VERIFY))
    assert candidate["verdict"] != "unsafe", candidate
    assert {f"Landlock {landlock.version()}", "seccomp"} <= set(report["isolation"])
    assert not [note for note in report["notes"] if "isolation" in note]
    told = " ".join(judged.optgate("doctor", "--no-noise").stdout.split())
    assert f"Landlock {landlock.version()}; seccomp" in told
    assert "missing" not in told


@pytest.mark.parametrize(
    ("missing", "absent"),
    [("landlock", ["no Landlock"]), ("seccomp", ["no seccomp"]), ("both", ["no Landlock", "no seccomp"])],
)
def test_what_others_wrote_is_not_run_without_a_layer(judged: Repo, missing: str, absent: list[str]) -> None:
    done = without(judged, missing, *VERIFY)
    report, candidate = verified(done)
    assert done.returncode == 1
    assert candidate["verdict"] == "unsafe"
    assert "--allow-unsandboxed" in candidate["reason"]
    for name in absent:
        assert name in candidate["reason"]
        assert any(layer.startswith(name) for layer in report["isolation"])
        assert any(name in note for note in report["notes"])


def test_it_is_run_when_that_is_asked_for(judged: Repo) -> None:
    report, candidate = verified(without(judged, "both", *VERIFY, "--allow-unsandboxed"))
    assert candidate["verdict"] not in ("unsafe", "error"), candidate
    assert any(layer.startswith("no Landlock") for layer in report["isolation"])


def test_what_a_rule_wrote_is_run_and_the_report_names_what_is_missing(judged: Repo) -> None:
    done = without(judged, "both", "run", "mod.py::f", "--output-format", "json", "--budget", "20")
    report = json.loads(done.stdout)
    [function] = report["functions"]
    assert function["candidates"], function
    assert "unsafe" not in [one["verdict"] for one in function["candidates"]]
    assert any("no Landlock" in note and "no seccomp" in note for note in report["notes"])


def test_doctor_says_what_is_missing(judged: Repo) -> None:
    told = " ".join(without(judged, "landlock", "doctor", "--no-noise").stdout.split())
    assert "no Landlock" in told
    assert "--allow-unsandboxed" in told


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that any user may use, below a folder that any user may enter."""
    path = Path(tempfile.mkdtemp(prefix="layers-", dir="/var/tmp"))
    path.chmod(path.stat().st_mode | stat.S_IRWXO | stat.S_IRWXG)
    yield path
    shutil.rmtree(path)


@pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("setpriv"), reason="only root can become somebody without rights"
)
def test_a_user_without_rights_has_all_layers(place: Path, env: dict[str, str]) -> None:
    (place / "mod.py").write_text(SOURCE)
    (place / "theirs.py").write_text(THEIRS)
    (place / "pyproject.toml").write_text("[tool.optgate]\n")
    read = [
        "--inh-caps",
        "-all,+dac_read_search",
        "--ambient-caps",
        "+dac_read_search",
    ]  # for the interpreter
    user = ["setpriv", "--reuid", str(NOBODY), "--regid", str(NOBODY), "--clear-groups", *read]
    done = subprocess.run(
        [*user, sys.executable, "-m", "optgate", *VERIFY],
        cwd=place,
        env={**env, "HOME": str(place), "TMPDIR": str(place), "PYTHONPATH": str(CHECKOUT)}
        | {"XDG_CACHE_HOME": str(place / "cache"), "OPTGATE_VERIFY_CAPTURE": "false"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stdout, done.stderr
    report, candidate = verified(done)
    assert candidate["verdict"] not in ("unsafe", "error"), candidate
    assert {f"Landlock {landlock.version()}", "seccomp"} <= set(report["isolation"])
