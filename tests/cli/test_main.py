"""The ways out: statuses, errors, interrupts, pipes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from optgate import __main__, cli, gate
from optgate.model import OptgateError
from tests.cli.conftest import LOOP, Optgate


class TestErrors:
    def test_a_usage_error_is_three_short_lines_and_status_2(self, optgate: Optgate) -> None:
        done = optgate("check", "lop.py")
        assert (done.returncode, done.stdout) == (2, "")
        first, second = done.stderr.splitlines()
        assert first == "optgate: no such file or folder: lop.py"
        assert second == "  did you mean loop.py?"

    def test_a_configuration_error_names_file_and_line(self, optgate: Optgate, project: Path) -> None:
        (project / "pyproject.toml").write_text("[tool.optgate]\nmin-spedup = 2\n")
        done = optgate("check", "loop.py")
        assert done.returncode == 2
        assert "pyproject.toml:2: unknown key `min-spedup`" in done.stderr
        assert "did you mean `min-speedup`?" in done.stderr

    def test_with_json_the_error_is_an_object_on_stdout_too(self, optgate: Optgate) -> None:
        done = optgate("check", "lop.py", "--output-format", "json")
        assert done.returncode == 2
        assert json.loads(done.stdout)["errors"] == ["no such file or folder: lop.py"]
        assert "lop.py" in done.stderr

    def test_an_error_of_the_program_ends_with_its_status(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def fail(arguments: list[str]) -> int:
            raise OptgateError("the disk is full\nwhile writing a.py", "make room")

        monkeypatch.setattr(cli, "main", fail)
        assert __main__.main(["apply"]) == 3
        assert capsys.readouterr().err == "optgate: the disk is full\n  while writing a.py\n  make room\n"

    def test_a_bug_leaves_a_report_that_can_be_pasted(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        def fail(arguments: list[str]) -> int:
            raise KeyError("no such row")

        monkeypatch.setattr(cli, "main", fail)
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
        assert __main__.main(["run", "a b.py"]) == 3
        said = capsys.readouterr().err.splitlines()
        assert len(said) == 3
        assert "internal error, nothing of yours was changed: KeyError: 'no such row'" in said[0]
        assert "optgate run 'a b.py'" in said[1]
        [file] = tmp_path.glob("optgate-bug-*.txt")
        assert str(file) in said[2]
        assert "Traceback" in file.read_text()
        assert "Python" in file.read_text()

    def test_where_no_file_can_be_written_the_report_is_printed(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        def fail(arguments: list[str]) -> int:
            raise ZeroDivisionError

        monkeypatch.setattr(cli, "main", fail)
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
        assert __main__.main(["run"]) == 3
        assert "Traceback" in capsys.readouterr().err

    def test_a_folder_that_is_gone(self, env: dict[str, str], tmp_path: Path) -> None:
        gone = tmp_path / "gone"
        gone.mkdir()
        script = f"rmdir {gone}; exec {sys.executable} -m optgate hook pre-commit"
        done = subprocess.run(
            ["sh", "-c", script], cwd=gone, env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 2
        assert "does not exist any more" in done.stderr


def runs(pid: int) -> bool:
    """Whether a process is alive; one that has ended and was not yet waited for is not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


class TestInterrupts:
    def test_ctrl_c_is_status_130(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def interrupt(arguments: list[str]) -> int:
            raise KeyboardInterrupt

        monkeypatch.setattr(cli, "main", interrupt)
        assert __main__.main(["run"]) == 130
        assert "interrupted" in capsys.readouterr().err

    @pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
    def test_a_signal_in_the_middle_leaves_no_child(
        self, number: int, status: int, project: Path, env: dict[str, str]
    ) -> None:
        flag = project / "importing"
        (project / "slow.py").write_text(
            f"import os, time\nopen({str(flag)!r}, 'w').write(str(os.getpid()))\ntime.sleep(60)\n{LOOP}"
        )
        process = subprocess.Popen(
            [sys.executable, "-m", "optgate", "run", "slow.py"],
            cwd=project,
            env={**env, "OPTGATE_SANDBOX_WRITE": "."},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        deadline = time.monotonic() + 60
        while not (flag.exists() and flag.read_text()) and process.poll() is None:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert process.poll() is None, process.communicate()
        child = int(flag.read_text())
        process.send_signal(number)
        process.communicate(timeout=30)
        assert process.returncode == status
        deadline = time.monotonic() + 5
        while runs(child):
            assert time.monotonic() < deadline
            time.sleep(0.05)


class TestPipes:
    def test_a_reader_that_leaves_early_changes_nothing(self, project: Path, env: dict[str, str]) -> None:
        script = f"{sys.executable} -m optgate check . ; echo $? >&2"
        read, write = os.pipe()
        os.close(read)
        done = subprocess.run(
            ["sh", "-c", script],
            cwd=project,
            env=env,
            stdout=write,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        os.close(write)
        assert done.stderr.strip() == "1"

    def test_json_is_alone_on_stdout(self, optgate: Optgate, project: Path) -> None:
        (project / "broken.py").write_text("def f(:\n")
        done = optgate("check", ".", "--output-format", "json")
        document = json.loads(done.stdout)
        assert [one["qualname"] for one in document["functions"]] == ["running_total"]
        assert any("broken.py" in error for error in document["errors"])
        assert "broken.py" in done.stderr


class TestFastPath:
    def test_the_hook_ends_without_loading_the_command_line(self, project: Path, env: dict[str, str]) -> None:
        (project / "plain.py").write_text("def area(w, h):\n    return h * w\n")
        subprocess.run(["git", "add", "plain.py"], cwd=project, env=env, check=True)
        done = subprocess.run(
            [sys.executable, "-X", "importtime", "-m", "optgate", "hook", "pre-commit", "plain.py"],
            cwd=project,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stdout) == (0, "")
        loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
        heavy = {"argparse", "msgspec", "rich", "numpy", "astroid", "sqlite3", "dataclasses", "optgate.cli"}
        assert "optgate.gate" in loaded
        assert not loaded & heavy

    def test_the_version_loads_nothing(self, env: dict[str, str]) -> None:
        done = subprocess.run(
            [sys.executable, "-X", "importtime", "-m", "optgate", "--version"],
            env=env,
            capture_output=True,
            text=True,
            check=True,
        )
        assert "argparse" not in done.stderr
        assert "msgspec" not in done.stderr


def test_the_gate_is_asked_before_anything_else(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def quick(cwd: str) -> bool:
        asked.append(cwd)
        return False

    monkeypatch.setattr(gate, "quick", quick)
    assert __main__.main(["hook", "pre-commit", "a.py"]) == 0
    assert asked == [str(Path.cwd())]
