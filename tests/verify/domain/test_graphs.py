"""Mappings whose values name their own keys."""

from __future__ import annotations

import pytest

from optgate.verify.domain.graphs import connect, names_itself
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
