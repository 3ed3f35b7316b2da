"""Which interpreter is taken for the project's, with real environments."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from optgate.host.discovery import Interpreter, ask, discover
from optgate.model import UsageError


def make_environment(folder: Path) -> Path:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    return folder


def test_the_project_environment_is_taken(tmp_path: Path) -> None:
    make_environment(tmp_path / ".venv")
    found = discover(tmp_path, None, {}).interpreter
    assert found is not None
    assert found.source == ".venv"
    assert Path(found.prefix) == tmp_path / ".venv"
    assert found.version == tuple(sys.version_info[:3])


def test_an_active_environment_comes_before_the_project_folder(tmp_path: Path) -> None:
    make_environment(tmp_path / ".venv")
    active = make_environment(tmp_path / "active")
    found = discover(tmp_path, None, {"VIRTUAL_ENV": str(active)}).interpreter
    assert found is not None
    assert Path(found.prefix) == active


def test_our_own_environment_is_never_taken_unasked(tmp_path: Path) -> None:
    discovery = discover(tmp_path, None, {"VIRTUAL_ENV": sys.prefix, "PATH": f"{sys.prefix}/bin"})
    assert discovery.interpreter is None
    assert "VIRTUAL_ENV (optgate's own)" in discovery.looked_at


def test_our_own_interpreter_is_taken_when_it_is_named(tmp_path: Path) -> None:
    found = discover(tmp_path, sys.executable, {}).interpreter
    assert found is not None
    assert found.path == sys.executable


def test_an_environment_on_the_path_is_found_by_its_configuration(tmp_path: Path) -> None:
    elsewhere = make_environment(tmp_path / "elsewhere")
    project = tmp_path / "project"
    project.mkdir()
    found = discover(project, None, {"PATH": f"/usr/bin{os.pathsep}{elsewhere / 'bin'}"}).interpreter
    assert found is not None
    assert found.source == "PATH"


def test_tox_and_nox_come_last(tmp_path: Path) -> None:
    make_environment(tmp_path / ".nox" / "tests")
    found = discover(tmp_path, None, {}).interpreter
    assert found is not None
    assert found.source == ".nox/tests"


def test_every_place_is_named_when_nothing_is_found(tmp_path: Path) -> None:
    discovery = discover(tmp_path, None, {})
    assert discovery.interpreter is None
    for place in ("VIRTUAL_ENV", ".venv", "venv", "CONDA_PREFIX", ".tox", ".nox"):
        assert any(line.startswith(place) for line in discovery.looked_at)


def test_a_broken_environment_is_passed_over_with_the_reason(tmp_path: Path) -> None:
    broken = tmp_path / ".venv" / "bin" / "python"
    broken.parent.mkdir(parents=True)
    broken.write_text("#!/bin/sh\nexit 3\n")
    broken.chmod(0o755)
    make_environment(tmp_path / "venv")
    discovery = discover(tmp_path, None, {})
    assert discovery.interpreter is not None
    assert discovery.interpreter.source == "venv"
    assert any(".venv (it does not answer" in line for line in discovery.looked_at)


@pytest.mark.parametrize("name", ["/nowhere/python", "no-such-command"])
def test_an_explicit_interpreter_that_does_not_run_is_a_usage_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="cannot be used"):
        discover(tmp_path, name, dict(os.environ))


def test_ask_says_why_a_program_is_no_interpreter() -> None:
    assert "answer" in str(ask("/bin/true", "test"))
    assert isinstance(ask(sys.executable, "test"), Interpreter)
