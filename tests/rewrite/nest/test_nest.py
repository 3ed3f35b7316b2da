# ruff: noqa: E501
"""Nests that lift: the candidate with the fewest loops must behave like the nest on every input of its domain."""

from __future__ import annotations

import ast

import numpy as np
import pytest

from optgate.model import Finding, Observed
from optgate.rewrite import propose

from ..harness import agrees, proposals, source, target_of

RNG = np.random.default_rng(11)


def grids(*dtypes, shapes=((0, 3), (3, 0), (1, 1), (4, 5), (7, 3))):
    """Matrices from empty on, of several types."""
    return [
        (RNG.normal(size=shape) * 4).astype(dtype)
        for dtype in dtypes or ("float64", "int64")
        for shape in shapes
    ]


def one(values):
    return [(value,) for value in values]


def squares(count, sizes=(0, 1, 2, 6)):
    return [tuple(RNG.random((n, n)) for _ in range(count)) for n in sizes]


def vectors(count, sizes=(0, 1, 2, 9)):
    return [tuple(RNG.random(n) for _ in range(count)) for n in sizes]


HEAD = "n, m = a.shape\n    "

# parameters, body, inputs, loops left
CASES = {
    "map": ("a", HEAD + "out = np.zeros((n, m))\n    for i in range(n):\n        for j in range(m):\n            out[i, j] = 2 * a[i, j] + 1\n    return out", one(grids()), 0),
    "map keeps the store's type": ("a", "out = np.zeros_like(a)\n    for i in range(a.shape[0]):\n        for j in range(a.shape[1]):\n            out[i, j] = a[i, j] * 1.5\n    return out", one(grids("float32", "int64")), 0),
    "chained index": ("a", "out = np.zeros((len(a), a.shape[1]))\n    for i in range(len(a)):\n        for j in range(len(a[i])):\n            out[i][j] = a[i][j] * a[i][j]\n    return out", one(grids()), 0),
    "three dimensions": ("a", "out = np.empty(a.shape)\n    for i in range(a.shape[0]):\n        for j in range(a.shape[1]):\n            for k in range(a.shape[2]):\n                out[i, j, k] = a[i, j, k] - 1\n    return out", [(RNG.random(s),) for s in ((2, 3, 4), (0, 2, 2), (1, 1, 1))], 0),
    "guarded map": ("a", HEAD + "out = np.zeros((n, m))\n    for i in range(n):\n        for j in range(m):\n            if a[i, j] > 0:\n                out[i, j] = a[i, j]\n    return out", one(grids()), 0),
    "piecewise": ("a", HEAD + "out = np.zeros((n, m))\n    for i in range(n):\n        for j in range(m):\n            v = a[i, j]\n            if v < -1:\n                out[i, j] = -1\n            elif v > 1:\n                out[i, j] = 1\n            else:\n                out[i, j] = v\n    return out", one(grids()), 0),
    "continue": ("a", HEAD + "out = np.zeros((n, m))\n    for i in range(n):\n        for j in range(m):\n            if a[i, j] < 0:\n                continue\n            out[i, j] = 3\n    return out", one(grids()), 0),
    "diagonal left out": ("a", HEAD + "out = np.zeros((n, m))\n    for i in range(n):\n        for j in range(m):\n            if i != j:\n                out[i, j] = a[i, j]\n    return out", one(grids()), 0),
    "in place": ("a", HEAD + "for i in range(n):\n        for j in range(m):\n            a[i, j] -= 1\n    return a", one(grids()), 0),
    "rows and columns": ("a, u, v", "n, m = len(u), len(v)\n    for i in range(n):\n        for j in range(m):\n            a[i, j] = a[i, j] + u[i] * v[j]\n    return a", [(RNG.random((n, m)), RNG.random(n), RNG.random(m)) for n, m in ((0, 2), (3, 4), (1, 1))], 0),
    "transpose": ("a", HEAD + "out = np.zeros((m, n))\n    for i in range(n):\n        for j in range(m):\n            out[j, i] = a[i, j]\n    return out", one(grids()), 0),
    "reversed columns": ("a", HEAD + "out = np.zeros((n, m))\n    for i in range(n):\n        for j in range(m):\n            out[i, j] = a[i, m - 1 - j]\n    return out", one(grids()), 0),
    "gather": ("a, k", "out = np.zeros((len(k), a.shape[1]))\n    for i in range(len(k)):\n        for j in range(a.shape[1]):\n            out[i, j] = a[k[i], j]\n    return out", [(RNG.random((5, 3)), np.array(k)) for k in ([0, 4, 4, -1], [2])], 0),
    "stencil": ("a", HEAD + "b = np.zeros((n, m))\n    for i in range(1, n - 1):\n        for j in range(1, m - 1):\n            b[i, j] = (a[i - 1, j] + a[i + 1, j] + a[i, j - 1] + a[i, j + 1]) / 4\n    return b", one(grids()), 0),
    "steps of a stencil": ("a, b, steps", "n = len(a)\n    for t in range(steps):\n        for i in range(1, n - 1):\n            b[i] = (a[i - 1] + a[i] + a[i + 1]) / 3\n        for i in range(1, n - 1):\n            a[i] = b[i]\n    return a", [(x, y, s) for x, y in vectors(2) for s in (0, 1, 3)], 1),
    "convolution": ("a, k", "h, w = k.shape\n    n, m = a.shape[0] - h + 1, a.shape[1] - w + 1\n    out = np.zeros((n, m))\n    for i in range(n):\n        for j in range(m):\n            s = 0.0\n            for p in range(h):\n                for q in range(w):\n                    s += a[i + p, j + q] * k[p, q]\n            out[i, j] = s\n    return out", [(RNG.random(s), RNG.random((2, 3))) for s in ((5, 6), (2, 3), (9, 4))], 2),
    "moving sum": ("x, w", "n = len(x) - w + 1\n    out = np.zeros(n)\n    for i in range(n):\n        s = 0.0\n        for j in range(w):\n            s += x[i + j]\n        out[i] = s\n    return out", [(RNG.random(9), w) for w in (1, 2, 9)], 1),
    "sum of all": ("a", "s = 0.0\n    for i in range(a.shape[0]):\n        for j in range(a.shape[1]):\n            s += a[i, j]\n    return s", one(grids(shapes=((1, 1), (4, 5)))), 0),
    "sum over rows": ("a", "s = 0.0\n    for row in a:\n        for v in row:\n            s += v * v\n    return s", one(grids(shapes=((1, 1), (4, 5)))), 0),
    "guarded count": ("a", "c = 0\n    for row in a:\n        for v in row:\n            if v > 0:\n                c += 1\n    return c", one(grids()), 0),
    "maximum of all": ("a", "b = -1e9\n    for i in range(a.shape[0]):\n        for j in range(a.shape[1]):\n            if a[i, j] > b:\n                b = a[i, j]\n    return b", one(grids()), 0),
    "any": ("a", "for i in range(a.shape[0]):\n        for j in range(a.shape[1]):\n            if a[i, j] > 7:\n                return True\n    return False", one(grids()), 0),
    "row sums": ("a", "t = np.zeros(a.shape[0])\n    for i in range(a.shape[0]):\n        for j in range(a.shape[1]):\n            t[i] += a[i, j]\n    return t", one(grids()), 0),
    "column means": ("a", HEAD + "t = np.zeros(m)\n    for j in range(m):\n        s = 0.0\n        for i in range(n):\n            s += a[i, j]\n        t[j] = s / n\n    return t", one(grids(shapes=((1, 1), (4, 5)))), 0),
    "row maxima": ("a", HEAD + "t = np.zeros(n)\n    for i in range(n):\n        b = a[i, 0]\n        for j in range(1, m):\n            if a[i, j] > b:\n                b = a[i, j]\n        t[i] = b\n    return t", one(grids(shapes=((1, 2), (4, 5)))), 0),
    "matrix and vector": ("a, x", HEAD + "y = np.zeros(n)\n    for i in range(n):\n        s = 0.0\n        for k in range(m):\n            s += a[i, k] * x[k]\n        y[i] = s\n    return y", [(a, RNG.random(a.shape[1])) for a in grids("float64")], 0),
    "matrix product": ("a, b", "n, m, p = a.shape[0], b.shape[1], a.shape[1]\n    c = np.zeros((n, m))\n    for i in range(n):\n        for j in range(m):\n            for k in range(p):\n                c[i, j] += a[i, k] * b[k, j]\n    return c", squares(2), 0),
    "integer matrix product": ("a, b", "n = len(a)\n    c = np.zeros((n, n), dtype=int)\n    for i in range(n):\n        for k in range(n):\n            for j in range(n):\n                c[i, j] += a[i, k] * b[k, j]\n    return c", [(RNG.integers(-9, 9, (n, n)), RNG.integers(-9, 9, (n, n))) for n in (0, 1, 5)], 0),
    "outer product": ("x, y", "out = np.zeros((len(x), len(y)))\n    for i in range(len(x)):\n        for j in range(len(y)):\n            out[i, j] = x[i] * y[j]\n    return out", [(x, y[:3]) for x, y in vectors(2)], 0),
    "pairwise distances": ("p", "n = len(p)\n    out = np.zeros((n, n))\n    for i in range(n):\n        for j in range(n):\n            s = 0.0\n            for k in range(p.shape[1]):\n                s += (p[i, k] - p[j, k]) ** 2\n            out[i, j] = s ** 0.5\n    return out", one(grids("float64")), 0),
    "pairs once": ("x", "c = 0\n    for i in range(len(x)):\n        for j in range(i + 1, len(x)):\n            if x[i] > x[j]:\n                c += 1\n    return c", vectors(1), 0),
    "lower triangle": ("a", "n = len(a)\n    out = np.zeros((n, n))\n    for i in range(n):\n        for j in range(i + 1):\n            out[i, j] = a[i, j] * 2\n    return out", squares(1), 0),
    "triangular product": ("a, x", "n = len(x)\n    y = np.zeros(n)\n    for i in range(n):\n        for j in range(i):\n            y[i] += a[i, j] * x[j]\n    return y", [(RNG.random((n, n)), RNG.random(n)) for n in (0, 1, 2, 6)], 0),
    "forward substitution": ("a, x", "n = len(x)\n    for i in range(n):\n        for j in range(i):\n            x[i] -= a[i, j] * x[j]\n        x[i] /= a[i, i]\n    return x", [(RNG.random((n, n)) + np.eye(n), RNG.random(n)) for n in (0, 1, 2, 6)], 1),
    "elimination": ("a", "n = len(a)\n    for k in range(n):\n        for i in range(k + 1, n):\n            a[i, k] /= a[k, k]\n            for j in range(k + 1, n):\n                a[i, j] -= a[i, k] * a[k, j]\n    return a", [(RNG.random((n, n)) + n * np.eye(n),) for n in (0, 1, 2, 6)], 1),
    "polynomial": ("c, x", "out = np.zeros(len(x))\n    for i in range(len(x)):\n        y = 0.0\n        for v in c:\n            y = y * x[i] + v\n        out[i] = y\n    return out", [(c[:3], x) for c, x in vectors(2)], 1),
    "filter along rows": ("a", HEAD + "out = np.zeros((n, m))\n    for i in range(n):\n        prev = 0.0\n        for j in range(m):\n            prev = 0.5 * prev + a[i, j]\n            out[i, j] = prev\n    return out", one(grids("float64")), 1),
    "best split": ("x, y", "n = len(x)\n    for i in range(n):\n        for k in range(n):\n            y[i] = max(y[i], x[k] - i)\n    return y", vectors(2), 0),
    "elements that change": ("x, y", "for r in range(2):\n        for i, v in enumerate(x):\n            x[i] = v * 2\n            y[i] = v\n    return x, y", vectors(2), 1),
    "condition that changes": ("a, b", "for i in range(len(a)):\n        for j in range(len(a)):\n            if a[i, j] > 0.5:\n                a[i, j] = 0\n            else:\n                b[i, j] = a[i, j]\n    return a, b", squares(2), 0),
    "temporary that is kept": ("c, x", "out = np.zeros(len(x))\n    for i in range(len(x)):\n        y = 1.0\n        for v in c:\n            old = y * 2\n            y = y + v * x[i]\n            out[i] = out[i] + old\n    return out", [(c[:3], x) for c, x in vectors(2)], 1),
    "swap": ("a, b", "for i in range(len(a)):\n        for j in range(len(a)):\n            a[i, j], b[i, j] = b[i, j], a[i, j]\n    return a, b", squares(2), 0),
    "shortest paths": ("d", "n = len(d)\n    for k in range(n):\n        for i in range(n):\n            for j in range(n):\n                d[i][j] = min(d[i][j], d[i][k] + d[k][j])\n    return d", [*squares(1), (RNG.normal(size=(5, 5)),), (RNG.integers(-3, 9, (5, 5)),), (np.where(RNG.random((6, 6)) < 0.5, np.inf, 1.0),)], 3),
    "rows of lists": ("a", "out = []\n    for i in range(a.shape[0]):\n        row = []\n        for j in range(a.shape[1]):\n            row.append(float(a[i, j]))\n        out.append(row)\n    return out", one(grids("float64", shapes=((3, 0), (1, 1), (4, 5)))), 0),
}  # fmt: skip

