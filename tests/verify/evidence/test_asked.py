"""Conditions that docstrings state."""

from __future__ import annotations

import ast

import pytest

from optgate.verify.evidence.asked import asked


def conditions(docstring: str, *names: str) -> dict[str, list[str]]:
    function = ast.parse(f'def f({", ".join(names)}):\n    """{docstring}"""\n').body[0]
    assert isinstance(function, ast.FunctionDef)
    return asked(function, names)


@pytest.mark.parametrize(
    ("docstring", "expected"),
    [
        ("Interpolate. xs is in ascending order; a step has the same x twice.", {"xs": ["sorted"]}),
        ("Search xs, which must be sorted.", {"xs": ["sorted"]}),
        ("The edges xs are strictly increasing.", {"xs": ["increasing"]}),
        ("Draw by xs, probabilities that sum to 1.", {"xs": ["weights with the sum 1"]}),
        ("Undo xs, a permutation of range(n).", {"xs": ["a permutation"]}),
        ("Args:\n    xs: positive numbers.\n    k: how many, odd.", {"xs": ["positive"], "k": ["odd"]}),
        ("Args:\n    xs (list): the values,\n        non-negative.", {"xs": ["not negative"]}),
        ("Parameters\n----------\nxs : array\n    Distinct labels.\nk : int\n", {"xs": ["distinct"]}),
        ("xs[i] is the cost (>= 0) of a step.", {"xs": ["not negative"]}),
        ("Args:\n    k: level that becomes 0, in 0..254.", {"k": ["from 0 to 254"]}),
        ("Args:\n    k: a share, 0 to 1", {"k": ["between 0 and 1"]}),
        ("Args:\n    k: above the first and at most 255", {"k": ["at most 255"]}),
        (
            ":param list xs: the values, sorted\n:param k: in [2, 16]",
            {"xs": ["sorted"], "k": ["from 2 to 16"]},
        ),
        ("xs need not be sorted.", {}),
        ("Return the values sorted.", {}),
        ("Returns xs sorted.", {}),
        ("Counts what is positive.", {}),
        ("Both xs and k are positive.", {}),
        ("", {}),
    ],
)
def test_what_is_said_of_one_parameter_counts(docstring: str, expected: dict[str, list[str]]) -> None:
    assert conditions(docstring, "xs", "k") == expected
