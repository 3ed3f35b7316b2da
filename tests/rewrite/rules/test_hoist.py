# ruff: noqa: E501
"""Work that every pass would repeat is done once, and fails where and when it failed."""

from __future__ import annotations

import pytest

from optgate.model import Observed

from .table import check, untouched

WORDS = "loop-invariant work"
PAIRS = [
    ([], []),
    ([], [1]),
    ([1.0, -2.0], [3.0, 4.0]),
    ([2], [1, 1]),
    ([-1, -2], []),
    ([5], []),
    ([1.5, 2], [0.0]),
]

REWRITTEN = {
    "sum": "def f(x, w):\n    out = []\n    for v in x:\n        out.append(v * sum(w))\n    return out\n",
    "division": "def f(x, w):\n    out = []\n    for v in x:\n        out.append(v / sum(w))\n    return out\n",
    "extreme under a condition": (
        "def f(x, w):\n    s = 0.0\n    for v in x:\n        if v > 0:\n            s += v / max(w)\n    return s\n"
    ),
    "extreme in every pass": (
        "def f(x, w):\n    out = []\n    for i in range(len(x)):\n        out.append(x[i] + min(w))\n    return out\n"
    ),
    "comprehension": "def f(x, w):\n    return [v / max(w) for v in x]\n",
    "nested": (
        "def f(x, w):\n    s = 0\n    for u in x:\n        for v in x:\n            s += u * v * sum(w)\n    return s\n"
    ),
    "method": "def f(x, w):\n    return [v for v in x if w.count(1) > v]\n",
    "function of the file": (
        "def norm(w):\n    s = 0.0\n    for v in w:\n        s += v * v\n    return s / w[0]\n\n\n"
        "def f(x, w):\n    out = []\n    for v in x:\n        if v > 0:\n            out.append(v * norm(w))\n    return out\n"
    ),
}
LEFT = {
    "the list changes": "def f(x, w):\n    for v in x:\n        w.append(sum(w) + v)\n    return w\n",
    "it may be the list that changes": (
        "def f(x, w):\n    for i in range(len(x)):\n        x[i] = x[i] / sum(w)\n    return x\n"
    ),
    "an alias changes": (
        "def f(x, w):\n    z = w\n    s = 0\n    for v in x:\n        s += sum(w)\n        z[0] = v\n    return s\n"
    ),
    "an unknown function": "def f(x, w, g):\n    return [v * g(w) for v in x]\n",
    "a function with an effect": (
        "log = []\n\n\ndef g(w):\n    log.append(1)\n    w[0] = 2\n    return sum(w)\n\n\n"
        "def f(x, w):\n    return [v * g(w) for v in x]\n"
    ),
    "each pass needs its own list": (
        "def f(x, w):\n    out = []\n    for v in x:\n        row = sorted(w)\n        row.append(v)\n        out.append(row)\n    return out\n"
    ),
    "it varies": "def f(x, w):\n    return [sum(v) for v in x]\n",
}


@pytest.mark.parametrize("case", REWRITTEN)
def test_is_computed_once(case):
    check(REWRITTEN[case], WORDS, PAIRS)


@pytest.mark.parametrize("case", LEFT)
def test_is_left_alone(case):
    untouched(LEFT[case], WORDS)


RATES = {"x": Observed("list", "float", 1, 9), "rate": Observed("float")}


def test_arithmetic_on_numbers_is_done_once():
    body = "def f(x, rate):\n    s = 0.0\n    for i in range(len(x)):\n        s += x[i] / (1.0 + rate) ** (i + 1)\n    return s\n"
    made = check(body, WORDS, [([], 0.1), ([1.0, 2.0], 0.5), ([1.0], -1.0), ([1.0], 0.0)], RATES)
    assert "shifted_rate = 1.0 + rate" in made


def test_a_division_is_not_done_for_no_pass():
    body = (
        "def f(x, rate):\n    s = 0.0\n    for v in x:\n        s = s / 2 + v * (1.0 / rate)\n    return s\n"
    )
    check(body, WORDS, [([], 0.0), ([1.0, 2.0], 0.5), ([1.0], 0.0)], RATES)


@pytest.mark.parametrize("index", ["x[i - n + 1]", "x[i] + [1][i - i]"])
def test_indices_are_left_in_their_place(index):
    body = f"def f(x, n):\n    s = 0\n    for i in range(n):\n        s = s / 2 + {index}\n    return s\n"
    untouched(body, WORDS, {"x": RATES["x"], "n": Observed("int")})
