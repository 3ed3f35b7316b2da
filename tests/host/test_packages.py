"""Asking the user's interpreter for a package."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec
import pytest

from optgate.host import Interpreter, discover, has_package


@pytest.fixture
def here(tmp_path: Path) -> Interpreter:
    found = discover(tmp_path, sys.executable, {}).interpreter
    assert found is not None
    return found


def test_what_is_installed_and_what_is_not(here: Interpreter) -> None:
    assert has_package(here, "numpy")
    assert not has_package(here, "no_such_package_anywhere")


def test_an_interpreter_that_does_not_run_has_nothing(here: Interpreter, tmp_path: Path) -> None:
    gone = msgspec.structs.replace(here, path=str(tmp_path / "python"))
    assert not has_package(gone, "numpy")
