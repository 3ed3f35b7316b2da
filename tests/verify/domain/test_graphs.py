"""Mappings whose values name their own keys."""

from __future__ import annotations

import pytest

from optgate.verify.domain.graphs import connect, names_itself, unwind
from optgate.verify.values.kinds import FLOAT, INT, STR, USED, Kind, Option, sequence
from optgate.verify.values.profiles import Chance

GRAPH = Kind("dict", (STR, Kind("dict", (STR, FLOAT))))


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (GRAPH, True),
        (Kind("dict", (INT, sequence(INT))), True),
        (Kind("dict", (INT, sequence(INT, "set"))), True),
        (Kind("dict", (STR, sequence(INT))), False),
        (Kind("dict", (STR, FLOAT)), False),
        (sequence(STR), False),
    ],
)
def test_where_values_can_name_keys(kind: Kind, expected: bool) -> None:
    assert names_itself(kind) is expected


def test_most_edges_lead_to_nodes_and_nothing_else_changes() -> None:
    chance, edges = Chance(1), []
    for _ in range(50):
        values = [{"a": {"x": 1.0, "y": 2.0}, "b": {"z": 3.0}, "c": {}}]
        connect((Option(GRAPH, USED, "usage"),), values, chance)
        assert list(values[0]) == ["a", "b", "c"]
        assert values[0]["c"] == {}
        edges += [target for inner in values[0].values() for target in inner]
    known = sum(target in "abc" for target in edges)
    assert 0.2 * len(edges) < known < len(edges)


def test_about_half_of_the_mappings_have_no_cycle() -> None:
    chance, options = Chance(1), (Option(Kind("dict", (INT, sequence(INT))), USED, "usage"),)
    whole = 0
    for _ in range(100):
        values = [{1: [1, 2, 9], 2: [3, 1], 3: [2, 8]}]
        before = dict(values[0])
        unwind(options, values, chance)
        whole += values[0] == before
        assert values[0] == before or not _cyclic(values[0])
        assert 9 in values[0][1] and 8 in values[0][3]
    assert 30 < whole < 70


def _cyclic(graph: dict[int, list[int]]) -> bool:
    def walk(node: int, above: tuple[int, ...]) -> bool:
        return node in above or any(walk(other, (*above, node)) for other in graph.get(node, ()))

    return any(walk(node, ()) for node in graph)
