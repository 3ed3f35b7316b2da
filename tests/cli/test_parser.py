from __future__ import annotations

from pathlib import Path

import pytest

from optgate import __version__, config
from optgate.__main__ import main
from optgate.cli.parser import build
from optgate.model import UsageError

COMMANDS = (
    "run", "check", "verify", "show", "apply", "dismiss", "explain", "baseline", "init", "report", "doctor",
    "config", "cache", "completion", "hook",
)  # fmt: skip


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 0
    return capsys.readouterr().out


def test_help_lists_what_exists(capsys: pytest.CaptureFixture[str]) -> None:
    said = printed(capsys, "--help")
    for command in COMMANDS:
        assert f"\n    {command} " in said


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_description_and_an_example(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    said = printed(capsys, command, "--help")
    description = said.split("\n\n")[1]
    assert len(description.split()) > 10
    example = said.split("examples:\n")[1].splitlines()[0].split()
    assert example[:2] == ["optgate", command]
    assert all(len(line) <= 80 for line in description.splitlines())


def test_options_that_do_nothing_yet_are_not_offered(capsys: pytest.CaptureFixture[str]) -> None:
    said = printed(capsys, "run", "--help")
    for later in ("--jobs",):
        assert later not in said


@pytest.mark.parametrize("flag", ["--version", "-V"])
def test_version(flag: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([flag]) == 0
    assert capsys.readouterr().out == f"optgate {__version__}\n"


def test_without_a_command_the_help_is_printed_as_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert capsys.readouterr().out.startswith("usage: optgate")


@pytest.mark.parametrize(
    ("arguments", "what", "hint"),
    [
        (["rnu"], "there is no command 'rnu'", "did you mean `run`?"),
        (["run", "--bugdet=3"], "unrecognized arguments: --bugdet=3", "did you mean `--budget`?"),
        (["run", "--budget", "soon"], "expected seconds, a number above 0, not 'soon'", "optgate run --help"),
        (["run", "--budget", "nan"], "expected seconds", ""),
        (["run", "--budget", "-1"], "expected seconds", ""),
        (["run", "-q", "-v"], "not allowed with", ""),
        (["run", "--output-format", "xml"], "'xml'", ""),
        (["run", "--staged", "a.py"], "--staged and TARGET exclude each other", ""),
        (["verify", "a.py::f"], "--candidate", "optgate verify --help"),
        (["dismiss", "abc"], "--reason", ""),
        (["dismiss", "abc", "--reason", " "], "the reason is empty", ""),
        (["hook", "pre-rebase"], "pre-rebase", "optgate hook --help"),
        (["run", "--out", "x"], "unrecognized arguments: --out", "--output-f"),
    ],
)
def test_wrong_usage_is_told_in_short_lines(
    arguments: list[str], what: str, hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("optgate: ")
    assert what in told.err
    assert hint in told.err
    assert len(told.err.splitlines()) <= 3


def test_settings_reach_the_configuration_as_they_are_declared() -> None:
    args = build().parse_args(
        ["run", "--select", "OPT1", "--select", "OPT2,OPT3", "--no-cache", "--min-speedup", "2", "a.py"]
    )
    found = config.load(Path("/nowhere"), vars(args), {})
    assert found.select == ("OPT1", "OPT2", "OPT3")
    assert found.no_cache is True
    assert found.min_speedup == 2.0
    assert args.targets == ["a.py"]


def test_a_setting_out_of_bounds_is_named_by_its_option(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--min-speedup", "0.5"]) == 2
    assert "--min-speedup: expected a number >= 1.0" in capsys.readouterr().err


def test_the_parser_raises_rather_than_exits() -> None:
    with pytest.raises(UsageError):
        build().parse_args(["nothing"])
