# ruff: noqa: E501
"""Builtins over what is walked as it is, and one list for each outcome of a test that does not change."""

from __future__ import annotations

import pytest

from optgate.model import Observed

from ..rules.table import check, untouched

PAIRS = [
    ([], []),
    ([1.0], []),
    ([2.0, 3.0], [0.5, -1.0]),
    ([1, 2], [3, 4, 5]),
    ([1.5, 2, 3], [2]),
    ([True], [7]),
]
LISTS = {"x": Observed("list", "float", 1, 9), "y": Observed("list", "float", 1, 9)}


@pytest.mark.parametrize(
    ("body", "written"),
    [
        ("s = 0.0\n    for u, v in zip(x, y):\n        s += u * v\n    return s", "sum(map(mul, x, y), 0.0)"),
        ("s = 0\n    for u in x:\n        s += u * u\n    return s", "sum(map(mul, x, x))"),
        ("s = 0\n    for u, v in zip(x, y):\n        s += v\n    return s", "sum(y[:len(x)])"),
        ("s = 0\n    for u, v in zip(x, y):\n        s += u\n    return s", "sum(x[:len(y)])"),
    ],
)
def test_sums_take_what_is_walked(body, written):
    assert written in check(f"def f(x, y):\n    {body}\n", "sum", PAIRS, LISTS)


def test_three_lists_are_not_cut_short_by_two():
    body = "def f(x, y, z):\n    s = 0\n    for u, v, w in zip(x, y, z):\n        s += u * v\n    return s\n"
    seen = {**LISTS, "z": LISTS["x"]}
    made = check(body, "sum", [([1, 2], [3, 4], [5]), ([], [1], [1]), ([1], [2], [])], seen)
    assert "map(mul" not in made


def test_a_copy_is_a_new_list():
    made = check(
        "def f(x):\n    out = []\n    for v in x:\n        out.append(v)\n    return out\n",
        "append",
        [([],), ([1, 2],)],
        LISTS,
    )
    assert "list(x)" in made


def test_a_test_that_stays_the_same_chooses_between_two_lists():
    body = "def f(x, y):\n    out = []\n    for v in x:\n        if y != 0:\n            out.append(v / y)\n        else:\n            out.append(v)\n    return out\n"
    made = check(
        body,
        "append",
        [([1.0, 2.0], 0.0), ([1.0, 2.0], 4), ([], 1)],
        {"x": LISTS["x"], "y": Observed("float")},
    )
    assert "if y != 0 else list(x)" in made


def test_rows_of_one_table_may_be_one_list():
    body = "def f(a):\n    for i in range(1, len(a)):\n        row = a[i]\n        above = a[i - 1]\n        for j in range(len(row)):\n            row[j] = row[j] + above[j]\n    return a\n"
    untouched(body, "element-wise map", {"a": Observed("list", "float", 2, 9)})
