# ruff: noqa: E501
"""Elements instead of positions, counting, distances, and results remembered within a call."""

from __future__ import annotations

import pytest

from optgate.model import Observed

from .table import NAN, check, untouched

LISTS = [([],), ([1, 2, 1, 3],), ([1, True, 1.0, 0, False],), ([2.5, -1.0],)]
PAIRS = [([], []), ([1.0], [4.0]), ([1, 2, 3], [3, 2, 1]), ([1e-3, -2.5], [7.25, 0.0])]

DIRECT = {
    "elements": "def f(x):\n    s = 0.0\n    for i in range(len(x)):  # all\n        if x[i] > s:\n            s = x[i] / 2 + s / 3\n    return s\n",
    "length in a name": "def f(x):\n    n = len(x)\n    s = 1\n    for i in range(n):\n        s = s * 3 % 7 + x[i]\n    return s\n",
}
NOT_DIRECT = {
    "the index is used": "def f(x):\n    s = 1\n    for i in range(len(x)):\n        s = s * 3 % 7 + x[i] + i\n    return s\n",
    "two lists": "def f(x, y):\n    s = 1\n    for i in range(len(x)):\n        s = s * 3 % 7 + x[i] + y[i]\n    return s\n",
    "it changes": "def f(x):\n    for i in range(len(x)):\n        if x[i] > 2:\n            x.append(1)\n    return x\n",
    "the index is read later": "def f(x):\n    s = 1\n    for i in range(len(x)):\n        s = s * 3 % 7 + x[i]\n    return s, i\n",
    "another length": "def f(x, n):\n    s = 1\n    for i in range(n):\n        s = s * 3 % 7 + x[i]\n    return s\n",
}
COUNTS = {
    "get": "def f(x):\n    d = {}\n    for k in x:\n        d[k] = d.get(k, 0) + 1\n    return d\n",
    "branches": "def f(x):\n    d = dict()\n    for k in x:\n        if k in d:\n            d[k] += 1\n        else:\n            d[k] = 1\n    return d\n",
    "other branch first": "def f(x):\n    d = {}\n    for k in x:\n        if k not in d:\n            d[k] = 1\n        else:\n            d[k] = d[k] + 1\n    return d\n",
    "start at nought": "def f(x):\n    d = {}\n    for k in x:\n        if k not in d:\n            d[k] = 0\n        d[k] += 1\n    return d\n",
}
NO_COUNTS = {
    "starts full": "def f(x):\n    d = {1: 5}\n    for k in x:\n        d[k] = d.get(k, 0) + 1\n    return d\n",
    "twos": "def f(x):\n    d = {}\n    for k in x:\n        d[k] = d.get(k, 0) + 2\n    return d\n",
    "from one": "def f(x):\n    d = {}\n    for k in x:\n        d[k] = d.get(k, 1) + 1\n    return d\n",
    "another key": "def f(x):\n    d = {}\n    for k in x:\n        d[k] = d.get(0, 0) + 1\n    return d\n",
    "wrong start": "def f(x):\n    d = {}\n    for k in x:\n        if k in d:\n            d[k] += 1\n        else:\n            d[k] = 0\n    return d\n",
    "key read later": "def f(x):\n    d = {}\n    for k in x:\n        d[k] = d.get(k, 0) + 1\n    return d, k\n",
}
DISTANCES = {
    "by index": "def f(p, q):\n    s = 0.0\n    for i in range(len(p)):\n        s += (p[i] - q[i]) ** 2\n    return math.sqrt(s)\n",
    "difference in a name": "def f(p, q):\n    s = 0\n    for a, b in zip(p, q):\n        d = a - b\n        s += d * d\n    root = s ** 0.5\n    return root\n",
}
NO_DISTANCES = {
    "the sum is used": "def f(p, q):\n    s = 0.0\n    for i in range(len(p)):\n        s += (p[i] - q[i]) ** 2\n    return math.sqrt(s), s\n",
    "a start": "def f(p, q):\n    s = 1.0\n    for i in range(len(p)):\n        s += (p[i] - q[i]) ** 2\n    return math.sqrt(s)\n",
    "part of it": "def f(p, q):\n    s = 0.0\n    for i in range(3):\n        s += (p[i] - q[i]) ** 2\n    return math.sqrt(s)\n",
    "cubes": "def f(p, q):\n    s = 0.0\n    for i in range(len(p)):\n        s += (p[i] - q[i]) ** 3\n    return math.sqrt(s)\n",
    "arrays": "def f(p: np.ndarray, q: np.ndarray):\n    s = 0.0\n    for i in range(len(p)):\n        s += (p[i] - q[i]) ** 2\n    return math.sqrt(s)\n",
}
MEMO = (
    "def f(n, m):\n    def paths(i, j):\n        if i == 0 or j == 0:\n            return 1\n"
    "        return paths(i - 1, j) + paths(i, j - 1)\n    return paths(n, m)\n"
)
NO_MEMO = {
    "one call": MEMO.replace(" + paths(i, j - 1)", ""),
    "an effect": MEMO.replace("        if i == 0", "        print(i)\n        if i == 0"),
    "a table that changes": "def f(n, m):\n    t = [m]\n    def g(i):\n        return g(i - 1) + g(i - 2) if i > t[0] else i\n    a = g(n)\n    t[0] = 3\n    return a + g(n)\n",
    "a list comes out": MEMO.replace("return 1", "return [1]"),
}


@pytest.mark.parametrize("case", DIRECT)
def test_elements_instead_of_positions(case):
    text = check(DIRECT[case], "elements instead", LISTS)
    assert "for value in x:" in text


@pytest.mark.parametrize("case", NOT_DIRECT)
def test_positions_that_stay(case):
    untouched(NOT_DIRECT[case], "elements instead")


@pytest.mark.parametrize("case", COUNTS)
def test_counting(case):
    assert "dict(Counter(x))" in check(COUNTS[case], "counting", [*LISTS, ("hello",), ([NAN, NAN],)])


@pytest.mark.parametrize("case", NO_COUNTS)
def test_counting_that_stays(case):
    untouched(NO_COUNTS[case], "counting")


def test_a_mapping_is_not_counted():
    untouched(COUNTS["get"], "counting", {"x": Observed("dict", "int")})


@pytest.mark.parametrize("case", DISTANCES)
def test_distances(case):
    assert "math.dist(p, q)" in check(DISTANCES[case], "distance", PAIRS, rtol=1e-12)


@pytest.mark.parametrize("case", NO_DISTANCES)
def test_other_sums(case):
    untouched(NO_DISTANCES[case], "distance")


def test_results_of_a_nested_function_are_remembered():
    assert "paths = cache(paths)" in check(MEMO, "remembered", [(0, 0), (3, 4), (6, 2)])


@pytest.mark.parametrize("case", NO_MEMO)
def test_nested_functions_that_stay(case):
    untouched(NO_MEMO[case], "remembered")
