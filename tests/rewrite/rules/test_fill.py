# ruff: noqa: E501
"""Constants go into a slice where the list's length is known."""

from __future__ import annotations

import pytest

from .table import check, untouched

WORDS = "a constant into a slice"
COUNTS = [(n,) for n in (0, 1, 2, 3, 4, 10, 30)]

REWRITTEN = {
    "a sieve": "def f(n):\n    s = [True] * (n + 2)\n    i = 2\n    while i * i <= n:\n        if s[i]:\n            for j in range(i * i, n + 2, i):\n                s[j] = False\n        i += 1\n    return s\n",
    "a part": "def f(n):\n    s = [1] * n\n    for i in range(2, n):\n        s[i] = 0\n    return s\n",
    "everything": "def f(n):\n    s = [1] * n\n    for i in range(n):\n        s[i] = 0.5\n    return s\n",
}
LEFT = {
    "another length": "def f(n, m):\n    s = [1] * n\n    for i in range(m):\n        s[i] = 0\n    return s\n",
    "a start that may be negative": "def f(n, m):\n    s = [1] * n\n    for i in range(m, n):\n        s[i] = 0\n    return s\n",
    "the index is read afterwards": "def f(n):\n    s = [1] * n\n    i = 0\n    for i in range(n):\n        s[i] = 0\n    return s, i\n",
    "another place": "def f(n):\n    s = [1] * n\n    for i in range(n):\n        s[i - 1] = 0\n    return s\n",
}


@pytest.mark.parametrize("case", REWRITTEN)
def test_rewritten(case):
    check(REWRITTEN[case], WORDS, COUNTS)


@pytest.mark.parametrize("case", LEFT)
def test_left_alone(case):
    untouched(LEFT[case], WORDS)
