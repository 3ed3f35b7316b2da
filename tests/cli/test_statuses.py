"""What a command ends with and prints, for each thing the gate can find."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from optgate import gate
from optgate.__main__ import main
from optgate.config import Config
from optgate.model import Outcome, Report, Status, UsageError
from tests.report import records as r


class Gate:
    """Answers with reports made by hand, and remembers what it was asked."""

    def __init__(self) -> None:
        self.report = r.report()
        self.specs: list[str] = []
        self.config = Config()
        self.budget: float | None = None
        self.applied: list[str] = []
        self.runs = 0

    def run(
        self, cwd: Path, specs: list[str], config: Config, *, budget: float | None, **others: object
    ) -> Report:
        self.specs, self.config, self.budget = list(specs), config, budget
        self.runs += 1
        return self.report

    def verify(self, cwd: Path, spec: str, candidate: str, config: Config, **others: object) -> Report:
        self.specs, self.config = [spec, candidate], config
        return self.report

    def check(self, cwd: Path, specs: list[str], config: Config, **others: object) -> Report:
        self.specs, self.config = list(specs), config
        return self.report

    def apply(self, cwd: Path, ids: list[str], config: Config, stop: object = None) -> list[str]:
        self.applied = list(ids)
        return ["src/stats.py"]


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Gate:
    made = Gate()
    for name in ("run", "verify", "check", "apply"):
        monkeypatch.setattr(gate, name, getattr(made, name), raising=False)
    monkeypatch.setattr(gate, "root", lambda cwd: tmp_path)
    monkeypatch.setattr(gate, "quick", lambda cwd: True)
    monkeypatch.chdir(tmp_path)
    for name in ("CI", "PRE_COMMIT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "user"))
    return made


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(answer: Gate, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: str) -> tuple[int, str, str]:
        status = main(arguments)
        told = capsys.readouterr()
        return status, told.out, told.err

    return run


EVERY = [r.UNPROVEN, r.REJECTED, r.LEFT, r.DISMISSED, replace(r.UNPROVEN, status=Status.NOT_FASTER)]


class TestRun:
    @pytest.mark.parametrize("outcome", [r.PROPOSED, r.REGRESSED])
    def test_something_to_act_on_is_status_1(self, outcome: Outcome, answer: Gate, run: Run) -> None:
        answer.report = r.report(outcome, r.UNPROVEN)
        assert run("run")[0] == 1
        assert run("run", "--exit-zero")[0] == 0

    @pytest.mark.parametrize("outcome", EVERY)
    def test_everything_else_is_status_0(self, outcome: Outcome, answer: Gate, run: Run) -> None:
        answer.report = r.report(outcome, budget=10.0)
        assert run("run")[0] == 0

    def test_targets_settings_and_budget_reach_the_gate(self, answer: Gate, run: Run) -> None:
        run("run", "a.py::f", "b", "--budget", "7", "--seed", "3", "--no-cache")
        assert (answer.specs, answer.budget) == (["a.py::f", "b"], 7.0)
        assert (answer.config.seed, answer.config.no_cache) == (3, True)

    def test_only_ci_has_a_budget_of_its_own(
        self, answer: Gate, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        run("run")
        assert answer.budget is None
        monkeypatch.setenv("CI", "true")
        run("run")
        assert answer.budget == 900.0
        run("run", "--budget", "5")
        assert answer.budget == 5.0

    @pytest.mark.parametrize(("mode", "status", "runs"), [("block", 1, 1), ("warn", 0, 1), ("off", 0, 0)])
    def test_the_mode_of_ci(
        self, mode: str, status: int, runs: int, answer: Gate, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        answer.report = r.report(r.PROPOSED)
        monkeypatch.setenv("CI", "1")
        monkeypatch.setenv("OPTGATE_MODE_CI", mode)
        found = run("run")
        assert (found[0], answer.runs) == (status, runs)
        assert ("mode.ci is off" in found[1]) is (mode == "off")
        assert "no slow loop" not in found[1]
        assert json.loads(run("run", "--output-format", "json")[1])["optgate"]

    def test_outside_ci_its_mode_does_not_count(
        self, answer: Gate, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        answer.report = r.report(r.PROPOSED)
        monkeypatch.setenv("OPTGATE_MODE_CI", "off")
        assert run("run")[0] == 1

    def test_fix_applies_what_is_open_and_the_status_stays(self, answer: Gate, run: Run) -> None:
        answer.report = r.report(r.PROPOSED, r.DISMISSED, r.UNPROVEN)
        status, out, _ = run("run", "--fix")
        assert (status, answer.applied) == (1, ["k3f9a1"])
        assert "applied" in out

    def test_fix_without_proposals_applies_nothing(self, answer: Gate, run: Run) -> None:
        answer.report = r.report(r.UNPROVEN)
        run("run", "--fix")
        assert answer.applied == []

    def test_when_fix_fails_the_report_is_still_shown(
        self, answer: Gate, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(cwd: Path, ids: list[str], config: Config, stop: object) -> list[str]:
            raise UsageError("src/stats.py was edited since it was judged", "run it again")

        monkeypatch.setattr(gate, "apply", fail)
        answer.report = r.report(r.PROPOSED)
        status, out, err = run("run", "--fix")
        assert status == 2
        assert "optgate apply k3f9a1" in out or "apply k3f9a1" in out
        assert "edited" in err

    def test_when_fix_fails_json_stays_one_object(
        self, answer: Gate, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(cwd: Path, ids: list[str], config: Config, stop: object) -> list[str]:
            raise UsageError("src/stats.py was edited since it was judged")

        monkeypatch.setattr(gate, "apply", fail)
        answer.report = r.report(r.PROPOSED)
        status, out, _ = run("run", "--fix", "--output-format", "json")
        document = json.loads(out)
        assert status == 2
        assert document["functions"][0]["applied"] is False
        assert any("edited" in error for error in document["errors"])

    def test_a_file_named_that_cannot_be_judged_is_status_2(
        self, answer: Gate, run: Run, tmp_path: Path
    ) -> None:
        (tmp_path / "broken.py").write_text("def f(:\n")
        answer.report = r.report(errors=("broken.py: line 1: cannot be parsed",))
        status, _, err = run("run", "broken.py")
        assert status == 2
        assert "optgate: broken.py: line 1: cannot be parsed" in err
        assert run("run", ".")[0] == 0
        assert run("run")[0] == 0


class TestCheck:
    def test_a_finding_is_status_1(self, answer: Gate, run: Run) -> None:
        answer.report = r.report(replace(r.UNPROVEN, status=Status.SKIPPED))
        assert run("check", "src")[0] == 1
        assert run("check", "src", "--exit-zero")[0] == 0

    def test_nothing_found_is_status_0(self, answer: Gate, run: Run) -> None:
        assert run("check")[0] == 0
        answer.report = r.report(replace(r.UNPROVEN, findings=()))
        assert run("check")[0] == 0


class TestVerify:
    @pytest.mark.parametrize(("judged", "status"), [(r.ACCEPTED, 0), (r.WRONG, 1), (r.SLOW, 1)])
    def test_only_an_accepted_rewrite_is_status_0(self, judged, status: int, answer: Gate, run: Run) -> None:
        answer.report = r.report(replace(r.REJECTED, judged=(judged,)))
        assert run("verify", "a.py::f", "--candidate", "b.py")[0] == status
        assert answer.specs == ["a.py::f", "b.py"]
        assert run("verify", "a.py::f", "--candidate", "b.py", "--exit-zero")[0] == 0

    def test_a_rewrite_that_was_not_judged_is_not_accepted(self, answer: Gate, run: Run) -> None:
        answer.report = r.report(r.UNPROVEN)
        assert run("verify", "a.py::f", "--candidate", "b.py")[0] == 1


class TestHook:
    def test_a_proposal_stops_the_commit(self, answer: Gate, run: Run) -> None:
        answer.report = r.report(r.PROPOSED, budget=10.0)
        status, out, _ = run("hook", "pre-commit")
        assert status == 1
        assert "7.8x faster" in out
        assert "Commit stopped: 1 proposal." in out

    @pytest.mark.parametrize("outcome", [r.UNPROVEN, r.REJECTED, r.DISMISSED])
    def test_nothing_to_say_is_no_output_at_all(self, outcome: Outcome, answer: Gate, run: Run) -> None:
        answer.report = r.report(outcome, budget=10.0)
        assert run("hook", "pre-commit") == (0, "", "")

    def test_a_spent_budget_is_told_and_does_not_stop(self, answer: Gate, run: Run) -> None:
        answer.report = r.report(r.LEFT, budget=10.0)
        status, out, err = run("hook", "pre-commit")
        assert (status, err) == (0, "")
        assert "the budget of 10 s ran out with 1 function left" in out

    def test_a_file_that_cannot_be_judged_is_told_and_does_not_stop(self, answer: Gate, run: Run) -> None:
        answer.report = r.report(errors=("broken.py: cannot be parsed",))
        assert run("hook", "pre-commit") == (0, "", "optgate: broken.py: cannot be parsed\n")

    def test_file_names_are_ignored(self, answer: Gate, run: Run) -> None:
        run("hook", "pre-commit", "a.py", "b.py")
        assert answer.specs == []

    def test_its_budget_is_that_of_the_commit(self, answer: Gate, run: Run, tmp_path: Path) -> None:
        run("hook", "pre-commit")
        assert answer.budget == 10.0
        (tmp_path / "optgate.toml").write_text("budget.pre-commit = 5")
        run("hook", "pre-commit")
        assert answer.budget == 5.0
        run("hook", "pre-commit", "--budget", "3")
        assert answer.budget == 3.0

    @pytest.mark.parametrize(("mode", "status", "runs"), [("block", 1, 1), ("warn", 0, 1), ("off", 0, 0)])
    def test_the_mode(
        self, mode: str, status: int, runs: int, answer: Gate, run: Run, tmp_path: Path
    ) -> None:
        (tmp_path / "optgate.toml").write_text(f"mode.pre-commit = '{mode}'")
        answer.report = r.report(r.PROPOSED)
        found, out, _ = run("hook", "pre-commit")
        assert (found, answer.runs) == (status, runs)
        assert ("Commit stopped" in out) is (mode == "block")
        assert ("7.8x" in out) is (mode != "off")
