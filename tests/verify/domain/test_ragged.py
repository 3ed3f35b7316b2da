"""Rows of different lengths: made where a function takes them, and only as weak evidence in matrices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optgate.model import Decision
from optgate.verify.domain.ragged import cut
from optgate.verify.values.kinds import TRIED, USED
from optgate.verify.values.profiles import Chance

if TYPE_CHECKING:
    from tests.verify.conftest import Bench

FLAT = """
def f(groups):
    out = []
    for group in groups:
        for value in group:
            out.append(value + 1)
    return out
"""
COLUMNS = """
def f(rows):
    out = []
    for j in range(len(rows[0])):
        s = 0
        for row in rows:
            s += row[j]
        out.append(s)
    return out
"""
MATRIX = FLAT.replace("groups", "matrix")


def test_rows_get_lengths_of_their_own_and_nothing_else_changes() -> None:
    rows = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    lengths = set()
    chance = Chance(1)
    for _ in range(50):
        made = cut(rows, 2, chance)
        assert all(set(new) <= set(old) for new, old in zip(made, rows, strict=True))
        lengths |= {len(row) for row in made}
    assert {0, 1, 2, 3, 4} <= lengths
    assert rows == [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    assert cut([1, 2], 1, chance) == [1, 2]


def ragged(bench: Bench, text: str, name: str) -> int | None:
    explored = bench.start(text).explore()
    assert explored.state is not None
    return explored.state.ragged.get(name)


def test_trial_tells_whether_rows_may_differ(bench: Bench) -> None:
    assert ragged(bench, FLAT, "groups") == USED


def test_a_matrix_is_ragged_by_trial_alone(bench: Bench) -> None:
    assert ragged(bench, MATRIX, "matrix") == TRIED


def test_rows_that_are_read_by_the_length_of_the_first_stay_equal(bench: Bench) -> None:
    assert ragged(bench, COLUMNS, "rows") is None


def test_a_rewrite_that_stops_at_the_shortest_is_wrong(bench: Bench) -> None:
    original = """
    def f(*iterables):
        out, place = [], 0
        while any(place < len(it) for it in iterables):
            out += [it[place] for it in iterables if place < len(it)]
            place += 1
        return out
    """
    shortest = """
    def f(*iterables):
        return [item for row in zip(*iterables) for item in row]
    """
    bench.start(original)
    assert bench.judge(shortest).decision is Decision.WRONG
