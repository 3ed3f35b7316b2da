# ruff: noqa: E501
"""Comparisons take the place of ``max`` and ``min``, ties and NaN included."""

from __future__ import annotations

import pytest

from .table import NAN, check, untouched

WORDS = "comparisons instead of max and min"
VALUES = [
    ([],),
    ([1.0],),
    ([2, 1, 2.0],),
    ([NAN, 1.0, 2.0],),
    ([1.0, NAN, 0.5],),
    ([-0.0, 0.0],),
    ([0.0, -0.0, 0],),
    ([True, 1],),
]

REWRITTEN = {
    "a table": "def f(x):\n    y = [0] * len(x)\n    for i in range(1, len(x)):\n        y[i] = max(y[i - 1] + x[i], x[i])\n    return y\n",
    "two names": "def f(x):\n    s = 0\n    for i in range(1, len(x)):\n        u = x[i]\n        v = x[i - 1]\n        s = s / 2 + min(u, v)\n    return s\n",
    "the first is updated": "def f(x):\n    best = 0.0\n    s = 0\n    for v in x:\n        s = max(0, s + v)\n        best = max(best, s)\n    return best, s\n",
    "the second is updated": "def f(x):\n    low = 0.5\n    out = []\n    for v in x:\n        low = min(v, low)\n        out.append(low * v)\n        low = low / 2\n    return out\n",
    "three": "def f(x):\n    y = [0] * len(x)\n    for i in range(2, len(x)):\n        y[i] = 1 + min(y[i - 1], y[i - 2], x[i])\n    return y\n",
    "in a sum": "def f(x):\n    s = 0\n    for i in range(1, len(x)):\n        s += max(0.0, x[i] - x[i - 1]) - s / 4\n    return s\n",
}
LEFT = {
    "outside a loop": "def f(x, y):\n    for v in x:\n        y = y * v\n    y = max(y, 1)\n    return y\n",
    "of a list": "def f(x):\n    s = 0\n    for row in x:\n        s = s / 2 + max(row)\n    return s\n",
    "another function": "def f(x, max):\n    s = 0\n    for v in x:\n        s = max(s, v)\n    return s\n",
    "perhaps not evaluated": "def f(x):\n    s = 0\n    for v in x:\n        s = s / 2 + (max(v, s) if v else 1)\n    return s\n",
    "with a key": "def f(x):\n    s = 0\n    for v in x:\n        s = max(s, v, key=abs)\n    return s\n",
}


@pytest.mark.parametrize("case", REWRITTEN)
def test_rewritten(case):
    check(REWRITTEN[case], WORDS, VALUES)


@pytest.mark.parametrize("case", LEFT)
def test_left_alone(case):
    untouched(LEFT[case], WORDS)
