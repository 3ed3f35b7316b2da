# ruff: noqa: E501
"""Queues, containers that grow by copies, and slices summed up again and again."""

from __future__ import annotations

import pytest

from optgate.model import Observed

from .table import NAN, check, untouched

NUMBERS = [([],), ([1],), ([3, -1, 2, 2],), ([1.5, -0.0, 2.0],), ([True, 2, 0],)]
WINDOWS = [([], 1), ([1, 2, 3], 2), ([5, -2, 4, 4], 4), ([1, 2], 3), ([7, 8, 9], 1), ([1, 2], 0)]

QUEUES = {
    "walk": (
        "def f(x):\n    q = [0]\n    seen = set()\n    order = []\n    while q:\n        u = q.pop(0)\n        if u in seen:\n            continue\n"
        "        seen.add(u)\n        order.append(u)\n        for v in x.get(u, ()):\n            q.append(v)\n    return order\n",
        [({},), ({0: [1, 2], 1: [3], 2: [3, 0]},)],
    ),
    "empty": (
        "def f(x):\n    q = list(x)\n    s = 0\n    while len(q) > 1 and q[0] != 3:\n        s += q.pop(0)\n    return s, q.pop(0)\n",
        NUMBERS,
    ),
}
NO_QUEUES = {
    "returned": "def f(x):\n    q = list(x)\n    q.pop(0)\n    return q\n",
    "sliced": "def f(x):\n    q = list(x)\n    while q[1:]:\n        q.pop(0)\n",
    "a parameter": "def f(q):\n    while q:\n        q.pop(0)\n",
    "sorted": "def f(x):\n    q = list(x)\n    while q:\n        q.sort()\n        q.pop(0)\n",
    "walked while it changes": "def f(x):\n    q = list(x)\n    for v in q:\n        q.pop(0)\n",
}
GROWTH = {
    "copied": (
        "def f(x):\n    out = []\n    for v in x:\n        if v:\n            out = out + [v]\n        else:\n            out += [0]\n    return out\n",
        "append to the list",
        NUMBERS,
    ),
    "text": (
        "def f(x):\n    s = ''\n    for v in x:\n        if v:\n            s += str(v)\n    return s\n",
        "a text joined once",
        NUMBERS,
    ),
    "array": (
        "def f(x):\n    a = np.array([])\n    for v in x:\n        a = np.append(a, v * 2)\n    return a\n",
        "an array made once",
        NUMBERS,
    ),
}
NO_GROWTH = {
    "held elsewhere": (
        "def f(x):\n    out = []\n    all = []\n    for v in x:\n        out = out + [v]\n        all.append(out)\n    return all\n",
        "append to the list",
    ),
    "also an alias": (
        "def f(x):\n    out = []\n    for v in x:\n        old = out\n        out = out + [v]\n    return out, old\n",
        "append to the list",
    ),
    "starts full": (
        "def f(x, out):\n    for v in x:\n        out = out + [v]\n    return out\n",
        "append to the list",
    ),
    "text is read": (
        "def f(x):\n    s = ''\n    for v in x:\n        s += str(len(s))\n    return s\n",
        "joined",
    ),
    "array is read": (
        "def f(x):\n    a = np.array([])\n    for v in x:\n        a = np.append(a, v + len(a))\n    return a\n",
        "made once",
    ),
    "array of integers": (
        "def f(x):\n    a = np.array([], dtype=int)\n    for v in x:\n        a = np.append(a, v)\n    return a\n",
        "made once",
    ),
}
BEGINNINGS = {
    "sum": "def f(x):\n    out = []\n    for i in range(len(x)):\n        out.append(sum(x[:i + 1]) / (i + 1))\n    return out\n",
    "sum before": "def f(x):\n    return [v - sum(x[:i]) for i, v in enumerate(x)]\n",
    "maximum": "def f(x):\n    out = []\n    for i in range(1, len(x) + 1):\n        out.append(max(x[:i]))\n    return out\n",
    "minimum": "def f(x):\n    return [min(x[:i + 1]) for i in range(len(x))]\n",
}
NUMBERED = {
    "window": "def f(x, w):\n    return [sum(x[i:i + w]) for i in range(len(x) - w + 1)]\n",
    "trailing window": "def f(x, w):\n    return [sum(x[max(0, i - 2):i + 1]) for i in range(len(x))]\n",
    "every slice": "def f(x, w):\n    out = []\n    for i in range(len(x)):\n        for j in range(i, len(x)):\n            out.append(sum(x[i:j + 1]))\n    return out\n",
    "rest": "def f(x, w):\n    return [i for i in range(len(x)) if sum(x[:i]) == sum(x[i + 1:])]\n",
    "extreme of the rest": "def f(x, w):\n    return [max(x[i:]) for i in range(len(x))]\n",
}
NO_SLICES = {
    "beyond the end": "def f(x):\n    return [sum(x[:i + 2]) for i in range(len(x))]\n",
    "from the end": "def f(x):\n    return [sum(x[:i - 1]) for i in range(len(x))]\n",
    "nothing to search": "def f(x):\n    return [max(x[:i]) for i in range(len(x))]\n",
    "it changes": "def f(x):\n    for i in range(len(x)):\n        x[i] = sum(x[:i])\n    return x\n",
    "another length": "def f(x, n):\n    return [sum(x[:i]) for i in range(n)]\n",
    "an array": "def f(x: np.ndarray):\n    return [sum(x[:i]) for i in range(len(x))]\n",
}


@pytest.mark.parametrize("case", QUEUES)
def test_queues(case):
    assert "deque(" in check(QUEUES[case][0], "a queue as a deque", QUEUES[case][1])


@pytest.mark.parametrize("case", NO_QUEUES)
def test_lists_that_are_no_queues(case):
    untouched(NO_QUEUES[case], "a queue as a deque")


@pytest.mark.parametrize("case", GROWTH)
def test_growth(case):
    check(*GROWTH[case])


@pytest.mark.parametrize("case", NO_GROWTH)
def test_growth_that_stays(case):
    untouched(*NO_GROWTH[case])


@pytest.mark.parametrize("case", BEGINNINGS)
def test_beginnings(case):
    check(BEGINNINGS[case], "accumulated once", [*NUMBERS, ([NAN, 1.0, 2.0],), ([2.0, NAN, 1.0],)])


@pytest.mark.parametrize("case", NUMBERED)
def test_slices_of_whole_numbers(case):
    whole = {"x": Observed("list", "int", 1, 9), "w": Observed("int")}
    inputs = [(x, w) for x, w in WINDOWS if w or case != "window"]
    check(NUMBERED[case], "accumulated once", inputs, whole)


def test_differences_of_sums_are_not_for_floats():
    untouched(
        NUMBERED["window"], "accumulated once", {"x": Observed("list", "float", 1, 9), "w": Observed("int")}
    )


@pytest.mark.parametrize("case", NO_SLICES)
def test_slices_that_stay(case):
    untouched(NO_SLICES[case], "accumulated once")
