# ruff: noqa: E501
"""Texts that grow from something: joined at once, or left as they are."""

from __future__ import annotations

import pytest

from .table import check, untouched

WORDS = [([],), (["a"],), (["ab", "", "c"],), (("x", "y", "z"),), ("pqr",), ([1, "a"],), (["a", 2],), (3,)]
JOINED = {
    "a head": "def f(x):\n    s = 'head'\n    for v in x:\n        s += ' ' + v\n    return s\n",
    "a condition": "def f(x):\n    s = f'{len(x)}:'\n    for i, v in enumerate(x):\n        if i:\n            s += v\n    return s\n",
    "copied": "def f(x):\n    s = '%d' % len(x)\n    for v in x:\n        s = s + v\n    return s + '.'\n",
    "two pieces": "def f(x):\n    s = '('\n    s += 'a'\n    for v in x:\n        if v == 'c':\n            break\n        s += v\n        s += ', '\n    s += ')'\n    return s\n",
    "nested": "def f(x):\n    s = '{}'.format(len(x))\n    for v in x:\n        for w in x:\n            s += v + w\n    return s\n",
    "read in the outer loop": "def f(x):\n    out = []\n    for v in x:\n        line = ''\n        for w in x:\n            line += w + v\n        out.append(line)\n    return out\n",
    "an element kept": "def f(x):\n    s = '>'\n    v = None\n    for v in x:\n        s += v\n    return s, v\n",
    "a while": "def f(x):\n    s = '>'\n    n = len(x)\n    while n:\n        n -= 1\n        s += x[n]\n    return s\n",
}
KEPT = {
    "no text": "def f(x):\n    s = 0\n    for v in x:\n        s += v\n    return s\n",
    "perhaps a text": "def f(x, s):\n    for v in x:\n        s += v\n    return s\n",
    "sometimes a text": "def f(x):\n    s = '>'\n    if not x:\n        s = 0\n    for v in x:\n        s += v\n    return s\n",
    "read": "def f(x):\n    s = '>'\n    for v in x:\n        s += v + str(len(s))\n    return s\n",
    "returned in the loop": "def f(x):\n    s = '>'\n    for v in x:\n        s += v\n        if v == 'a':\n            return s\n    return s\n",
    "put ahead": "def f(x):\n    s = '>'\n    for v in x:\n        s = v + s\n    return s\n",
    "seen after an exception": "def f(x):\n    s = '>'\n    try:\n        for v in x:\n            s += v\n    except TypeError:\n        pass\n    return s\n",
    "a function inside reads it": "def f(x, g):\n    s = '>'\n    h = lambda: s\n    for v in x:\n        s += g(h)\n    return s\n",
}


@pytest.mark.parametrize("case", JOINED)
def test_texts_that_grow(case):
    assert ".join(" in check(JOINED[case], "a text joined once", WORDS)


@pytest.mark.parametrize("case", KEPT)
def test_texts_that_stay(case):
    untouched(KEPT[case], "a text joined once")
