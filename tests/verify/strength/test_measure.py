"""Strength measured on real functions: who is killed, who survives, and what becomes of the inputs."""

from __future__ import annotations

import time

import msgspec
import pytest

from optgate.model import Decision, Mutant, Strength
from optgate.verify.strength import shortfall
from optgate.verify.strength.measure import unsubsumed
from optgate.verify.strength.mutants import Mutation
from optgate.verify.values.observed import outcome
from tests.verify.conftest import Bench

TOTAL = """
def f(xs: list[float]) -> float:
    s = 0.0
    for v in xs:
        s += v
    return s
"""


def test_ordinary_inputs_tell_every_mistake(bench: Bench) -> None:
    strength = bench.start(TOTAL).explore().strength
    assert strength is not None
    assert strength.mutants == strength.killed > 5
    assert strength.survivors == ()


@pytest.mark.parametrize(
    ("text", "change"),
    [
        (
            "def f(xs: list[int], n: int = 2):\n    return sum(xs) * (1 + n % 1)\n",
            Mutant(2, "`+` became `-`"),
        ),
        (
            "def f(xs: list[int]):\n    best = xs[0]\n    for v in xs:\n        if v > best:\n"
            "            best = v\n    return best\n",
            Mutant(4, "`>` became `>=`"),
        ),
    ],
)
def test_a_mistake_that_makes_no_difference_survives(bench: Bench, text: str, change: Mutant) -> None:
    strength = bench.start(text).explore().strength
    assert strength is not None
    assert change in strength.survivors
    assert strength.killed < strength.mutants
    assert strength.ratio == strength.killed / strength.mutants


def test_methods_and_their_state(bench: Bench) -> None:
    text = """
    class Mean:
        def __init__(self, start: float = 0.0):
            self.total = start
            self.count = 0

        def add(self, x: float) -> float:
            self.count += 1
            self.total += x
            if self.count > 1:
                return self.total / self.count
            return self.total
    """
    found = bench.start(text, "Mean.add").explore()
    assert found.strength is not None, found.unproven
    assert found.strength.killed >= 5
    assert all(7 < one.line < 13 for one in found.strength.survivors)


def test_rounding_is_no_difference(bench: Bench) -> None:
    text = """
    def f(xs: list[float]) -> float:
        s = 0.0
        for i in range(len(xs)):
            for v in xs[i:i + 1]:
                if v == v:
                    s += v
                    break
        return s
    """
    strength = bench.start(text).explore().strength
    assert strength is not None
    assert Mutant(4, "`range(len(xs))` is looked through from the end") in strength.survivors


def test_mistakes_that_never_end_are_killed_in_time(bench: Bench) -> None:
    text = """
    def f(n: int):
        i = s = 0
        while i < min(n, 50):
            s += i
            i += 1
        return s
    """
    began = time.monotonic()
    strength = bench.start(text).explore(seconds=2.0).strength
    assert strength is not None
    assert "`i += 1` was dropped" not in {one.change for one in strength.survivors}
    assert strength.killed >= 10
    assert time.monotonic() - began < 10


def test_the_inputs_that_tell_mistakes_come_first(bench: Bench) -> None:
    found = bench.start(TOTAL).explore()
    assert found.strength is not None
    first = found.trials[: found.strength.killed]
    assert len({trial.call.data for trial in found.trials}) == len(found.trials)
    lengths = [len(trial.call.values[0]) for trial in first]
    assert any(lengths)
    assert all(outcome(trial.original) for trial in first)


def test_inputs_are_made_for_mistakes_that_are_hard_to_tell(bench: Bench) -> None:
    text = """
    import numpy as np

    def f(x: np.ndarray) -> int:
        hits = 0
        for v in x:
            if v > 2:
                hits += 1
        return hits
    """
    strength = bench.start(text).explore(seconds=3.0).strength
    assert strength is not None
    assert "`hits` accumulates in uint8" not in {one.change for one in strength.survivors}


def test_it_takes_no_more_than_its_share_of_the_time(bench: Bench) -> None:
    text = "import time\ndef f(n: int):\n    time.sleep(0.004)\n    return n * 2 + (n > 5)\n"
    began = time.monotonic()
    found = bench.start(text).explore(seconds=1.0)
    assert found.strength is None or found.strength.mutants > 0
    assert time.monotonic() - began < 6


def test_the_original_is_as_it_was(bench: Bench) -> None:
    found = bench.start(TOTAL).explore()
    some = found.trials[:50]
    assert found.state is not None
    again = bench.original.run([trial.call.encoded(found.state.params) for trial in some], timeout=1)
    assert [one.outcome for one in again] == [trial.original.outcome for trial in some]
    assert [one.marks for one in again] == [trial.original.marks for trial in some]


def test_a_verdict_names_what_its_inputs_do_not_tell(bench: Bench) -> None:
    text = "def f(xs: list[int], n: int = 2):\n    return sum(xs) * (1 + n % 1)\n"
    verdict = bench.start(text).judge(text, min_strength=1.0)
    assert verdict.decision is Decision.UNPROVEN
    assert "deliberate mistakes" in verdict.reason
    assert "line 2: `+` became `-`" in verdict.reason
    assert verdict.inputs is not None and verdict.inputs.strength == bench.explored.strength
    accepted = bench.judge(text, min_strength=0.2)
    assert accepted.decision is Decision.ACCEPTED, accepted.reason


def test_what_was_not_measured_is_no_reason() -> None:
    weak = Strength(4, 1, (Mutant(3, "`<` became `<=`"),))
    assert shortfall(None, 1.0) == ""
    assert shortfall(Strength(0, 0), 1.0) == ""
    assert shortfall(weak, 0.25) == ""
    assert "only 1 of 4" in shortfall(weak, 0.26)
    assert "line 3: `<` became `<=`" in shortfall(weak, 0.26)


def test_a_survivor_inside_another_is_shown_alone() -> None:
    def at(start: int, end: int, order: int = 0, line: int = 2) -> Mutation:
        return Mutation("", line, f"{start}-{end}", "op", (), (line, start), (line, end), order)

    whole, inner, larger, beside, below = at(0, 9), at(4, 9), at(4, 9, 1), at(0, 3), at(0, 9, line=3)
    assert unsubsumed([whole, larger, inner, below]) == [inner, below]
    assert unsubsumed([whole, beside, inner]) == [beside, inner]
    assert unsubsumed([whole]) == [whole]
    assert unsubsumed([]) == []


def test_strength_travels_as_json() -> None:
    strength = Strength(4, 3, (Mutant(3, "`<` became `<=`"),), 2)
    assert msgspec.json.decode(msgspec.json.encode(strength), type=Strength) == strength
