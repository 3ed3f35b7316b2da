# ruff: noqa: E501
"""Counting of what is computed from the elements, in nested loops, and into counting dictionaries."""

from __future__ import annotations

import pytest

from optgate.rewrite import propose

from ..harness import agrees, load, target_of
from .table import NAN, check, untouched

PAIRS = [
    ([],),
    ([(1, 2)],),
    ([(1, 2), (2, 3), (1, 4)],),
    ([("a", 0.5), (NAN, 1), (NAN, 2)],),
    ([([1], 2)],),
    ([1],),
]
ROWS = [([],), ([[]],), ([[1, 2], [2, 2], []],), (["abc", "ca"],), ([[[1]]],), ([3],), ({"ab": 1, "b": 2},)]
COMPUTED = {
    "one of a pair": "def f(x):\n    d = {}\n    for k, v in x:\n        d[k] = d.get(k, 0) + 1\n    return d\n",
    "a pair turned": "def f(x):\n    d = {}\n    for k, v in x:\n        if (v, k) in d:\n            d[(v, k)] += 1\n        else:\n            d[(v, k)] = 1\n    return d\n",
    "a length": "def f(x):\n    d = {}\n    for k in x:\n        if len(k) not in d:\n            d[len(k)] = 0\n        d[len(k)] += 1\n    return d\n",
}
NESTED = {
    "two loops": "def f(x):\n    d = {}\n    for row in x:\n        for k in row:\n            d[k] = d.get(k, 0) + 1\n    return d\n",
    "inside a loop": "def f(x):\n    out = []\n    for row in x:\n        d = {}\n        for k in row:\n            if k in d:\n                d[k] += 1\n            else:\n                d[k] = 1\n        out.append(d)\n    return out\n",
}
KEPT = {
    "a key of something else": "def f(x, key):\n    d = {}\n    for v in x:\n        d[key(v)] = d.get(key(v), 0) + 1\n    return d\n",
    "the element is read later": "def f(x):\n    d = {}\n    for k, v in x:\n        d[k] = d.get(k, 0) + 1\n    return d, v\n",
    "counts are read": "def f(x):\n    d = {}\n    for k, v in x:\n        d[len(d)] = d.get(len(d), 0) + 1\n    return d\n",
    "starts full": "def f(x):\n    d = {1: 2}\n    for k, v in x:\n        d[k] = d.get(k, 0) + 1\n    return d\n",
    "a dictionary that raises": "def f(x):\n    d = {}\n    for k in x:\n        d[k] += 1\n    return d\n",
    "seen after an exception": "def f(x):\n    d = {}\n    try:\n        for k, v in x:\n            d[k] = d.get(k, 0) + 1\n    except TypeError:\n        pass\n    return d\n",
    "one key": "def f(x):\n    d = {}\n    for k in x:\n        d['n'] = d.get('n', 0) + 1\n    return d\n",
}
DEFAULTS = {
    "a defaultdict": "from collections import defaultdict\n\n\ndef f(x):\n    d = defaultdict(int)\n    for k in x.values():\n        d[k] += 1\n    return d\n",
    "a Counter": "import collections\n\n\ndef f(x):\n    d = collections.Counter()\n    for k in x.values():\n        d[k] += 1\n    return d\n",
    "in nested loops": "import collections as c\n\n\ndef f(x):\n    d = c.defaultdict(int)\n    for row in x.values():\n        for k in row:\n            d[k] += 1\n    return d\n",
}
TABLES = [({},), ({1: "ab", 2: "b", 3: "ab"},), ({1: [1]},), ({1: (2,), 2: (2, 1)},)]


@pytest.mark.parametrize("case", COMPUTED)
def test_what_is_computed(case):
    assert "dict(Counter([" in check(COMPUTED[case], "counting", PAIRS)


@pytest.mark.parametrize("case", NESTED)
def test_nested_loops(case):
    check(NESTED[case], "counting", ROWS)


@pytest.mark.parametrize("case", KEPT)
def test_loops_that_stay(case):
    untouched(KEPT[case], "counting")


@pytest.mark.parametrize("case", DEFAULTS)
def test_counting_dictionaries_keep_their_type_and_default(case):
    text = DEFAULTS[case]
    found = [one for one in propose(target_of(text), ()) if "counting" in one.summary]
    assert found
    for one in found:
        assert agrees(text, one.text, TABLES) is None, one.text
        made, wanted = load(one.text)({}), load(text)({})
        assert (type(made), made["new"]) == (type(wanted), wanted["new"])
