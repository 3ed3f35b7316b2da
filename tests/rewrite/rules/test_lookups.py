# ruff: noqa: E501
"""Duplicates, counts, positions and joins without walking a list for each element of another."""

from __future__ import annotations

import pytest

from optgate.model import Observed

from .table import NAN, check, untouched

LISTS = [([],), ([1],), ([1, 2, 1, 3, 2],), ([1, True, 0, 2.0],), ([NAN, NAN, 1.0],), ([4, 5],)]
PAIRS = [([], []), ([1, 2, 2], [2, 1, 2, 3]), ([], [1]), ([1.0, True], [1]), ([5], [])]
ROWS = [([], []), ([(1, 2), (2, 3)], [(2, 9), (1, 4), (2, 1)]), ([(7, 7)], [])]

DUPLICATES = {
    "ahead": (
        "def f(x):\n    for i in range(len(x)):\n        for j in range(i + 1, len(x)):\n"
        "            if x[i] == x[j]:\n                return True\n    return False\n"
    ),
    "behind, negated": (
        "def f(x):\n    n = len(x)\n    for i in range(n):\n        for j in range(i):\n"
        "            if x[j] == x[i]:\n                return False\n    return True\n"
    ),
}
TALLIES = {
    "count": "def f(x):\n    return [v for v in x if x.count(v) > 1]\n",
    "count in a loop": (
        "def f(x):\n    best, most = None, 0\n    for v in x:\n        if x.count(v) > most:\n"
        "            best, most = v, x.count(v)\n    return best, most\n"
    ),
    "index": "def f(x):\n    out = []\n    for v in x:\n        out.append(x.index(v))\n    return out\n",
}
JOINS = {
    "by index": (
        "def f(x, y):\n    out = []\n    for i in range(len(x)):\n        for j in range(len(y)):\n"
        "            if x[i] == y[j]:\n                out.append((i, j))\n    return out\n"
    ),
    "by element": (
        "def f(x, y):\n    out = []\n    for a in x:\n        for b in y:\n            if b == a:\n                out.append((a, b))\n    return out\n"
    ),
}
LEFT = {
    "the inner list changes": (
        "def f(x, y):\n    for a in x:\n        for b in y:\n            if a == b:\n                y = y[1:]\n    return y\n"
    ),
    "the element is read later": (
        "def f(x, y):\n    c = 0\n    for a in x:\n        for b in y:\n            if a == b:\n                c += 1\n    return c, b\n"
    ),
    "another comparison": (
        "def f(x, y):\n    c = []\n    for a in x:\n        for b in y:\n            if a < b:\n                c.append(b)\n    return c\n"
    ),
    "more than the comparison": (
        "def f(x, y):\n    c = 0\n    for a in x:\n        for b in y:\n            c += b\n            if a == b:\n                c += 1\n    return c\n"
    ),
}


@pytest.mark.parametrize("case", DUPLICATES)
def test_duplicates(case):
    same = NAN
    text = check(DUPLICATES[case], "duplicates by a set", [*LISTS, ([same, same],)])
    assert "set(" in text


def test_duplicates_of_whole_numbers_need_no_care():
    text = check(DUPLICATES["ahead"], "duplicates", LISTS[:3], {"x": Observed("list", "int", 1, 9)})
    assert "return len(set(x)) < len(x)" in text


def test_duplicates_only_over_the_whole_list():
    untouched(DUPLICATES["ahead"].replace("range(len(x))", "range(3)"), "duplicates")


@pytest.mark.parametrize("case", TALLIES)
def test_counts_and_places(case):
    check(TALLIES[case], "counts made once", LISTS)


def test_a_place_of_something_that_may_be_missing_is_left_alone():
    untouched("def f(x, y):\n    return [x.index(v) for v in y]\n", "counts made once")


@pytest.mark.parametrize("case", JOINS)
def test_partners(case):
    check(JOINS[case], "partners by a dictionary", PAIRS)


def test_partners_by_parts_of_rows_with_another_condition():
    body = (
        "def f(x, y):\n    c = 0\n    for a in x:\n        for k, v in y:\n"
        "            if k == a[0] and v > 3:\n                c += v\n    return c\n"
    )
    assert "partners.get(a[0], ())" in check(body, "partners by a dictionary", ROWS)


@pytest.mark.parametrize("case", LEFT)
def test_partners_are_left_alone(case):
    untouched(LEFT[case], "partners by a dictionary")
