"""Candidates that harm or cheat are refused and do nothing; honest ones that look like them are accepted.

Every hostile candidate is met twice: by the screen, which refuses it unseen, and past the screen, where the
walls around the guest and the comparison in the gate have to hold by themselves.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from optgate.gate.judge import OUT_OF_BUDGET
from optgate.model import Decision
from optgate.rewrite.screen import screen
from tests.e2e.arena import LIMIT, Arena, Case, cases
from tests.e2e.conftest import Repo

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the walls are Linux's")

HOSTILE, CHEATS, HONEST = cases("hostile"), cases("cheats"), cases("honest")

PURE = {"endless_c_loop", "endless_regex", "huge_message", "huge_result", "memory_bomb", "nested_result"}
"""Bombs of nothing but pure code, which no look at it can tell: limits and timeouts stop them."""

COMPARED = {
    "altered_input",
    "altered_input_first",
    "always_the_same",
    "downcast_result",
    "downcast_sum",
    "same_sum",
    "sampled",
}
"""Cheats of nothing but pure code, which is wrong for some inputs: the comparison finds one."""

CHEATING = 8.0
"""Seconds for a cheat, so that one that is not found out is timed to the end."""

HONESTLY = 5.0
"""Seconds for an honest candidate, which has to be covered and timed."""


def test_there_are_as_many_cases_as_were_promised() -> None:
    assert len(HOSTILE) >= 120
    assert len(CHEATS) >= 40
    assert len(HONEST) >= 12


def named(case: Case) -> str:
    return case.id


@pytest.fixture
def arena(tmp_path: Path) -> Iterator[Arena]:
    made = Arena(tmp_path)
    yield made
    made.close()


def some(cases: Sequence[Case], each: int) -> list[Any]:
    """All cases; every one in ``each`` in the ordinary run, the others with ``make soak``."""
    return [
        case if number % each == 0 else pytest.param(case, marks=pytest.mark.soak)
        for number, case in enumerate(cases)
    ]


@pytest.mark.parametrize("case", HOSTILE, ids=named)
def test_the_screen_refuses(case: Case) -> None:
    original, candidate = case.parts
    assert bool(screen(original, candidate, "f")) == (case.name not in PURE)


@pytest.mark.parametrize("case", some(HOSTILE, 2), ids=named)
def test_past_the_screen_it_is_not_accepted_and_does_no_harm(case: Case, arena: Arena) -> None:
    said = arena.judge(case, screened=False)
    assert arena.harm(said) == []
    assert said["decision"] != Decision.ACCEPTED, said["why"]
    assert OUT_OF_BUDGET not in said["why"], "it was not run"
    assert said["seconds"] < LIMIT


@pytest.mark.parametrize("case", CHEATS, ids=named)
def test_the_screen_or_the_comparison_refuses_a_cheat(case: Case) -> None:
    original, candidate = case.parts
    assert bool(screen(original, candidate, "f")) == (case.name not in COMPARED)


@pytest.mark.parametrize("case", some(CHEATS, 2), ids=named)
def test_past_the_screen_a_cheat_is_not_accepted(case: Case, arena: Arena) -> None:
    said = arena.judge(case, screened=False, seconds=CHEATING)
    assert arena.harm(said) == []
    assert said["decision"] != Decision.ACCEPTED, said["why"]
    assert OUT_OF_BUDGET not in said["why"], "it was not run"
    assert said["seconds"] < LIMIT


@pytest.mark.parametrize("case", some(HONEST, 2), ids=named)
def test_an_honest_candidate_is_accepted(case: Case, arena: Arena) -> None:
    original, candidate = case.parts
    assert screen(original, candidate, "f") == ""
    said = arena.judge(case, screened=True, seconds=HONESTLY)
    assert arena.harm(said) == []
    assert said["verified"] == Decision.ACCEPTED, said["why"]
    assert said["decision"] in (Decision.ACCEPTED, Decision.NOT_FASTER, Decision.SLOWER_SMALL), said["why"]


def test_the_command_calls_it_unsafe_and_does_not_run_it(repo: Repo, arena: Arena) -> None:
    case = next(one for one in HOSTILE if one.name == "write_home")
    original, candidate = map(arena.placed, case.parts)
    repo.write("mod.py", original)
    repo.write("theirs.py", candidate)
    arena.before = arena.digest()
    done = repo.optgate(
        *("verify", "mod.py::f", "--candidate", "theirs.py", "--output-format", "json", "--budget", "10")
    )
    assert done.returncode == 1, done.stderr
    [function] = json.loads(done.stdout)["functions"]
    [found] = function["candidates"]
    assert found["verdict"] == "unsafe"
    assert "line" in found["reason"]
    assert arena.digest() == arena.before
