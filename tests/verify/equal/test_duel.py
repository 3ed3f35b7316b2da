"""Both sides on the same inputs: batches, faults, and what each pair says."""

from __future__ import annotations

from typing import Any

import pytest

from optgate.verify.equal.duel import Duel, Trial
from optgate.verify.values.calls import Call
from optgate.verify.values.kinds import Param
from optgate.verify.values.observed import Place
from tests.verify.conftest import Bench

ORIGINAL = """
import time

def f(n):
    if n == 1:
        raise ValueError("one")
    if n == 2:
        return [][n]
    if n == 3:
        return n.missing
    if n == 4:
        time.sleep(3)
    return n * 1.5
"""


def trials(bench: Bench, candidate: str, numbers: list[Any], timeout: float = 0.4) -> list[Trial]:
    bench.start(ORIGINAL)
    duel = Duel(
        [Param("n", "pos", True)], bench.original, bench.side(candidate), timeout=timeout, rounded=False
    )
    return duel.run([Call([number], (None,), "test") for number in numbers])


def test_where_inputs_lie(bench: Bench) -> None:
    found = trials(bench, ORIGINAL, [0, 1, 2, 3, 4, 5])
    assert [trial.place for trial in found] == [
        Place.FINE,
        Place.OWN,
        Place.WEAK,
        Place.OUTSIDE,
        Place.SLOW,
        Place.FINE,
    ]
    assert [trial.counted for trial in found] == [True, True, True, False, False, True]
    assert all(trial.difference is None for trial in found)


def test_an_absurd_number_that_only_costs_memory_does_not_count(bench: Bench) -> None:
    change = "    import numpy\n    numpy.empty((0, n))\n    return n * 1.5"
    candidate = ORIGINAL.replace("    return n * 1.5", change)
    large, absurd = trials(bench, candidate, [10**6, 2**63 - 1])
    assert large.counted
    assert large.difference is None
    assert not absurd.counted
    assert absurd.difference is None


@pytest.mark.parametrize(
    ("change", "number", "aspect"),
    [
        ("if n == 5: return 0", 5, "type"),
        ("if n == 5: return 7.500001", 5, "float"),
        ("if n == 5: raise ValueError('five')", 5, "exception"),
        ("if n == 1: raise ValueError('uno')", 1, "message"),
        ("if n == 2: return 0", 2, "exception"),
        ("import os\n    if n == 5: os._exit(1)", 5, "crash"),
        ("while n == 5: pass", 5, "timeout"),
        ("if n == 5: return [0] * 10**9", 5, ""),
    ],
)
def test_faults_of_the_candidate_are_differences(bench: Bench, change: str, number: int, aspect: str) -> None:
    text = ORIGINAL.replace("def f(n):", f"def f(n):\n    {change}")
    found = trials(bench, text, [0, number, 6, 7])
    assert [trial.difference is not None for trial in found] == [False, True, False, False]
    difference = found[1].difference
    assert difference is not None
    assert aspect in difference.aspect


def test_a_slow_candidate_is_asked_again_before_it_is_called_endless(bench: Bench) -> None:
    text = ORIGINAL.replace("def f(n):", "def f(n):\n    time.sleep(0.6 if n == 5 else 0)")
    found = trials(bench, text, [0, 5, 6])
    assert [trial.difference for trial in found] == [None, None, None]


def test_what_the_candidate_does_outside_the_domain_is_nobodys_business(bench: Bench) -> None:
    text = ORIGINAL.replace("n.missing", "0")
    assert trials(bench, text, [3])[0].difference is None


def test_values_that_cannot_be_compared_do_not_count(bench: Bench) -> None:
    bench.start("def f(n):\n    return (lambda: n) if n else 0\n")
    side = bench.side("def f(n):\n    return (lambda: n) if n else 0\n")
    duel = Duel([Param("n", "pos", True)], bench.original, side, timeout=0.4, rounded=False)
    found = duel.run([Call([number], (None,), "test") for number in (0, 1)])
    assert [trial.counted for trial in found] == [True, False]
    assert "function" in duel.unknown


def test_known_observations_are_not_asked_for_again(bench: Bench) -> None:
    bench.start("def f(n):\n    return n\n")
    params = [Param("n", "pos", True)]
    calls = [Call([number], (None,), "test") for number in range(5)]
    first = Duel(params, bench.original, None, timeout=0.4, rounded=False).run(calls)
    bench.original.close()
    duel = Duel(params, bench.original, bench.side("def f(n):\n    return n\n"), timeout=0.4, rounded=False)
    again = duel.run(calls, [trial.original for trial in first])
    assert all(trial.counted and trial.difference is None for trial in again)