NESTED = [[[1.5, -2.0], [0.0, 4.0]], [[2.0]], [[1.0, 2.0, 3.0], [4.0, 5.0, 6.5]]]
COUNTS = [[[1, -2], [0, 4]], [[2]], [[], []]]

LIST_CASES = {
    "matrix product": ("a, b", "n, m, p = len(a), len(b[0]), len(b)\n    c = [[0.0] * m for _ in range(n)]\n    for i in range(n):\n        for j in range(m):\n            for k in range(p):\n                c[i][j] += a[i][k] * b[k][j]\n    return c", [(g, [list(r) for r in zip(*g, strict=True)]) for g in NESTED], 0),
    "pairwise": ("a", "x = a[0]\n    out = [[0.0] * len(x) for _ in range(len(x))]\n    for i in range(len(x)):\n        for j in range(len(x)):\n            out[i][j] = abs(x[i] - x[j])\n    return out", one(NESTED), 0),
    "sum": ("a", "s = 0\n    for row in a:\n        for v in row:\n            s += v * v\n    return s", [*one(NESTED), *one(COUNTS), ([],)], 0),
    "rows": ("a", "out = []\n    for row in a:\n        new = []\n        for v in row:\n            new.append(v * 2 + 1)\n        out.append(new)\n    return out", [*one(NESTED), *one(COUNTS), ([],)], 0),
}  # fmt: skip

