"""Iterators for lists: offered, as weak evidence, where the original goes through its argument once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from optgate.model import Decision
from optgate.verify.values.kinds import TRIED

if TYPE_CHECKING:
    from tests.verify.conftest import Bench

ONCE = """
def f(xs):
    counts = {}
    for x in xs:
        counts[x] = counts.get(x, 0) + 1
    return counts
"""
TWICE = """
def f(xs):
    total = 0
    for x in xs:
        total += x
    return [x / total for x in xs if total]
"""
MEASURED = """
def f(xs):
    total = 0
    for x in xs:
        total += x
    return total / len(xs) if len(xs) else 0
"""
EMPTY = """
def f(xs):
    if not xs:
        return None
    best = 0
    for x in xs:
        if x > best:
            best = x
    return best
"""


def levels(bench: Bench, text: str) -> list[int]:
    state = bench.start(text).explore().state
    assert state is not None
    return [option.level for option in state.options[0] if option.kind.tag == "iter"]


def test_a_loop_over_the_argument_takes_iterators(bench: Bench) -> None:
    found = levels(bench, ONCE)
    assert found and set(found) == {TRIED}


@pytest.mark.parametrize("text", [TWICE, MEASURED, EMPTY, ONCE.replace("(xs)", "(xs: list[int])")])
def test_other_uses_and_annotations_do_not(bench: Bench, text: str) -> None:
    assert levels(bench, text) == []


def test_a_rewrite_that_goes_through_it_twice_is_not_accepted(bench: Bench) -> None:
    twice = """
    def f(xs):
        if not any(True for _ in xs):
            return {}
        counts = {}
        for x in xs:
            counts[x] = counts.get(x, 0) + 1
        return counts
    """
    verdict = bench.start(ONCE).judge(twice)
    assert verdict.decision is Decision.UNPROVEN
    assert "xs as iterator" in verdict.reason
    assert verdict.counterexample is not None


def test_one_that_does_not_is_accepted(bench: Bench) -> None:
    other = """
    def f(xs):
        counts = {}
        for x in xs:
            if x in counts:
                counts[x] += 1
            else:
                counts[x] = 1
        return counts
    """
    assert bench.start(ONCE).judge(other).decision is Decision.ACCEPTED
