# ruff: noqa: E501
"""An item that an inner loop adds to is kept in a name meanwhile."""

from __future__ import annotations

import pytest

from optgate.model import Observed

from .table import check, untouched

WORDS = "added to a name"
LIST, TABLE = Observed("list", "float", 1), Observed("list", "float", 2)
SEEN = {"a": TABLE, "x": LIST, "y": LIST, "n": Observed("int")}
SQUARES = [
    ([], [], []),
    ([[2.0]], [3.0], [0.0]),
    ([[2.0, 1.0], [0.5, 4.0]], [3.0, 1.0], [0.0, -1.0]),
    ([[2.0, 1.0, 3.0], [0.5, 4.0, 1.0], [1.0, 0.25, -1.0]], [3.0, 1.0, 2.0], [1.0, 2.0, 3.0]),
]

REWRITTEN = {
    "a product": "def f(a, x, y):\n    for i in range(len(y)):\n        y[i] = 0.0\n        for j in range(len(x)):\n            y[i] += a[i][j] * x[j]\n    return y\n",
    "a triangle": "def f(a, x, y):\n    n = len(a)\n    for i in range(n):\n        x[i] = y[i]\n        for j in range(i):\n            x[i] -= a[i][j] * x[j]\n        x[i] = x[i] / a[i][i]\n    return x\n",
    "of a table": "def f(a, x, y):\n    n = len(a)\n    for i in range(n):\n        for j in range(i, n):\n            for k in range(i):\n                a[i][j] -= a[i][k] * a[k][j]\n    return a\n",
    "with temporaries": "def f(a, x, y):\n    for i in range(len(y)):\n        for j in range(len(x)):\n            v = a[i][j] * 2\n            y[i] += v * v\n    return y\n",
}
LEFT = {
    "it reads itself": "def f(a, x, y):\n    n = len(x)\n    for i in range(n):\n        for j in range(n):\n            x[i] += x[j]\n    return x\n",
    "the index moves": "def f(a, x, y):\n    n = len(x)\n    for i in range(n):\n        for j in range(n):\n            y[j] += x[i] * x[j]\n    return y\n",
    "it is stored twice": "def f(a, x, y):\n    n = len(y)\n    for i in range(n):\n        for j in range(n):\n            y[i] += x[j]\n            y[i] *= 2\n    return y\n",
    "the list is used whole": "def f(a, x, y):\n    n = len(y)\n    for i in range(n):\n        for j in range(n):\n            y[i] += x[j] * sum(y)\n    return y\n",
    "the item may not be there": "def f(a, x, y):\n    for i in range(len(x)):\n        for j in range(len(y)):\n            y[i] += x[j]\n    return y\n",
}


@pytest.mark.parametrize("case", REWRITTEN)
def test_rewritten(case):
    check(REWRITTEN[case], WORDS, SQUARES, SEEN, rtol=0.0)


@pytest.mark.parametrize("case", LEFT)
def test_left_alone(case):
    untouched(LEFT[case], WORDS, SEEN)
