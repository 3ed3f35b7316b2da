from __future__ import annotations

import contextlib
import io
import time

import pytest

from optgate.cli import progress as module
from optgate.cli.progress import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.delenv("PRE_COMMIT", raising=False)
    monkeypatch.setattr(module, "PATIENCE", 0.05)
    return Terminal()


def work(stream: io.StringIO, *, quiet: bool = False, pause: float = 0.2) -> None:
    with contextlib.redirect_stderr(stream), progress(quiet=quiet) as tell:
        tell("looking")
        time.sleep(pause)
        tell("timing a function with a name that is much longer than the terminal is wide")


def test_whoever_waits_is_told_what_is_going_on(terminal: Terminal) -> None:
    work(terminal)
    shown = [part for part in terminal.getvalue().split("\r\x1b[K") if part]
    assert shown[0] == "optgate: looking …"
    assert shown[1].startswith("optgate: timing")
    assert len(shown[1]) < 40
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_short_work_shows_nothing(terminal: Terminal) -> None:
    work(terminal, pause=0.0)
    assert terminal.getvalue() == ""


def test_quiet(terminal: Terminal) -> None:
    work(terminal, quiet=True)
    assert terminal.getvalue() == ""


@pytest.mark.parametrize(("name", "value"), [("TERM", "dumb"), ("PRE_COMMIT", "1")])
def test_nothing_where_it_would_be_noise(
    name: str, value: str, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    work(terminal)
    assert terminal.getvalue() == ""


@pytest.mark.usefixtures("terminal")
def test_a_pipe_gets_nothing() -> None:
    pipe = io.StringIO()
    work(pipe)
    assert pipe.getvalue() == ""


def test_the_line_is_erased_when_the_work_fails(terminal: Terminal) -> None:
    with pytest.raises(RuntimeError), contextlib.redirect_stderr(terminal), progress() as tell:
        tell("looking")
        time.sleep(0.2)
        raise RuntimeError
    assert terminal.getvalue().endswith("\r\x1b[K")
