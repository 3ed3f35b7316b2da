# ruff: noqa: E501
"""Columns are walked as tuples, and ragged tables still fail."""

from __future__ import annotations

import pytest

from optgate.model import Observed

from .table import check, untouched

WORDS = "columns by zip"
SEEN = {"a": Observed("list", "float", 2), "b": Observed("list", "float", 2)}
TABLES = [
    ([[1.0, 2.0], [3.0, 4.0], [0.5, -1.0]],),
    ([[1.0]],),
    ([[], []],),
    ([],),
    ([[1.0], [2.0, 3.0]],),
    ([[1.0, 2.0], [3.0]],),
]

REWRITTEN = {
    "transposed": "def f(a):\n    out = []\n    for j in range(len(a[0])):\n        row = []\n        for i in range(len(a)):\n            row.append(a[i][j])\n        out.append(row)\n    return out\n",
    "means": "def f(a):\n    n = len(a)\n    m = len(a[0])\n    out = []\n    for j in range(m):\n        s = 0.0\n        for i in range(n):\n            s += a[i][j]\n        out.append(s / n)\n    return out\n",
    "it may end earlier": "def f(a):\n    for j in range(len(a[0])):\n        for i in range(len(a)):\n            if a[i][j] > 1:\n                return j\n    return -1\n",
    "the position is used too": "def f(a):\n    s = 0.0\n    for j in range(len(a[0])):\n        for i in range(len(a)):\n            s += a[i][j] * j\n    return s\n",
}
LEFT = {
    "the table changes": "def f(a):\n    for j in range(len(a[0])):\n        for i in range(len(a)):\n            a[i][j] = a[i][j] * 2\n    return a\n",
    "one row is taken": "def f(a):\n    s = 0.0\n    for j in range(len(a[0])):\n        s = s / 2 + a[0][j]\n    return s\n",
    "another table's columns": "def f(a, b):\n    s = 0.0\n    for j in range(len(b[0])):\n        for i in range(len(a)):\n            s += a[i][j]\n    return s\n",
    "arrays": "def f(a):\n    s = 0.0\n    for j in range(len(a[0])):\n        for i in range(len(a)):\n            s = s / 2 + a[i][j]\n    return s\n",
}


@pytest.mark.parametrize("case", REWRITTEN)
def test_rewritten(case):
    check(REWRITTEN[case], WORDS, TABLES, SEEN)


@pytest.mark.parametrize("case", LEFT)
def test_left_alone(case):
    untouched(LEFT[case], WORDS, SEEN if case != "arrays" else {"a": Observed("array", "float64", 2, 9)})
