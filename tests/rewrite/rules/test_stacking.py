# ruff: noqa: E501
"""Arrays that grow by stacking: stacked once, or left as they are."""

from __future__ import annotations

import numpy as np
import pytest

from .table import NAN, check, untouched

ROWS = [
    (np.zeros((0, 2)),),
    (np.array([[1.0, NAN]]),),
    (np.arange(6).reshape(3, 2),),
    ([[1, 2], [3, 4]],),
    ([[1, 2], [3]],),
    ([1, 2],),
    (np.arange(8, dtype=np.float32).reshape(4, 2),),
    (3,),
]
STACKED = {
    "rows": "def f(x):\n    a = np.zeros((0, 2))\n    for r in x:\n        a = np.vstack((a, r))\n    return a\n",
    "computed": "def f(x):\n    a = np.empty((1, 2), dtype=int) * 0\n    n = 0\n    for r in x:\n        a = np.vstack([a, np.asarray(r) + n])\n        n += 1\n    return a\n",
    "conditions": "def f(x):\n    a = np.zeros(0)\n    b = np.zeros(0, dtype=int)\n    for i, r in enumerate(x):\n        if i == 1:\n            continue\n        a = np.concatenate((a, r))\n        b = np.hstack((b, [i, -i]))\n    return a, b\n",
    "along an axis": "def f(x):\n    a = np.zeros((2, 0))\n    for r in x:\n        a = np.concatenate([a, [[r[0]], [r[1]]]], axis=1)\n    return a\n",
    "an axis that is not there": "def f(x):\n    a = np.zeros(0)\n    for r in x:\n        a = np.concatenate([a, r], axis=1)\n    return a\n",
    "columns": "def f(x):\n    a = np.ones(2)\n    for r in x:\n        a = np.column_stack((a, r))\n    return a\n",
    "appended": "def f(x):\n    a = np.array([], dtype=int)\n    for r in x:\n        a = np.append(a, r)\n    return a\n",
    "appended along an axis": "def f(x):\n    a = np.zeros((1, 2))\n    for r in x:\n        a = np.append(a, [r], axis=0)\n    return a\n",
    "starts as the argument": "def f(x):\n    a = x\n    for r in list(x):\n        a = np.vstack((a, r))\n    a[:] = 0\n    return a\n",
    "nested": "def f(x):\n    a = np.zeros((0, 2))\n    for r in x:\n        for s in x:\n            a = np.vstack((a, r, s))\n    return a\n",
    "inside a loop": "def f(x):\n    out = []\n    for r in x:\n        a = np.zeros(0)\n        for s in x:\n            a = np.append(a, s)\n        out.append(a)\n    return out\n",
}
KEPT = {
    "read": "def f(x):\n    a = np.zeros((0, 2))\n    for r in x:\n        a = np.vstack((a, r))\n        if len(a) > 3:\n            break\n    return a\n",
    "put ahead": "def f(x):\n    a = np.zeros((0, 2))\n    for r in x:\n        a = np.vstack((r, a))\n    return a\n",
    "a buffer that changes": "def f(x):\n    a = np.zeros((0, 2))\n    b = np.zeros(2)\n    for r in x:\n        b[0] = r[0]\n        a = np.vstack((a, b))\n    return a\n",
    "a view that changes": "def f(x, g):\n    a = np.zeros((0, 2))\n    for r in x:\n        g(x)\n        a = np.vstack((a, x[0]))\n    return a\n",
    "two ways": "def f(x):\n    a = np.zeros((0, 2))\n    for r in x:\n        a = np.vstack((a, r))\n        a = np.concatenate((a, [r]))\n    return a\n",
    "what a call gives": "def f(x, g):\n    a = np.zeros((0, 2))\n    for r in x:\n        a = np.vstack((a, g(r)))\n    return a\n",
    "seen after an exception": "def f(x):\n    a = np.zeros((0, 2))\n    try:\n        for r in x:\n            a = np.vstack((a, r))\n    except ValueError:\n        pass\n    return a\n",
}


@pytest.mark.parametrize("case", STACKED)
def test_arrays_that_grow(case):
    assert "_parts" in check(STACKED[case], "an array stacked once", ROWS)


@pytest.mark.parametrize("case", KEPT)
def test_arrays_that_stay(case):
    untouched(KEPT[case], "an array stacked once")
