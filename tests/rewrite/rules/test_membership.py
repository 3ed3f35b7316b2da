# ruff: noqa: E501
"""Membership in a list becomes membership in a set made once."""

from __future__ import annotations

import pytest

from optgate.model import Observed

from .table import NAN, check, untouched

WORDS = "membership in a set"
SAME = NAN
PAIRS = [
    ([], []),
    ([1, 2, 3, 2], [2, 5]),
    ([1, True, 0.0, 2.5], [1.0, False]),
    (["a", "bc", ""], ["bc"]),
    ([SAME, NAN, 1.0], [SAME]),
    ([3, 3], (3, 4)),
    ([(1, 2), (3,)], [(3,)]),
]

REWRITTEN = {
    "loop": (
        "def f(x, b):\n    out = []\n    for v in x:\n        if v in b:\n            out.append(v)\n    return out\n"
    ),
    "not in, nested": (
        "def f(x, b):\n    c = 0\n    for u in x:\n        for v in x:\n"
        "            if u not in b and v in b:\n                c += 1\n    return c\n"
    ),
    "comprehension": "def f(x, b):\n    return [v for v in x if v not in b]\n",
    "copied list": "def f(x, b):\n    return [v for v in x if v in list(b)]\n",
    "early return": "def f(x, b):\n    for v in x:\n        if v in b:\n            return v\n    return None\n",
    "while": "def f(x, b):\n    i = 0\n    while i < len(x) and x[i] not in b:\n        i += 1\n    return i\n",
    "list made in the function": (
        "def f(x, b):\n    keys = [2 * v for v in b]\n    return [v for v in x if v in keys]\n"
    ),
}
LEFT = {
    "the list grows": "def f(x, b):\n    for v in x:\n        if v not in b:\n            b.append(v)\n    return b\n",
    "the list may be the other one": (
        "def f(x, b):\n    c = 0\n    for v in b:\n        if v in x:\n            c += 1\n            b[0] = v\n    return c\n"
    ),
    "an unknown function gets the list": ("def f(x, b, g):\n    return [v for v in x if v in b and g(b)]\n"),
    "a text": "def f(x):\n    s = 'abc'\n    return [v for v in x if v in s]\n",
    "a dictionary": "def f(x):\n    d = {}\n    for v in x:\n        if v in d:\n            return v\n",
    "lists inside": "def f(x):\n    rows = [[1], [2]]\n    return [v for v in x if v in rows]\n",
    "not in a loop": "def f(x, b):\n    return x in b\n",
    "a list is looked for": "def f(x, b):\n    return [v for v in x if [v] in b]\n",
}


@pytest.mark.parametrize("case", REWRITTEN)
def test_is_rewritten(case):
    text = check(REWRITTEN[case], WORDS, PAIRS)
    assert "= set(" in text


@pytest.mark.parametrize("case", LEFT)
def test_is_left_alone(case):
    untouched(LEFT[case], WORDS)


@pytest.mark.parametrize("seen", [Observed("str"), Observed("set", "int"), Observed("list", "list", 2)])
def test_what_was_seen_at_run_time_overrules(seen):
    untouched(REWRITTEN["loop"], WORDS, {"b": seen})


def test_comments_and_other_lines_stay_as_they_are():
    body = (
        "def f(x, b):\n    c = 0\n    # every element\n    for v in x:  # outer\n        # asked\n"
        "        if v in b:  # here\n            c  +=  1  # odd spacing\n        elif c in b:  # there\n            pass\n"
        "    return c\n"
    )
    text = check(body, WORDS, PAIRS)
    assert "    b_set = set(b)\n    # every element\n    for v in x:  # outer\n        # asked\n" in text
    assert (
        "if v in b_set:  # here\n            c  +=  1  # odd spacing\n        elif c in b_set:  # there\n"
        in text
    )
