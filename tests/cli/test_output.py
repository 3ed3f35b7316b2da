from __future__ import annotations

import fcntl
import json
import os
import pty
import struct
import subprocess
import sys
import termios
from argparse import Namespace
from pathlib import Path

import pytest

from optgate.cli import output
from tests.cli.conftest import Optgate

ESCAPE = "\x1b["


class TestColour:
    def test_a_pipe_gets_none(self, optgate: Optgate) -> None:
        assert ESCAPE not in optgate("check", "loop.py").stdout

    def test_always_means_always(self, optgate: Optgate) -> None:
        assert ESCAPE in optgate("check", "loop.py", "--color", "always", NO_COLOR="1").stdout

    def test_force_color(self, optgate: Optgate) -> None:
        assert ESCAPE in optgate("check", "loop.py", FORCE_COLOR="1").stdout
        assert ESCAPE not in optgate("check", "loop.py", FORCE_COLOR="1", NO_COLOR="1").stdout
        assert ESCAPE not in optgate("check", "loop.py", "--color=never", FORCE_COLOR="1").stdout

    @pytest.mark.parametrize(
        ("extra", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)]
    )
    def test_a_terminal(
        self, extra: dict[str, str], coloured: bool, project: Path, env: dict[str, str]
    ) -> None:
        said = on_terminal(["check", "loop.py"], project, {**env, "TERM": "xterm", **extra})
        assert "OPT201" in said
        assert (ESCAPE in said) is coloured


def on_terminal(arguments: list[str], cwd: Path, env: dict[str, str]) -> str:
    """What a command prints on a terminal, both streams."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "optgate", *arguments], cwd=cwd, env=env, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    said = b""
    try:
        while piece := os.read(ours, 65536):
            said += piece
    except OSError:
        pass
    os.close(ours)
    process.wait(timeout=60)
    return said.decode()


class TestWidth:
    SAY = (
        "from argparse import Namespace as N; from optgate.cli import output as o; print(o.console({}).width)"
    )

    @pytest.mark.parametrize(
        ("extra", "width"), [({}, 80), ({"COLUMNS": "132"}, 132), ({"COLUMNS": "x"}, 80)]
    )
    def test_a_pipe_does_not_take_the_width_of_a_terminal_at_stdin(
        self, extra: dict[str, str], width: int, project: Path, env: dict[str, str]
    ) -> None:
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 30, 0, 0))
        done = subprocess.run(
            [sys.executable, "-c", self.SAY.format("N(color='auto')")],
            cwd=project,
            env={**env, **extra},
            stdin=theirs,
            capture_output=True,
            text=True,
            check=True,
        )
        os.close(ours)
        os.close(theirs)
        assert done.stdout == f"{width}\n"


class TestFiles:
    def test_the_report_goes_to_the_file_and_nowhere_else(self, optgate: Optgate, project: Path) -> None:
        done = optgate("check", "loop.py", "--output-format", "json", "--output-file", "report.json")
        assert (done.returncode, done.stdout) == (1, "")
        assert json.loads((project / "report.json").read_text())["functions"]

    def test_text_in_a_file_has_no_colour(self, optgate: Optgate, project: Path) -> None:
        optgate("check", "loop.py", "--output-file", "report.txt", "--color", "always")
        assert (project / "report.txt").read_text().startswith("loop.py:7:5: OPT201 ")

    def test_a_file_that_cannot_be_written(self, optgate: Optgate, project: Path) -> None:
        done = optgate("check", "loop.py", "--output-file", "nowhere/report.txt")
        assert done.returncode == 2
        assert "cannot write the report to nowhere/report.txt" in done.stderr
        (project / "taken").mkdir()
        assert optgate("check", "loop.py", "--output-file", "taken").returncode == 2
        assert not list(project.glob(".*.tmp"))


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_no_encoding_breaks_the_output(encoding: str, optgate: Optgate, project: Path) -> None:
    (project / "größe.py").write_text((project / "loop.py").read_text(), encoding="utf-8")
    done = optgate("check", ".", encoding=encoding, PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (1, "")
    assert "OPT201" in done.stdout
    assert ("größe.py:7:5" in done.stdout) is (encoding != "ascii")


class TestProgram:
    def test_its_name_where_the_shell_finds_it(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        (tmp_path / "optgate").write_text("#!/bin/sh\n")
        (tmp_path / "optgate").chmod(0o755)
        monkeypatch.delenv("PRE_COMMIT", raising=False)
        monkeypatch.setenv("PATH", str(tmp_path))
        assert output.program() == "optgate"

    def test_its_place_where_only_pre_commit_finds_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        folder = Path(sys.executable).parent
        monkeypatch.setenv("PATH", str(folder))
        monkeypatch.setenv("PRE_COMMIT", "1")
        monkeypatch.chdir("/")
        found = output.program()
        assert found != "optgate"
        assert found.endswith(("bin/optgate", "-m optgate"))

    def test_places_are_written_as_a_person_would(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        place = tmp_path / "a project" / ".venv" / "bin"
        place.mkdir(parents=True)
        for name in ("optgate", "python"):
            (place / name).write_text("#!/bin/sh\n")
            (place / name).chmod(0o755)
        monkeypatch.setenv("PATH", "")
        monkeypatch.setattr(sys, "executable", str(place / "python"))
        monkeypatch.chdir(tmp_path / "a project")
        assert output.program() == "./.venv/bin/optgate"
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("HOME", str(place.parent))
        monkeypatch.chdir("/")
        assert output.program() == "~/bin/optgate"


def test_views_follow_the_volume() -> None:
    from optgate.report.view import Detail

    def detail(**volume: bool) -> Detail:
        args = Namespace(color="never", **{"quiet": False, "verbose": False, **volume})
        return output.view(args, detail=Detail.HOOK).detail

    assert (detail(), detail(quiet=True), detail(verbose=True)) == (Detail.HOOK, Detail.QUIET, Detail.FULL)
