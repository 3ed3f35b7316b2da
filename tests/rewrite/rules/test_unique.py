# ruff: noqa: E501
"""The first of each element, and sets beside lists that are asked."""

from __future__ import annotations

import pytest

from .table import NAN, check, untouched

SAME = NAN
LISTS = [
    ([],),
    ([1, 2, 1, 3, 2],),
    ([1, True, 1.0, 0, False, -0.0],),
    ([SAME, SAME, NAN, 2.0],),
    (["a", "b", "a"],),
    ((3, 3),),
]

FROMKEYS = {
    "list": "def f(x):\n    out = []\n    for v in x:\n        if v not in out:\n            out.append(v)\n    return out\n",
    "set beside": (
        "def f(x):\n    seen = set()\n    out = []\n    for v in x:\n        if v not in seen:\n"
        "            seen.add(v)\n            out.append(v)\n    return out\n"
    ),
    "computed": (
        "def f(x):\n    out = list()\n    for v in x:\n        if not (v * 2 in out):\n            out.append(v * 2)\n    return out\n"
    ),
}
BESIDE = {
    "counts repeats": (
        "def f(x):\n    seen = []\n    c = 0\n    for v in x:\n        if v in seen:\n            c += 1\n"
        "        else:\n            seen.append(v)\n    return c, seen\n"
    ),
    "first repeat": (
        "def f(x):\n    seen = []\n    for v in x:\n        if v in seen:\n            return v\n        seen.append(v)\n    return None\n"
    ),
}
LEFT = {
    "starts full": "def f(x):\n    out = [1]\n    for v in x:\n        if v not in out:\n            out.append(v)\n    return out\n",
    "something else too": (
        "def f(x):\n    out = []\n    for v in x:\n        if v not in out:\n            out.append(v)\n            x = [v]\n    return out, x\n"
    ),
    "element read later": (
        "def f(x):\n    out = []\n    for v in x:\n        if v not in out:\n            out.append(v)\n    return out, v\n"
    ),
    "the set is returned": (
        "def f(x):\n    seen = set()\n    out = []\n    for v in x:\n        if v not in seen:\n"
        "            seen.add(v)\n            out.append(v)\n    return out, seen\n"
    ),
    "lists as elements": (
        "def f(x):\n    out = []\n    for v in x:\n        if [v] not in out:\n            out.append([v])\n    return out\n"
    ),
}


@pytest.mark.parametrize("case", FROMKEYS)
def test_the_first_of_each(case):
    assert "dict.fromkeys(" in check(FROMKEYS[case], "dict.fromkeys", LISTS)


@pytest.mark.parametrize("case", BESIDE)
def test_a_set_beside_the_list(case):
    assert "seen_set.add(v)" in check(BESIDE[case], "membership in a set", LISTS)


@pytest.mark.parametrize("case", LEFT)
def test_is_left_alone(case):
    untouched(LEFT[case], "dict.fromkeys")


def test_a_list_that_also_shrinks_is_left_alone():
    body = BESIDE["counts repeats"].replace("c += 1", "seen.remove(v)")
    untouched(body, "membership in a set")
