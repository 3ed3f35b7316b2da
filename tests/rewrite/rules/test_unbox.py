# ruff: noqa: E501
"""Arrays walked as lists: the same bits, the same types, the same exceptions."""

from __future__ import annotations

import numpy as np
import pytest

from optgate.model import Observed
from optgate.rewrite import propose

from ..harness import agrees, source, target_of
from .table import check, untouched

WORDS = "arrays walked as lists"
RNG = np.random.default_rng(3)
ARRAYS = [
    np.array([]),
    np.array([2.0]),
    np.array([0.0, -0.0, 1.0]),
    RNG.normal(size=20),
    np.array([1.0, np.nan, np.inf, -2.0]),
    np.zeros(5),
]
ONE = [(x,) for x in ARRAYS]
FULL = [(x,) for x in ARRAYS if len(x)]

REWRITTEN = {
    "recurrence": (
        "def f(x: np.ndarray, a=0.5):\n    y = np.zeros(len(x))\n    for i in range(1, len(x)):\n"
        "        y[i] = a * y[i - 1] + x[i]\n    return y\n",
        ONE,
    ),
    "in place": (
        "def f(x: np.ndarray):\n    for i in range(1, len(x)):\n        x[i] = x[i] + x[i - 1]\n    return None\n",
        ONE,
    ),
    "carried scalars": (
        "def f(x: np.ndarray):\n    best = x[0]\n    cur = x[0]\n    for i in range(1, len(x)):\n"
        "        cur = max(x[i], cur + x[i])\n        best = max(best, cur)\n    return best\n",
        FULL,
    ),
    "scalar from a constant": (
        "def f(x: np.ndarray):\n    p = 0.0\n    for i in range(len(x)):\n        p = 0.9 * p + x[i]\n        if p > 3:\n            p = p - 1\n    return p\n",
        ONE,
    ),
    "division by an element": (
        "def f(x: np.ndarray):\n    y = np.ones(len(x))\n    for i in range(1, len(x)):\n        d = x[i] - 1.0\n        y[i] = (y[i - 1] + 1) / d\n    return y\n",
        ONE,
    ),
    "two dimensions": (
        "def f(x: np.ndarray):\n    n = len(x)\n    d = np.zeros((n + 1, n + 1), dtype=int)\n    for i in range(1, n + 1):\n        for j in range(1, n + 1):\n"
        "            if x[i - 1] == x[j - 1] and i != j:\n                d[i, j] = d[i - 1, j - 1] + 1\n            else:\n                d[i][j] = max(d[i - 1, j], d[i, j - 1])\n    return d[n, n], d\n",
        ONE,
    ),
    "floats stored among integers": (
        "def f(x: np.ndarray):\n    y = np.zeros(len(x), dtype=np.int64)\n    for i in range(1, len(x)):\n        y[i] = y[i - 1] + x[i] * 2\n    return y\n",
        [(np.array([]),), (np.array([1.5, 2.25, -3.75]),)],
    ),
    "while": (
        "def f(x: np.ndarray):\n    y = np.zeros(len(x))\n    i = 1\n    while i < len(x):\n        y[i] = x[i] * x[i] - y[i - 1]\n        i += 1\n    return y\n",
        ONE,
    ),
    "square": (
        "def f(x: np.ndarray):\n    y = np.zeros(len(x))\n    for i in range(1, len(x)):\n        y[i] = y[i - 1] / 2 + x[i] ** 2\n    return y\n",
        ONE,
    ),
}
LEFT = {
    "a slice": "def f(x: np.ndarray):\n    for i in range(2, len(x)):\n        x[i] = x[i - 1] + x[:i].sum()\n    return x\n",
    "the whole array": "def f(x: np.ndarray):\n    for i in range(1, len(x)):\n        x[i] = x[i - 1] + len(x) * np.sum(x)\n    return x\n",
    "a power": "def f(x: np.ndarray, p):\n    for i in range(1, len(x)):\n        x[i] = x[i - 1] ** p + x[i]\n    return x\n",
    "a remainder": "def f(x: np.ndarray, p):\n    for i in range(1, len(x)):\n        x[i] = x[i - 1] % p + x[i]\n    return x\n",
    "a list of elements": "def f(x: np.ndarray):\n    out = []\n    p = 0.0\n    for i in range(len(x)):\n        p = p / 2 + x[i]\n        out.append(p)\n    return out\n",
    "a function of the file": "def g(v):\n    return v\n\n\ndef f(x: np.ndarray):\n    for i in range(1, len(x)):\n        x[i] = g(x[i - 1])\n    return x\n",
    "float32": "def f(n):\n    y = np.zeros(n, dtype=np.float32)\n    for i in range(1, n):\n        y[i] = y[i - 1] / 3 + 1\n    return y\n",
    "a list": "def f(x: list):\n    for i in range(1, len(x)):\n        x[i] = x[i - 1] + x[i]\n    return x\n",
    "a return inside": "def f(x: np.ndarray):\n    for i in range(1, len(x)):\n        x[i] = x[i - 1] + x[i]\n        if x[i] > 3:\n            return x[i]\n    return x\n",
}


@pytest.mark.parametrize("case", REWRITTEN)
def test_is_rewritten(case):
    body, inputs = REWRITTEN[case]
    assert ".tolist()" in check(body, WORDS, inputs)


@pytest.mark.parametrize(
    "case", ["recurrence", "in place", "carried scalars", "two dimensions", "while", "square"]
)
@pytest.mark.parametrize("dtype", ["int64", "int32", "uint8", "float32", "bool"])
def test_arrays_of_other_types_are_walked_as_they_were(case, dtype):
    body = REWRITTEN[case][0]
    inputs = [
        (np.array([1, 0, 3, 250, 7]).astype(dtype),),
        (np.array([1, 9, 7]).astype(dtype) << 4 if dtype[0] in "iu" else np.array([2], dtype),),
    ]
    check(body, WORDS, inputs)


@pytest.mark.parametrize("case", LEFT)
def test_is_left_alone(case):
    untouched(LEFT[case], WORDS)


@pytest.mark.parametrize("seen", [Observed("array", "float32", 1, 9), Observed("array", "float64", 2, 9)])
def test_what_was_seen_at_run_time_overrules(seen):
    untouched(REWRITTEN["recurrence"][0], WORDS, {"x": seen, "a": Observed("float")})


def test_of_several_types_that_were_seen_floats_are_walked_as_lists():
    text = source(REWRITTEN["recurrence"][0])
    seen = {
        "x": (Observed("array", "float64", 1, 9), Observed("array", "int64", 1, 9)),
        "a": (Observed("float"),),
    }
    found = [one for one in propose(target_of(text), (), seen) if WORDS in one.summary]
    assert found
    inputs = [(np.array([1.0, -2.5, 3.0]), 0.5), (np.array([1, -2, 3]), 0.5), (np.array([1], np.uint8), 0.5)]
    assert all(agrees(text, one.text, inputs) is None for one in found)
