# ruff: noqa: E501
"""Rows and items that stay the same in an inner loop are taken ahead of it."""

from __future__ import annotations

import pytest

from optgate.model import Observed

from .table import check, untouched

WORDS = "rows taken once"
TABLE = Observed("list", "float", 2)
TABLES = [
    ([],),
    ([[1.0]],),
    ([[1.0, 2.0], [3.0, -4.0]],),
    ([[1.0], [2.0, 3.0]],),
    ([[], [], []],),
    ([[1, 2, 3]] * 2,),
]
TEXTS = [("", ""), ("a", ""), ("abc", "xbyc"), ("aa", "aaa"), ("kitten", "sitting")]

REWRITTEN = {
    "dynamic programming": (
        "def f(a, b):\n    table = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]\n"
        "    for i in range(1, len(a) + 1):\n        for j in range(1, len(b) + 1):\n"
        "            if a[i - 1] == b[j - 1]:\n                table[i][j] = table[i - 1][j - 1] + 1\n"
        "            else:\n                table[i][j] = table[i - 1][j] + table[i][j - 1]\n    return table\n",
        TEXTS,
        {},
    ),
    "rows that are walked by length": (
        "def f(a):\n    s = 0\n    for i in range(len(a)):\n        for j in range(len(a[i])):\n            s += a[i][j] * j\n    return s\n",
        TABLES,
        {"a": TABLE},
    ),
    "a square table": (
        "def f(a, n):\n    for i in range(n):\n        for j in range(n):\n            a[i][j] = a[i][j] * 2 + a[j][i]\n    return a\n",
        [([[1.0, 2.0], [3.0, 4.0]], n) for n in (-1, 0, 1, 2)] + [([], 0), ([], 1)],
        {"a": TABLE},
    ),
    "the same row twice": (
        "def f(a):\n    for i in range(1, len(a)):\n        for j in range(len(a[i])):\n            a[i][j] += a[i - 1][j]\n    return a\n",
        [([[1.0, 2.0], [3.0, -4.0]],), ([],), ([[1, 2]] * 3,)],
        {"a": TABLE},
    ),
}
LEFT = {
    "the last triangle is empty": (
        "def f(a):\n    n = len(a)\n    for i in range(n - 1, -1, -1):\n        for j in range(i + 1, n):\n            a[i + 1][j] = a[i + 1][j] * 2\n    return a\n"
    ),
    "the rows are replaced": "def f(a):\n    for i in range(len(a)):\n        for j in range(2):\n            a[i] = [v + a[i][j] for v in a[i]]\n    return a\n",
    "the item changes": "def f(x):\n    for i in range(len(x)):\n        for j in range(3):\n            x[i] = x[i] + j\n    return x\n",
    "an unknown length and a loop that may not run": (
        "def f(a, n, m):\n    s = 0\n    for i in range(n):\n        for j in range(m):\n            s += a[i] * j\n    return s\n"
    ),
    "it is reached under a condition": (
        "def f(a, n):\n    s = 0\n    for i in range(n):\n        for j in range(n):\n            if j > 1:\n                s += a[i] * j\n    return s\n"
    ),
}


@pytest.mark.parametrize("case", REWRITTEN)
def test_rewritten(case):
    body, inputs, observed = REWRITTEN[case]
    check(body, WORDS, inputs, observed)


@pytest.mark.parametrize("case", LEFT)
def test_left_alone(case):
    untouched(LEFT[case], WORDS)
