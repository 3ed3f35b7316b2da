# ruff: noqa: E501
"""Loops that lift: some candidate must behave exactly like the loop on every input of its domain."""

from __future__ import annotations

import ast

import numpy as np
import pytest

from optgate.model import Finding
from optgate.rewrite import propose

from .harness import agrees, proposals, source, target_of

RNG = np.random.default_rng(7)


def arrays(*dtypes, largest=60):
    """Sizes from empty on; ties, zeros, sorted, reversed; NaN, infinities and signed zeros where there are any."""
    made = []
    for dtype in dtypes or ("float64", "float32", "int64"):
        for n in (0, 1, 2, 3, 7, largest):
            values = (RNG.normal(size=n) * 4).astype(dtype)
            made += [values, np.zeros(n, dtype), np.sort(values), np.sort(values)[::-1].copy()]
            if n > 2:
                ties = values.copy()
                ties[-1] = ties[0] = ties[n // 2] = ties.max()
                made.append(ties)
            if n > 2 and dtype.startswith("float"):
                for place in (0, n // 2, n - 1):
                    broken = values.copy()
                    broken[place] = np.nan
                    made.append(broken)
                broken = values.copy()
                broken[:2] = (-0.0, np.inf)
                made.append(broken)
    return made


def lists():
    made = [[], [0], [3], [1.5, -2.0], [True, False, 2], [5, 5, 5], [-1, -2, -3]]
    return [*made, *(a.tolist() for a in arrays("int64", "float64", largest=30))]


def one(values):
    return [(value,) for value in values]


def two(values):
    return [(value, value[::-1].copy()) for value in values]


def with_target(values, extra=0):
    return [(value, np.zeros(len(value) + extra)) for value in values]


CASES = {
    # reductions
    "sum": ("total = 0.0\n    for v in x:\n        total += v\n    return total", "x", one(arrays())),
    "integer start": ("s = 0\n    for v in x:\n        s += v\n    return s", "x", one(arrays("uint8", "bool", "int16"))),
    "unknown start": (
        "for v in x:\n        s += v * v\n    return s",
        "x, s",
        [(a, s) for a in arrays() for s in (0, 2.5, np.float64(1))],
    ),
    "guarded sum": (
        "s = 0.0\n    for i in range(len(x)):\n        if x[i] > 0 and x[i] < 3:\n            s += x[i] * 2\n    return s",
        "x",
        one(arrays()),
    ),
    "sum in two branches": (
        "s = 0.0\n    for v in x:\n        if v > 0:\n            s += v\n        else:\n            s -= 2 * v\n    return s",
        "x",
        one(arrays()),
    ),
    "x = x + e": ("s = 0.0\n    for v in x:\n        s = s + v / 2\n    return s", "x", one(arrays())),
    "dot": (
        "s = 0.0\n    for u, v in zip(x, y):\n        s += u * v\n    return s",
        "x, y",
        [*two(arrays()), (np.ones(3), np.ones(5)), (np.ones(4), np.ones(1))],
    ),
    "temporary used twice": (
        "s = 0.0\n    for i in range(len(x)):\n        d = x[i] - y[i]\n        s += d * d\n    return s ** 0.5",
        "x, y",
        two(arrays("float64", "int64")),
    ),
    "product": ("p = 1.0\n    for v in x:\n        p *= 1 + v / 9\n    return p", "x", one(arrays("float64"))),
    "count": (
        "c = 0\n    for v in x:\n        if v > 1 or v < -1:\n            c += 1\n    return c",
        "x",
        one(arrays()),
    ),
    "count down": (
        "c = 10\n    for v in x:\n        if not v > 1:\n            c -= 1\n    return c",
        "x",
        one(arrays()),
    ),
    "continue": (
        "c = 0\n    for v in x:\n        if v <= 0:\n            continue\n        c += 1\n    return c",
        "x",
        one(arrays()),
    ),
    "maximum": (
        "b = x[0]\n    for i in range(1, len(x)):\n        if x[i] > b:\n            b = x[i]\n    return b",
        "x",
        one(arrays()),
    ),
    "maximum from -inf": (
        "b = float('-inf')\n    for v in x:\n        if v > b:\n            b = v\n    return b",
        "x",
        one(arrays()),
    ),
    "minimum of a call": ("b = 9.0\n    for v in x:\n        b = min(b, abs(v))\n    return b", "x", one(arrays())),
    "guarded maximum": (
        "b = -1.0\n    for v in x:\n        if v < 2:\n            if v > b:\n                b = v\n    return b",
        "x",
        one(arrays()),
    ),
    "argmax": (
        "b, k = x[0], 0\n    for i in range(1, len(x)):\n        if x[i] > b:\n            b, k = x[i], i\n    return b, k",
        "x",
        one(arrays()),
    ),
    "argmin, last of ties": (
        "b = 99.0\n    k = -1\n    for i, v in enumerate(x):\n        if v <= b:\n            b = v\n            k = i\n"
        "    return b, k",
        "x",
        one(arrays()),
    ),
    "any": ("for v in x:\n        if v < 0:\n            return True\n    return False", "x", one(arrays())),
    "all": ("for v in x:\n        if not v < 5:\n            return False\n    return True", "x", one(arrays())),
    "flag": ("ok = True\n    for v in x:\n        if v > 2:\n            ok = False\n    return ok", "x", one(arrays())),
    "flag and break": (
        "hit = False\n    for v in x:\n        if v > 2:\n            hit = True\n            break\n    return hit",
        "x",
        one(arrays()),
    ),
    # scans
    "prefix sum": (
        "s = 0.0\n    out = np.empty(len(x))\n    for i in range(len(x)):\n        s += x[i]\n        out[i] = s\n"
        "    return out, s",
        "x",
        one(arrays()),
    ),
    "exclusive prefix sum": (
        "s = 0\n    out = np.empty(len(x))\n    for i in range(len(x)):\n        out[i] = s\n        s += x[i]\n    return out",
        "x",
        one(arrays("float64", "int64")),
    ),
    "prefix sum from elsewhere": (
        "out = np.empty(len(x))\n    for i in range(len(x)):\n        s += x[i]\n        out[i] = s\n    return out",
        "x, s",
        [(a, 1.5) for a in arrays("float64")],
    ),
    "guarded prefix count": (
        "c = 0\n    out = np.zeros(len(x))\n    for i in range(len(x)):\n        if x[i] > 0:\n            c += 1\n"
        "        out[i] = c\n    return out",
        "x",
        one(arrays()),
    ),
    "backward sum": (
        "n = len(x)\n    out = np.empty(n)\n    s = 0.0\n    for i in range(n - 1, -1, -1):\n        s += x[i]\n"
        "        out[i] = s\n    return out",
        "x",
        one(arrays()),
    ),
    "running maximum": (
        "out = np.empty(len(x))\n    b = x[0]\n    for i in range(len(x)):\n        if x[i] > b:\n            b = x[i]\n"
        "        out[i] = b\n    return out",
        "x",
        one(arrays("int64")),
    ),
    "growth": (
        "v = 1.0\n    out = np.empty(len(x))\n    for i in range(len(x)):\n        v *= 1 + x[i] / 50\n        out[i] = v\n"
        "    return out",
        "x",
        one(arrays("float64")),
    ),
    # searches
    "first index": (
        "for i in range(len(x)):\n        if x[i] > t:\n            return i\n    return -1",
        "x, t",
        [(a, t) for a in arrays() for t in (0, 99)],
    ),
    "first element": (
        "for v in x:\n        if v > 2:\n            return v\n    return None",
        "x",
        one(arrays()),
    ),
    "first index from a start": (
        "for i in range(k, len(x)):\n        if x[i] > x[i - 1]:\n            return i\n    return len(x)",
        "x, k",
        [(a, k) for a in arrays() for k in (1, 2)],
    ),
    "counter until": (
        "i = 0\n    for v in x:\n        if v > 1:\n            break\n        i += 1\n    return i",
        "x",
        one(arrays()),
    ),
    "index and break": (
        "k = None\n    for i, v in enumerate(x):\n        if v > 1:\n            k = i\n            break\n    return k",
        "x",
        one(arrays()),
    ),
    "two results": (
        "k = -1\n    best = 0.0\n    for i in range(len(x)):\n        if x[i] > 1:\n            k = i\n"
        "            best = x[i] * 2\n            break\n    return k, best",
        "x",
        one(arrays()),
    ),
    "loop variable lives on": (
        "i = -1\n    for i in range(len(x)):\n        if x[i] > 1:\n            break\n    return i",
        "x",
        one(arrays()),
    ),
    "last index": (
        "k = -1\n    for i in range(len(x)):\n        if x[i] > 1:\n            k = i\n    return k",
        "x",
        one(arrays()),
    ),
    "last element": (
        "k = 0.0\n    for v in x:\n        if v > 1:\n            k = v\n    return k",
        "x",
        one(arrays()),
    ),
    # maps
    "map": (
        "out = np.zeros(len(x))\n    for i in range(len(x)):\n        out[i] = 2 * x[i] + i\n    return out",
        "x",
        one(arrays("float64", "int64")),
    ),
    "map in place": ("for i in range(len(x)):\n        x[i] = x[i] * 2\n    return x", "x", one(arrays("float64", "int8"))),
    "aug store": ("for i in range(len(x)):\n        out[i] += x[i]", "x, out", with_target(arrays(), 2)),
    "guarded store": (
        "for i in range(len(x)):\n        if x[i] < 0:\n            x[i] = 0\n    return x",
        "x",
        one(arrays()),
    ),
    "branches that may fail": (
        "out = np.zeros(len(x))\n    for i, v in enumerate(x):\n        if v > 0:\n            out[i] = math.sqrt(v)\n"
        "        elif v < 0:\n            out[i] = 1 / v\n    return out",
        "x",
        one(arrays("float64", "float32")),
    ),
    "stencil": (
        "for i in range(1, len(x) - 1):\n        out[i] = (x[i - 1] + x[i] + x[i + 1]) / 3",
        "x, out",
        with_target(arrays()),
    ),
    "far neighbours": (
        "n = len(x)\n    for i in range(3, n):\n        out[i] = x[i] - x[i - 3]",
        "x, out",
        with_target(arrays()),
    ),
    "forward shift": ("for i in range(len(x) - 1):\n        x[i] = x[i + 1]", "x", one(arrays())),
    "mirrored": (
        "n = len(x)\n    for i in range(n):\n        out[i] = x[n - 1 - i]",
        "x, out",
        with_target(arrays()),
    ),
    "every other": (
        "for i in range(0, len(x), 2):\n        out[i] = x[i] * 2",
        "x, out",
        with_target(arrays()),
    ),
    "doubled index": (
        "for i in range(len(x)):\n        out[2 * i + 1] = x[i]",
        "x, out",
        [(a, np.zeros(2 * len(a) + 1)) for a in arrays()],
    ),
    "gather": (
        "out = np.empty(len(k))\n    for i in range(len(k)):\n        out[i] = x[k[i]] + 1\n    return out",
        "x, k",
        [(np.arange(5.0), np.array(k, int)) for k in ([], [0], [4, -1, 2, 2])],
    ),
    "counter as index": (
        "k = 2\n    for v in x:\n        out[k] = v\n        k += 1\n    return k",
        "x, out",
        with_target(arrays(), 3),
    ),
    "column": (
        "for i in range(a.shape[0]):\n        a[i, 1] = a[i, 0] * 2",
        "a",
        [(RNG.normal(size=(n, 2)),) for n in (0, 1, 5)],
    ),
    "while": (
        "i = 0\n    n = len(x)\n    while i < n:\n        x[i] = x[i] + 1\n        i += 1\n    return i",
        "x",
        one(arrays()),
    ),
    "rows": (
        "t = np.zeros(a.shape[0])\n    for r in range(a.shape[0]):\n        for c in range(a.shape[1]):\n"
        "            t[r] += a[r, c]\n    return t",
        "a",
        [(RNG.normal(size=shape),) for shape in ((0, 3), (3, 0), (4, 5))],
    ),
    "conversion": (
        "out = np.zeros(len(x), dtype=np.uint8)\n    for i in range(len(x)):\n        out[i] = int(min(max(x[i], 0), 9))\n"
        "    return out",
        "x",
        one([a for a in arrays("float64") if np.isfinite(a).all()]),
    ),
    # growing lists
    "append": (
        "out = []\n    for v in x:\n        out.append(v * 2)\n    return out",
        "x",
        one(arrays("float64", "int64")),
    ),
    "append filter": (
        "out = []\n    for i, v in enumerate(x):\n        if v > 0:\n            out.append(v + i)\n    return out",
        "x",
        one(arrays()),
    ),
    "append index": (
        "out = []\n    for i in range(1, len(x)):\n        if x[i] > x[i - 1]:\n            out.append(i)\n    return out",
        "x",
        one(arrays()),
    ),
}  # fmt: skip

LIST_CASES = {
    "sum": "s = 0\n    for v in x:\n        s += v\n    return s",
    "sum of squares from 0.0": "s = 0.0\n    for v in x:\n        s += v * v\n    return s",
    "guarded sum": "s = 0\n    for v in x:\n        if v > 0:\n            s += v\n    return s",
    "product": "p = 1\n    for v in x:\n        p *= v + 1\n    return p",
    "count": "c = 0\n    for v in x:\n        if v > 0:\n            c += 1\n    return c",
    "maximum by max": "b = 0\n    for v in x:\n        b = max(b, abs(v))\n    return b",
    "any": "for v in x:\n        if v < 0:\n            return True\n    return False",
    "all": "for v in x:\n        if v < 0:\n            return False\n    return True",
    "first index": "for i in range(len(x)):\n        if x[i] > 1:\n            return i\n    return -1",
    "counter": "i = 0\n    for v in x:\n        if v > 1:\n            break\n        i += 1\n    return i",
    "flag": "hit = False\n    for v in x:\n        if v > 1:\n            hit = True\n            break\n    return hit",
    "map": "out = []\n    for v in x:\n        out.append(3 * v + 1)\n    return out",
    "map by index": "out = [0] * len(x)\n    for i in range(len(x)):\n        out[i] = x[i] * 2\n    return out",
    "filter": "out = []\n    for v in x:\n        if v > 1:\n            out.append(v)\n    return out",
    "temporary": "out = []\n    for v in x:\n        d = (v - 1) * (v + 1)\n        out.append(d * d + d)\n    return out",
    "prefix sums": "out = []\n    s = 0\n    for v in x:\n        s += v\n        out.append(s)\n    return out",
    "extend": "for v in x:\n        out.append(v + 1)\n    return out",
}


@pytest.mark.parametrize("name", CASES)
def test_an_array_candidate_is_equal_on_arrays(name):
    body, parameters, inputs = CASES[name]
    original = source(f"def f({parameters}):\n    {body}\n")
    found = [c for c in proposals(original) if c.source == "rules:lift"]
    assert found, "nothing was lifted"
    differences = {c.text: agrees(original, c.text, inputs, rtol=3e-4) for c in found}
    assert None in differences.values(), differences


@pytest.mark.parametrize("name", LIST_CASES)
def test_a_builtin_candidate_is_equal_on_lists(name):
    parameters = "x: list, out: list" if name == "extend" else "x: list"
    original = source(f"def f({parameters}):\n    {LIST_CASES[name]}\n")
    first = proposals(original)[0]
    assert first.source == "rules:builtin"
    inputs = [(x, [1]) for x in lists()] if name == "extend" else one(lists())
    assert agrees(original, first.text, inputs) is None, first.text


LEFT_ALONE = {
    "recurrence": "for i in range(1, len(x)):\n        x[i] = x[i - 1] * 2 + x[i]",
    "backward shift": "for i in range(1, len(x)):\n        x[i] = x[i - 1]",
    "print": "for v in x:\n        print(v)",
    "else clause": "for v in x:\n        if v > 1:\n            break\n    else:\n        return 1\n    return 0",
    "try": "s = 0\n    for v in x:\n        try:\n            s += v\n        except TypeError:\n            s += 1\n    return s",
    "walrus": "s = 0\n    for v in x:\n        s += (w := v) * w\n    return s",
    "nested function": "s = 0\n    for v in x:\n        g = lambda: v\n        s += g()\n    return s",
    "two exits": "for v in x:\n        if v > 1:\n            return 1\n        if v < 0:\n            return 2\n    return 3",
    "newton": "s = 1.0\n    for v in x:\n        s = (s + v / s) / 2\n    return s",
    "sum that restarts": "s = 0\n    for v in x:\n        s += v\n        if s > 10:\n            s = 0\n    return s",
    "bound changes": "n = len(x)\n    i = 0\n    while i < n:\n        n -= 1\n        i += 1\n    return n",
    "method call": "s = 0\n    for v in x:\n        s += v.price()\n    return s",
    "random": "s = 0\n    for v in x:\n        s += v * np.random.rand()\n    return s",
    "global": "global s\n    for v in x:\n        s += v\n    return s",
    "generator": "s = 0\n    for v in x:\n        s += v\n        yield s",
    "recursion": "s = 0\n    for v in x:\n        s += f(v)\n    return s",
    "starred": "s = 0\n    for a, *b in x:\n        s += a\n    return s",
    "alias of the sequence grows": "for v in x:\n        x.append(v + 1)",
    "one line": "s = 0\n    for v in x: s += v; print(s)\n    return s",
}


@pytest.mark.parametrize("name", LEFT_ALONE)
def test_is_left_alone(name):
    original = source(f"def f(x):\n    {LEFT_ALONE[name]}\n")
    assert proposals(original) == ()


def test_a_call_that_does_not_vary_is_never_made_once_for_all_passes():
    text = source("def f(x):\n    s = 0\n    for v in x:\n        s += v * fetch(3)\n    return s\n")
    assert {c.source for c in proposals(text)} == {"rules:builtin"}


def test_no_more_than_ten_candidates_and_all_differ():
    body = "    a = 0.0\n    for v in x:\n        a += v\n" * 6
    found = proposals(source(f"def f(x):\n{body}    return a\n"))
    assert 0 < len(found) <= 10
    assert len({ast.dump(ast.parse(c.text)) for c in found}) == len(found)
    assert len({c.id for c in found}) == len(found)


def test_the_same_function_has_the_same_candidates():
    text = source("def f(x):\n    s = 0.0\n    for v in x:\n        s += v\n    return s\n")
    assert proposals(text) == proposals(text)


def test_every_loop_is_lifted_first_then_each_alone():
    text = source(
        "def f(x):\n    s = 0.0\n    for v in x:\n        s += v\n    c = 0\n    for v in x:\n        if v > s:\n"
        "            c += 1\n    return c\n"
    )
    found = proposals(text)
    loops = [sum(isinstance(n, ast.For) for n in ast.walk(ast.parse(c.text))) for c in found]
    assert loops[0] == 0 and 1 in loops


def test_expressions_that_double_in_every_step_are_refused():
    steps = "        v = v * v + v\n" * 40
    assert (
        proposals(
            source(
                f"def f(x):\n    s = 0\n    for w in x:\n        v = w\n{steps}        s += v\n    return s\n"
            )
        )
        == ()
    )


def test_only_loops_with_a_finding_are_rewritten():
    text = source(
        "def f(x):\n    s = 0.0\n    for v in x:\n        s += v\n    c = 0\n    for v in x:\n        if v > s:\n            c += 1\n    return c\n"
    )
    line = text.splitlines().index("    c = 0") + 2
    finding = Finding("OPT103", "count-loop", line, 4, line + 2, "…")
    found = propose(target_of(text), [finding])
    assert found
    assert all("        s += v\n" in c.text and "c += 1" not in c.text for c in found)
