"""How deep the calls of both sides nest."""

from __future__ import annotations

import pytest

from optgate.guest import codec
from optgate.model import Decision, GuestError
from optgate.verify.equal.depth import recursion
from tests.verify.conftest import Bench

LOOP = """
def f(n: int) -> int:
    total = 0
    for i in range(n):
        total += i * i
    return total
"""
DOWN = """
def f(n: int) -> int:
    return (n - 1) * (n - 1) + f(n - 1) if n > 0 else 0
"""
HALVES = """
def f(n: int, low: int = 0) -> int:
    if n - low < 2:
        return low * low if n > low else 0
    middle = (n + low) // 2
    return f(middle, low) + f(n, middle)
"""
LAZY = """
def f(n: int):
    def walk(k):
        if k:
            yield k
            yield from walk(k - 1)
    return walk(n)
"""


def sizes(n: int) -> list[tuple[int, bytes]]:
    return [(size, codec.encode_call((size,), {})) for size in (1, n)]


def test_calls_are_counted_on_both_sides_of_a_loop_and_a_recursion(bench: Bench) -> None:
    bench.start(LOOP)
    call = sizes(300)[1][1]
    assert bench.original.deepest(call, timeout=5) == 1
    assert bench.side(DOWN).deepest(call, timeout=5) == 301
    assert bench.side(HALVES).deepest(call, timeout=5) == 10
    assert bench.side(LAZY).deepest(call, timeout=5) >= 300


def test_a_call_that_raises_says_so_and_the_side_goes_on(bench: Bench) -> None:
    bench.start(LOOP)
    side = bench.side(DOWN)
    with pytest.raises(GuestError, match="RecursionError"):
        side.deepest(sizes(5000)[1][1], timeout=5)
    assert side.deepest(sizes(10)[1][1], timeout=5) == 11


def test_a_recursion_that_grows_is_noted(bench: Bench) -> None:
    bench.start(LOOP)
    found = recursion(sizes(300), bench.original, bench.side(DOWN))
    assert found.reason == ""
    [note] = found.notes
    assert "301 calls deep at n=300 (2 at n=1), where the original needs 1" in note


def test_one_that_does_not_or_that_the_original_has_too_is_not(bench: Bench) -> None:
    bench.start(LOOP)
    assert recursion(sizes(300), bench.original, bench.side(HALVES)).notes == ()
    assert recursion(sizes(300), bench.side(DOWN), bench.side(DOWN)).notes == ()


def test_a_recursion_that_meets_the_limit_rejects(bench: Bench) -> None:
    bench.start(LOOP)
    found = recursion(sizes(40_000), bench.original, bench.side(DOWN))
    assert found.reason == "recurses too deeply at n=40,000, where the original returns"


def test_a_candidate_is_not_accepted_that_recurses_once_per_item(bench: Bench) -> None:
    bench.start(LOOP)
    verdict = bench.judge(DOWN.replace("if n > 0", "if n > 0 "))
    assert verdict.decision in (Decision.UNSAFE, Decision.WRONG)
    assert "recur" in f"{verdict.reason} {verdict.counterexample}".lower()
