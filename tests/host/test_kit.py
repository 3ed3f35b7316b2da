"""coverage for the user's interpreter: copied, found again, and usable where it is put."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec

from optgate.host.discovery import Interpreter, ask
from optgate.host.kit import ensure_kit


def ours() -> Interpreter:
    interpreter = ask(sys.executable, "test")
    assert isinstance(interpreter, Interpreter)
    return interpreter


def test_the_kit_of_our_own_version_is_copied_and_has_the_c_tracer(tmp_path: Path) -> None:
    kit = ensure_kit(ours(), tmp_path)
    assert kit is not None
    script = (
        f"import sys; sys.path.insert(0, {kit.path!r}); import coverage.tracer; print(coverage.__version__)"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == kit.version


def test_the_second_time_it_is_there_already(tmp_path: Path) -> None:
    first = ensure_kit(ours(), tmp_path)
    second = ensure_kit(ours(), tmp_path)
    assert first is not None
    assert second is not None
    assert second.source == "cache"
    assert second.path == first.path


def test_a_damaged_kit_is_installed_anew(tmp_path: Path) -> None:
    kit = ensure_kit(ours(), tmp_path)
    assert kit is not None
    (Path(kit.path) / "coverage" / "__init__.py").unlink()
    again = ensure_kit(ours(), tmp_path)
    assert again is not None
    assert again.source == kit.source
    assert (Path(again.path) / "coverage" / "__init__.py").is_file()


def test_no_way_to_install_ends_in_none(tmp_path: Path) -> None:
    impossible = msgspec.structs.replace(
        ours(), path="/nowhere/python", version=(3, 9, 0), implementation="Other"
    )
    assert ensure_kit(impossible, tmp_path) is None


def test_a_folder_that_cannot_be_made_ends_in_none(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert ensure_kit(ours(), blocked / "kits") is None
