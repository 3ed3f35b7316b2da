# ruff: noqa: E501
"""Elements put in at the front of a list, one by one."""

from __future__ import annotations

import pytest

from .table import check, untouched

LISTS = [([],), ([1],), ([1, 2, 3, 2],), ("ab",), (5,)]
TURNED = {
    "empty": "def f(x):\n    out = []\n    for v in x:\n        out.insert(0, v)\n    return out\n",
    "one element": "def f(x):\n    out = [0]\n    for v in x:\n        if v == 2:\n            continue\n        out.insert(0, v)\n    return out\n",
    "a while loop that ends early": "def f(x):\n    out = list()\n    n = len(x)\n    while n:\n        n -= 1\n        if x[n] == 1:\n            break\n        out.insert(0, (n, x[n]))\n    return out\n",
    "inside a loop": "def f(x):\n    all = []\n    for v in x:\n        out = []\n        for w in x:\n            out.insert(0, (v, w))\n        all.append(out)\n    return all\n",
    "two places": "def f(x):\n    out = []\n    for v in x:\n        if v == 2:\n            out.insert(0, -v)\n        else:\n            out.insert(0, v)\n    return out\n",
}
KEPT = {
    "read": "def f(x):\n    out = []\n    for v in x:\n        out.insert(0, len(out))\n    return out\n",
    "two elements": "def f(x):\n    out = [1, 2]\n    for v in x:\n        out.insert(0, v)\n    return out\n",
    "a parameter": "def f(x, out):\n    for v in x:\n        out.insert(0, v)\n    return out\n",
    "elsewhere": "def f(x):\n    out = []\n    for v in x:\n        out.insert(1, v)\n    return out\n",
    "both ends": "def f(x):\n    out = []\n    for v in x:\n        out.insert(0, v)\n        out.append(v)\n    return out\n",
    "an alias": "def f(x):\n    out = []\n    a = out\n    for v in x:\n        out.insert(0, len(a))\n    return out\n",
    "seen after an exception": "def f(x):\n    out = []\n    try:\n        for v in x:\n            out.insert(0, 1 / v)\n    except ZeroDivisionError:\n        pass\n    return out\n",
}


@pytest.mark.parametrize("case", TURNED)
def test_lists_that_grow_at_the_front(case):
    assert "reverse()" in check(TURNED[case], "append and one reversal", LISTS)


@pytest.mark.parametrize("case", KEPT)
def test_lists_that_stay(case):
    untouched(KEPT[case], "append and one reversal")
