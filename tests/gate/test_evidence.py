"""Inputs known before the search: where they come from, and when they have to be got again."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from optgate import config, select, store
from optgate.gate.evidence import Evidence
from optgate.gate.guests import Budget, Guests
from optgate.guest import codec
from optgate.model import Decision, Given, Judged, Outcome, Status, Target, Verdict
from optgate.store import Store
from tests.report import records

MODULE = "def double(a):\n    return [x * 2 for x in a]\n\n\ndef other(a):\n    return a\n"
TESTS = "from mod import double\n\n\ndef test_it():\n    assert double([1, 2]) == [2, 4]\n"
Gathered = Callable[..., tuple[Evidence, Target]]


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Store]:
    with store.open(tmp_path, config.load(tmp_path, {}, {})) as opened:
        yield opened


@pytest.fixture
def gathered(tmp_path: Path, shelf: Store) -> Gathered:
    """Gathers for ``double`` in a project with one test."""
    (tmp_path / "mod.py").write_text(MODULE)
    (tmp_path / "test_mod.py").write_text(TESTS)

    def gather(*, budget: float | None = None, run: bool = True) -> tuple[Evidence, Target]:
        settings = config.load(tmp_path, {"python": sys.executable}, os.environ)
        selection = select.explicit(tmp_path, ["mod.py::double"], include=(), exclude=())
        guests = Guests(selection, settings, Budget(budget), lambda text: None)
        evidence = Evidence(selection.targets, guests, shelf, settings)
        if run:
            evidence.gather(selection.targets)
        return evidence, selection.targets[0]

    return gather


def seen(evidence: Evidence, target: Target) -> list[tuple[object, str]]:
    return [(codec.decode_call(given.call)[0][0], given.source) for given in evidence.of(target)]


def test_the_tests_are_run_once(gathered: Gathered) -> None:
    evidence, target = gathered()
    assert seen(evidence, target) == [([1, 2], "tests")]
    assert evidence.details
    again, target = gathered()
    assert seen(again, target) == [([1, 2], "tests")]
    assert again.details == []


def test_they_are_run_again_when_they_or_the_function_change(gathered: Gathered, tmp_path: Path) -> None:
    gathered()
    (tmp_path / "test_mod.py").write_text(TESTS.replace("[1, 2]) == [2, 4]", "[5]) == [10]"))
    evidence, target = gathered()
    assert seen(evidence, target) == [([5], "tests")]
    (tmp_path / "mod.py").write_text(MODULE.replace("x * 2", "2 * x"))
    assert gathered()[0].details
    (tmp_path / "mod.py").write_text(MODULE.replace("x * 2", "2 * x") + "\n\nOTHER = 3\n")
    assert gathered()[0].details == []


def test_more_time_is_worth_another_run(gathered: Gathered) -> None:
    assert gathered(budget=20)[0].details
    assert gathered(budget=20)[0].details == []
    assert gathered()[0].details
    assert gathered(budget=20)[0].details == []


def test_without_time_nothing_is_run(gathered: Gathered) -> None:
    evidence, target = gathered(budget=1)
    assert (evidence.of(target), evidence.details) == ((), [])


def test_the_key_of_a_verdict_knows_the_tests_and_what_yields_inputs(
    gathered: Gathered, tmp_path: Path
) -> None:
    def key() -> str:
        evidence, target = gathered(run=False)
        return evidence.key(target)

    keys = [key()]
    assert key() == keys[0]
    (tmp_path / "test_mod.py").write_text(TESTS + "\n")
    keys.append(key())
    (tmp_path / "optgate.toml").write_text('[functions."mod:double"]\ninputs = "examples:double"\n')
    keys.append(key())
    (tmp_path / "examples.py").write_text("def double():\n    yield ([3],)\n")
    keys.append(key())
    (tmp_path / "examples.py").write_text("def double():\n    yield ([4],)\n")
    keys.append(key())
    (tmp_path / "test_mod.py").write_text("")
    keys.append(key())
    assert len(set(keys)) == 6


def test_inputs_that_failed_come_first_and_are_kept(gathered: Gathered, tmp_path: Path) -> None:
    (tmp_path / "optgate.toml").write_text('[functions."mod:double"]\ninputs = "examples:double"\n')
    (tmp_path / "examples.py").write_text("def double():\n    yield ([3],)\n")
    evidence, target = gathered()
    failing = codec.encode_call(([7],), {})
    verdict = Verdict(Decision.WRONG, "another value", failing=(failing, failing))
    judged = Judged(records.WRONG.candidate, Decision.WRONG, "another value", verdict)
    evidence.learn(Outcome(target, (), Status.ALL_REJECTED, "", (judged,)))
    expected = [([7], "failed"), ([3], "inputs"), ([1, 2], "tests")]
    assert seen(evidence, target) == expected
    again, target = gathered()
    assert seen(again, target) == expected
    assert again.of(target)[0] == Given(failing, "failed")


def test_what_cannot_be_sent_is_told(gathered: Gathered, tmp_path: Path) -> None:
    (tmp_path / "optgate.toml").write_text('[functions."mod:double"]\ninputs = "examples:double"\n')
    (tmp_path / "examples.py").write_text("def double():\n    yield ([3],)\n    yield (iter([lambda: 1]),)\n")
    evidence, target = gathered()
    assert ([3], "inputs") in seen(evidence, target)
    assert any("examples:double: 1 input was left out" in note for note in evidence.guests.notes)
