"""What goes wrong ends in a clear error, the documented status, and nothing changed."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from tests.e2e.conftest import Repo
from tests.e2e.sources import PREFIX


def stage(repo: Repo, name: str, text: str | bytes) -> None:
    repo.write(name, text)
    repo.git("add", name)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("run", "missing.py"), "missing.py"),
        (("run", "stats.py::runing_total"), "running_total"),
        (("verify", "stats.py::running_total", "--candidate", "nowhere.py"), "nowhere.py"),
        (("explain", "OPT999"), "OPT"),
        (("show", "ffffff"), "ffffff"),
        (("run", "--budget", "soon"), "soon"),
    ],
)
def test_usage_errors_end_with_status_2(repo: Repo, arguments: tuple[str, ...], words: str) -> None:
    stage(repo, "stats.py", PREFIX)
    before = repo.snapshot()
    done = repo.optgate(*arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert repo.snapshot() == before


def test_staged_outside_a_repository_is_a_usage_error(repo: Repo, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    done = repo.sh("optgate", "run", cwd=outside)
    assert done.returncode == 2
    assert "git" in done.stderr


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("broken.py", b"def f(x:\n    for i in x:\n"),
        ("latin.py", "# caf\xe9\ndef f(x):\n    for v in x:\n        pass\n".encode("latin-1")),
        ("cookie.py", b"# -*- coding: nonsense -*-\ndef f(x):\n    for v in x:\n        pass\n"),
    ],
)
def test_unreadable_sources_are_named_and_do_not_block(repo: Repo, name: str, content: bytes) -> None:
    stage(repo, name, content)
    done = repo.optgate("run", "--output-format", "json")
    assert done.returncode == 0, done.stderr
    assert any(name in error for error in json.loads(done.stdout)["errors"])


@pytest.mark.parametrize(
    ("preamble", "words"),
    [
        ("raise RuntimeError('no licence')\n", "no licence"),
        ("import sys\nsys.exit(4)\n", "SystemExit"),
        ("import os\nos._exit(4)\n", ""),
        ("import a_module_that_is_missing\n", "a_module_that_is_missing"),
    ],
)
def test_a_module_that_cannot_be_imported_is_said_and_does_not_block(
    repo: Repo, preamble: str, words: str
) -> None:
    stage(repo, "stats.py", preamble + PREFIX)
    before = repo.snapshot()
    done = repo.optgate("run", "--output-format", "json", "--budget", "8")
    assert done.returncode == 0, done.stderr
    [function] = json.loads(done.stdout)["functions"]
    assert function["status"] in {"error", "skipped"}
    assert words in function["reason"]
    assert repo.snapshot() == before


def test_an_import_that_hangs_does_not_overrun_the_budget(repo: Repo) -> None:
    stage(repo, "stats.py", "while True:\n    pass\n" + PREFIX)
    started = time.monotonic()
    done = repo.optgate("run", "--budget", "4")
    assert done.returncode == 0, done.stderr
    assert time.monotonic() - started < 8
    assert "running_total" in done.stdout


def test_a_module_that_prints_does_not_disturb(repo: Repo) -> None:
    stage(repo, "stats.py", "print('x' * 1_000_000)\n" + PREFIX)
    done = repo.optgate("run", "--output-format", "json")
    assert json.loads(done.stdout)["functions"][0]["status"] == "proposed"


def test_a_function_that_never_returns_is_unproven(repo: Repo) -> None:
    stage(
        repo,
        "spin.py",
        "def spin(values):\n    total = 0\n    for v in values:\n        total += v\n"
        "    while True:\n        pass\n",
    )
    done = repo.optgate("run", "--output-format", "json")
    assert done.returncode == 0, done.stderr
    for function in json.loads(done.stdout)["functions"]:
        assert function["status"] in {"unproven", "no_candidate", "skipped"}


def test_a_candidate_with_another_signature_is_a_usage_error(repo: Repo) -> None:
    stage(repo, "stats.py", PREFIX)
    repo.write("other.py", "def running_total(values, start=0):\n    return values\n")
    done = repo.optgate("verify", "stats.py::running_total", "--candidate", "other.py")
    assert done.returncode == 2
    assert "start" in done.stderr


def test_a_corrupt_store_is_rebuilt(repo: Repo) -> None:
    stage(repo, "stats.py", PREFIX)
    assert repo.optgate("run").returncode == 1
    for path in (repo.path / ".optgate_cache").glob("*"):
        if path.suffix in {".db", ".sqlite", ".sqlite3"}:
            path.write_bytes(b"not a database" * 100)
    done = repo.optgate("run")
    assert done.returncode == 1, done.stderr


def test_without_an_interpreter_only_static_findings_are_given(repo: Repo) -> None:
    stage(repo, "stats.py", PREFIX)
    bare = {name: value for name, value in repo.env.items() if name != "OPTGATE_PYTHON"}
    bare["PATH"] = "/usr/bin:/bin"
    plain = Repo(repo.path, bare)
    done = plain.optgate("run")
    assert done.returncode == 0, done.stderr
    assert "no interpreter" in done.stdout + done.stderr