LEFT_ALONE = {
    "sweeps in place": "n = len(a)\n    for i in range(1, n - 1):\n        for j in range(1, n - 1):\n            a[i, j] = (a[i - 1, j] + a[i, j - 1]) / 2",
    "scatter": "for i in range(len(a)):\n        for j in range(len(a)):\n            b[k[i], k[j]] = a[i, j]",
    "counts by a varying index": "for i in range(len(a)):\n        for j in range(len(a)):\n            p = k[i]\n            if p > 3:\n                p = 3\n            b[p] += a[i, j]",
    "letters": "for i in range(len(a)):\n        for j in range(len(a)):\n            b[i][j] = chr(a[i][j])",
    "keys": "for row in a:\n        for j in range(len(row)):\n            b[j] = row['x']",
    "print": "for i in range(len(a)):\n        for j in range(len(a)):\n            print(a[i, j])",
    "while by data": "for i in range(len(a)):\n        while a[i] > 1:\n            a[i] = a[i] / 2",
    "loop variable read later": "for i in range(len(a)):\n        for j in range(len(a)):\n            b[i, j] = a[i, j]\n    return j",
}  # fmt: skip


def _loops(text):
    return sum(isinstance(node, ast.For | ast.While) for node in ast.walk(ast.parse(text)))


