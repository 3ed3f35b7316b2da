"""``optgate baseline``, and the commands that leave out what is in it, in a real repository."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from .conftest import LOOP, Optgate

SUM = "def total(xs):\n    s = 0\n    for x in xs:\n        s += x * 2\n    return s\n"
FILE = ".optgate-baseline"


@pytest.fixture
def optgate(inside: Optgate) -> Optgate:
    return inside


@pytest.fixture
def accepted(optgate: Optgate, project: Path) -> Path:
    """The baseline of the project, which accepts the loop in it."""
    done = optgate("baseline", "update")
    assert (done.returncode, done.stdout) == (0, f"{FILE}: 1 accepted finding (1 new)\n"), done.stderr
    return project / FILE


def entries(path: Path) -> list[dict[str, str]]:
    head, *lines = path.read_text().splitlines()
    assert json.loads(head) == {"optgate-baseline": 1}
    return [json.loads(line) for line in lines]


def found(optgate: Optgate, *arguments: str) -> list[tuple[str, str]]:
    done = optgate("check", "--output-format", "json", *(arguments or (".",)))
    functions = json.loads(done.stdout)["functions"]
    assert done.returncode == bool(functions), done.stderr
    return [(one["qualname"], each["code"]) for one in functions for each in one["findings"]]


class TestUse:
    def test_what_is_accepted_is_not_told_again(
        self, optgate: Optgate, project: Path, accepted: Path
    ) -> None:
        assert found(optgate) == []
        (project / "new.py").write_text(SUM)
        assert found(optgate) == [("total", "OPT102")]
        assert found(optgate, ".", "--baseline", "/dev/null") == [
            ("running_total", "OPT201"),
            ("total", "OPT102"),
        ]

    def test_it_is_said_when_everything_is_asked_for(self, optgate: Optgate, accepted: Path) -> None:
        done = optgate("check", ".", "--output-format", "json")
        assert json.loads(done.stdout)["details"] == [
            "findings left out because the baseline accepts them: 1"
        ]

    def test_the_whole_gate_and_the_hook_leave_it_out(
        self, optgate: Optgate, project: Path, env: dict[str, str], accepted: Path
    ) -> None:
        done = optgate("run", "loop.py", "--output-format", "json")
        assert (done.returncode, json.loads(done.stdout)["functions"]) == (0, []), done.stderr
        subprocess.run(["git", "add", "loop.py"], cwd=project, env=env, check=True)
        done = optgate("hook", "pre-commit")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")

    def test_moved_lines_another_layout_and_another_name_of_the_file_leave_it_valid(
        self, optgate: Optgate, project: Path, accepted: Path
    ) -> None:
        text = LOOP.replace(
            "    for i in range(len(values)):", "\n    for i in range( len(values) ):  # slow"
        )
        (project / "loop.py").write_text("import os\n\n\n" + text)
        assert found(optgate) == []
        (project / "loop.py").rename(project / "renamed.py")
        assert found(optgate) == []
        assert optgate("baseline", "prune").stdout == f"{FILE}: 1 accepted finding (1 moved)\n"
        assert [one["path"] for one in entries(accepted)] == ["renamed.py"]

    def test_a_changed_loop_a_copy_and_one_more_like_it_are_new(
        self, optgate: Optgate, project: Path, accepted: Path
    ) -> None:
        (project / "copy.py").write_text(LOOP)
        assert found(optgate) == [("running_total", "OPT201")]
        (project / "copy.py").unlink()
        loop = LOOP[LOOP.index("    for i") : LOOP.index("    return")]
        (project / "loop.py").write_text(LOOP.replace(loop, loop * 2))
        assert found(optgate) == [("running_total", "OPT201")]
        (project / "loop.py").write_text(LOOP.replace("values[i]", "2 * values[i]"))
        assert found(optgate) == [("running_total", "OPT201")]

    def test_two_renamed_files_need_two_entries(
        self, optgate: Optgate, project: Path, accepted: Path
    ) -> None:
        (project / "loop.py").rename(project / "one.py")
        (project / "two.py").write_text(LOOP)
        assert found(optgate) == [("running_total", "OPT201")]

    def test_the_configuration_names_another_file(self, optgate: Optgate, project: Path) -> None:
        (project / "optgate.toml").write_text("baseline = 'var/accepted'\n")
        done = optgate("check", ".")
        assert done.returncode == 2
        assert "there is no baseline var/accepted" in done.stderr
        assert "optgate baseline update" in done.stderr
        assert optgate("baseline", "update").stdout.startswith("var/accepted: 1 accepted")
        (project / "sub").mkdir()
        assert optgate("check", "..", cwd=project / "sub").returncode == 0


class TestUpdate:
    def test_it_follows_what_is_there(self, optgate: Optgate, project: Path, accepted: Path) -> None:
        (project / "a").mkdir()
        (project / "a" / "new.py").write_text(SUM)
        assert optgate("baseline", "update").stdout == f"{FILE}: 2 accepted findings (1 new)\n"
        assert [(one["path"], one["code"]) for one in entries(accepted)] == [
            ("a/new.py", "OPT102"),
            ("loop.py", "OPT201"),
        ]
        (project / "loop.py").unlink()
        assert optgate("baseline", "update").stdout == f"{FILE}: 1 accepted finding (1 gone)\n"
        assert optgate("baseline", "update").stdout == f"{FILE}: 1 accepted finding (no change)\n"

    def test_in_ci_it_may_only_shrink(self, optgate: Optgate, project: Path, accepted: Path) -> None:
        before = accepted.read_bytes()
        (project / "new.py").write_text(SUM)
        done = optgate("baseline", "update", CI="true")
        assert (done.returncode, done.stdout) == (1, "")
        assert "would grow by 1 finding" in done.stderr
        assert "new.py: OPT102 in total()" in done.stderr
        assert "optgate baseline update" in done.stderr
        assert accepted.read_bytes() == before
        (project / "new.py").unlink()
        (project / "loop.py").unlink()
        assert optgate("baseline", "update", CI="true").stdout == f"{FILE}: 0 accepted findings (1 gone)\n"
        assert entries(accepted) == []

    def test_a_renamed_file_is_no_growth(self, optgate: Optgate, project: Path, accepted: Path) -> None:
        (project / "loop.py").rename(project / "renamed.py")
        done = optgate("baseline", "update", CI="true")
        assert (done.returncode, done.stdout) == (0, f"{FILE}: 1 accepted finding (1 moved)\n")

    def test_prune_accepts_nothing(self, optgate: Optgate, project: Path, accepted: Path) -> None:
        (project / "new.py").write_text(SUM)
        assert optgate("baseline", "prune").stdout == f"{FILE}: 1 accepted finding (no change)\n"
        (project / "loop.py").unlink()
        assert optgate("baseline", "prune").stdout == f"{FILE}: 0 accepted findings (1 gone)\n"
        assert found(optgate) == [("total", "OPT102")]

    def test_a_file_that_cannot_be_read_keeps_its_entries(
        self, optgate: Optgate, project: Path, accepted: Path
    ) -> None:
        before = accepted.read_bytes()
        (project / "loop.py").write_text("def f(:\n")
        assert optgate("baseline", "prune").stdout == f"{FILE}: 1 accepted finding (no change)\n"
        assert accepted.read_bytes() == before

    def test_without_a_baseline_there_is_nothing_to_prune(self, optgate: Optgate) -> None:
        done = optgate("baseline", "prune")
        assert done.returncode == 2
        assert f"there is no baseline {FILE}" in done.stderr

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"<<<<<<< HEAD\n", f"{FILE}:1: the baseline has merge markers"),
            (b'{"optgate-baseline":7}\n', f"{FILE}:1: the baseline is of version 7"),
            (b"\xff\x00" * 99, f"{FILE} is no baseline"),
        ],
    )
    @pytest.mark.parametrize("command", [("check", "."), ("run", "loop.py"), ("baseline", "update")])
    def test_a_broken_baseline_stops_every_command(
        self, optgate: Optgate, project: Path, content: bytes, said: str, command: tuple[str, ...]
    ) -> None:
        (project / FILE).write_bytes(content)
        done = optgate(*command)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(f"optgate: {said}")
        assert len(done.stderr.splitlines()) == 2
        assert (project / FILE).read_bytes() == content


class TestIgnores:
    def test_a_comment_that_silences_nothing_is_told_by_check(self, optgate: Optgate, project: Path) -> None:
        text = "# optgate: ignore\n" + SUM.replace("in xs:", "in xs:  # optgate: ignore[OPT102]")
        (project / "loop.py").write_text(text.replace("s = 0", "s = 0  # optgate: ignore[OPT2]"))
        done = optgate("check", "loop.py")
        assert done.returncode == 1
        assert [line.split(": ")[0] for line in done.stdout.splitlines()[:-1]] == [
            "loop.py:1:1",
            "loop.py:3:12",
        ]
        assert found(optgate, "loop.py") == [("<module>", "OPT900"), ("total", "OPT900")]
        assert found(optgate, "loop.py::total") == [("total", "OPT900")]
        assert found(optgate, "loop.py", "--ignore", "OPT900") == []

    def test_reasons_can_be_required(self, optgate: Optgate, project: Path) -> None:
        (project / "loop.py").write_text(SUM.replace("in xs:", "in xs:  # optgate: ignore[OPT102]"))
        assert found(optgate) == []
        (project / "optgate.toml").write_text("require-ignore-reasons = true\n")
        assert found(optgate) == [("total", "OPT900")]

    def test_the_whole_gate_judges_no_function_for_a_comment(self, optgate: Optgate, project: Path) -> None:
        (project / "loop.py").write_text("def f(x):  # optgate: ignore\n    return x\n")
        done = optgate("run", "loop.py", "--output-format", "json")
        assert (done.returncode, json.loads(done.stdout)["functions"]) == (0, [])

    def test_codes_are_left_out_of_some_files(self, optgate: Optgate, project: Path) -> None:
        (project / "optgate.toml").write_text('[per-file-ignores]\n"loop.py" = ["OPT2"]\n')
        (project / "new.py").write_text(SUM)
        assert found(optgate) == [("total", "OPT102")]
        assert found(optgate, ".", "--per-file-ignores", "*.py:OPT1,n*.py:OPT3") == [
            ("running_total", "OPT201")
        ]
        assert found(optgate, ".", "--per-file-ignores", "new.py:OPT1,loop.py:OPT2") == []