@pytest.mark.parametrize("name", CASES)
def test_an_array_nest_is_lifted(name):
    parameters, body, inputs, left = CASES[name]
    original = source(f"def f({parameters}):\n    {body}\n")
    found = min(proposals(original), key=lambda candidate: _loops(candidate.text))
    assert _loops(found.text) == left, found.text
    assert agrees(original, found.text, inputs) is None, found.text


@pytest.mark.parametrize("name", LIST_CASES)
def test_a_nest_over_lists_is_lifted_with_conversions(name):
    parameters, body, inputs, left = LIST_CASES[name]
    original = source(f"def f({parameters}):\n    {body}\n")
    seen = {parameter.strip(): (Observed("list", "float", 2, 100),) for parameter in parameters.split(",")}
    candidates = propose(target_of(original), (), seen)
    found = min((c for c in candidates if "np.array" in c.text), key=lambda candidate: _loops(candidate.text))
    assert _loops(found.text) == left, found.text
    assert agrees(original, found.text, inputs) is None, found.text


@pytest.mark.parametrize("name", LEFT_ALONE)
def test_not_all_loops_of_a_nest_may_go(name):
    original = source(f"def f(a, b, k):\n    {LEFT_ALONE[name]}\n")
    assert all(_loops(candidate.text) for candidate in proposals(original))


def test_a_finding_in_the_nest_asks_for_it():
    original = source(
        "def f(a):\n    s = 0.0\n    for row in a:\n        for v in row:\n            s += v\n    return s\n"
    )
    line = original.splitlines().index("    for row in a:") + 1
    assert propose(target_of(original), [Finding("OPT102", "sum-loop", line, 4, line + 2, "…")])
    assert not propose(target_of(original), [Finding("OPT102", "sum-loop", 1, 0, 1, "…")])
