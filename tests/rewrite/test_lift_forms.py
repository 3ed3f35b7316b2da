# ruff: noqa: E501
"""Further forms of one loop: computed indices, values of the pass before, helpers, windows, blocked searches."""

from __future__ import annotations

import numpy as np
import pytest

from optgate.model import Observed
from optgate.rewrite import propose

from .harness import agrees, proposals, source, target_of
from .test_lift import RNG, arrays, lists, one

HELPERS = """
LIMIT = 3


def square(t):
    return t * t


def shaped(v, low=-1):
    '''Piecewise.'''
    w = square(v) + 1
    if v < low:
        return LIMIT
    elif v > 2:
        w = w * low
    return w / 2


def recursive(v):
    return v if v < 1 else recursive(v - 1)


def loud(v):
    print(v)
    return v


def shadowed(v):
    return v + x


"""


def labels(smallest=0, largest=5):
    return [RNG.integers(smallest, largest, size=n) for n in (0, 1, 2, 8, 60)]


def labelled(smallest=0):
    """Labels, values and a target; negative labels wrap."""
    return [(k, RNG.normal(size=len(k)) * 3, np.zeros(5)) for k in labels(smallest)]


def windows():
    return [(x, w) for x in [*arrays("int64"), RNG.normal(size=40)] for w in (1, 2, 5)]


CASES = {
    # computed indices
    "histogram": ("for i in range(len(k)):\n        out[k[i]] += 1\n    return out", "k, v, out", labelled(-3)),
    "histogram of new counts": (
        "h = np.zeros(m, dtype=int)\n    for b in k:\n        h[b] += 2\n    return h",
        "k, m",
        [(k, m) for k in [*labels(-3), np.array([1, 9])] for m in (5, 7)],
    ),
    "histogram in a list": (
        "h = [0] * m\n    for b in k:\n        h[b] += 1\n    return h",
        "k, m",
        [(k, m) for k in labels() for m in (5, 7)],
    ),
    "histogram of values in range": (
        "h = np.zeros(8, dtype=int)\n    for v in x:\n        b = int((v + 2) / 0.5)\n        if 0 <= b < 8:\n            h[b] += 1\n"
        "    return h",
        "x",
        one([a for a in arrays("float64") if np.isfinite(a).all()]),
    ),
    "histogram of pairs": (
        "h = np.zeros((5, 5))\n    for a, b in zip(k, j):\n        h[a, b] += 1\n    return h",
        "k, j",
        [(k, k[::-1].copy()) for k in labels()],
    ),
    "group sums and counts": (
        "c = np.zeros(5, dtype=int)\n    for i in range(len(k)):\n        out[k[i]] += v[i] * 2\n        c[k[i]] += 1\n    return out, c",
        "k, v, out",
        labelled(),
    ),
    "group differences": ("for g, u in zip(k, v):\n        out[g] -= u\n    return out", "k, v, out", labelled(-2)),
    "group maximum": (
        "for g, u in zip(k, v):\n        if u > out[g]:\n            out[g] = u\n    return out",
        "k, v, out",
        labelled(-2),
    ),
    "scatter": ("for i in range(len(k)):\n        out[k[i]] = v[i] + 1\n    return out", "k, v, out", labelled(-2)),
    "guarded scatter": (
        "for i in range(len(k)):\n        if v[i] > 0:\n            out[k[i]] = v[i]\n    return out",
        "k, v, out",
        labelled(-2),
    ),
    "one item a row": (
        "out = np.zeros((len(k), 5))\n    for i in range(len(k)):\n        out[i, k[i]] = 1.0\n    return out",
        "k",
        one(labels()),
    ),
    # the pass before
    "variation": (
        "previous = x[0]\n    s = 0.0\n    for i in range(1, len(x)):\n        s += abs(x[i] - previous)\n        previous = x[i]\n    return s",
        "x",
        one(arrays()),
    ),
    "sign changes": (
        "last = x[0]\n    c = 0\n    for v in x[1:]:\n        if v * last < 0:\n            c += 1\n        last = v\n    return c",
        "x",
        one(arrays("float64", "int64")),
    ),
    "differences from zero": (
        "last = 0.0\n    out = np.empty(len(x))\n    for i in range(len(x)):\n        out[i] = x[i] - last\n        last = x[i]\n    return out",
        "x",
        one(arrays("float64", "int64")),
    ),
    "second differences": (
        "a = x[0]\n    b = x[1]\n    out = []\n    for i in range(2, len(x)):\n        out.append(x[i] - 2 * b + a)\n        a, b = b, x[i]\n    return out",
        "x",
        one([a for a in arrays("float64", "int64") if len(a) > 1]),
    ),
    "sorted": (
        "last = x[0]\n    for v in x:\n        if v < last:\n            return False\n        last = v\n    return True",
        "x",
        one(arrays()),
    ),
    "last value lives on": (
        "s = 0.0\n    d = 0.0\n    for v in x:\n        d = v * 2\n        s += d\n    return s, d",
        "x",
        one(arrays("float64")),
    ),
    "round about": (
        "out = np.empty(len(x))\n    for i in range(len(x)):\n        out[i] = x[i] - x[i - 1]\n    return out",
        "x",
        one(arrays("float64", "int64")),
    ),
    # counts in a row
    "longest run": (
        "best = 0\n    run = 0\n    for v in x:\n        if v > 0:\n            run += 1\n            if run > best:\n                best = run\n"
        "        else:\n            run = 0\n    return best",
        "x",
        one(arrays()),
    ),
    "run lengths": (
        "out = []\n    run = 1\n    for i in range(1, len(x)):\n        if x[i] == x[i - 1]:\n            run += 1\n        else:\n"
        "            out.append(run)\n            run = 1\n    out.append(run)\n    return out",
        "x",
        one([*arrays("int64"), *labels()]),
    ),
    "count since": (
        "c = np.zeros(len(x), dtype=int)\n    n = 0\n    for i in range(len(x)):\n        n = n + 1 if x[i] > 0 else 0\n        c[i] = n\n    return c, n",
        "x",
        one(arrays()),
    ),
    # helpers
    "helper": (
        "out = np.empty(len(x))\n    for i in range(len(x)):\n        out[i] = shaped(x[i], 0)\n    return out",
        "x",
        one(arrays("float64")),
    ),
    "sum of a helper": ("s = 0.0\n    for v in x:\n        s += shaped(v)\n    return s", "x", one(arrays("float64"))),
    # windows
    "window sums": (
        "out = []\n    for i in range(len(x) - w + 1):\n        out.append(sum(x[i:i + w]))\n    return out",
        "x, w",
        windows(),
    ),
    "window means": (
        "n = len(x)\n    out = np.zeros(n)\n    for i in range(w - 1, n):\n        part = x[i - w + 1:i + 1]\n        out[i] = part.mean()\n    return out",
        "x, w",
        windows(),
    ),
    "window maxima": (
        "n = len(x)\n    out = np.zeros(n)\n    for i in range(n - w):\n        out[i] = np.max(x[i:i + w])\n    return out",
        "x, w",
        windows(),
    ),
    # searches that run over several blocks
    "first index": (
        "for i in range(len(x)):\n        if x[i] > t:\n            return i\n    return -1",
        "x, t",
        [(a, t) for a in [*arrays(), np.arange(9000.0)] for t in (0, 5000, 99999)],
    ),
    "first of neighbours": (
        "for i in range(1, len(x)):\n        if x[i] > x[i - 1] + t:\n            return x[i]\n    return None",
        "x, t",
        [(a, t) for a in [*arrays("float64"), np.append(np.zeros(8192), 5.0)] for t in (0, 4)],
    ),
    "hit and break": (
        "k = -1\n    best = 0.0\n    for i in range(len(x)):\n        if x[i] > t:\n            k = i\n            best = x[i] * 2\n            break\n"
        "    return k, best",
        "x, t",
        [(a, t) for a in [*arrays(), np.arange(9000.0)] for t in (0, 5000)],
    ),
    # running values in the items
    "cumulated items": (
        "out = np.zeros(len(x))\n    out[0] = x[0]\n    for i in range(1, len(x)):\n        out[i] = out[i - 1] + x[i] * 2\n    return out",
        "x",
        one(arrays("float64", "int64")),
    ),
    "cumulated in place": ("for i in range(1, len(x)):\n        x[i] += x[i - 1]\n    return x", "x", one(arrays("float64"))),
    "products of items": (
        "out = np.ones(len(x) + 1)\n    for i in range(len(x)):\n        out[i + 1] = out[i] * (1 + x[i] / 90)\n    return out",
        "x",
        one(arrays("float64")),
    ),
    # extremes that start as None
    "minimum from None": (
        "best = None\n    for v in x:\n        if best is None or v < best:\n            best = v\n    return best",
        "x",
        one(arrays()),
    ),
    "guarded maximum from None": (
        "best = None\n    for v in x:\n        if v < 2:\n            if best is None:\n                best = v\n            elif v > best:\n"
        "                best = v\n    return best",
        "x",
        one(arrays()),
    ),
    "place from None": (
        "best = None\n    k = -1\n    for i, v in enumerate(x):\n        if best is None or v > best:\n            best = v\n            k = i\n"
        "    return best, k",
        "x",
        one([*arrays("int64"), *labels()]),
    ),
    "place under a condition": (
        "best = -1.0\n    k = -1\n    for i in range(len(x)):\n        if y[i] > 0 and x[i] > best:\n            best = x[i]\n            k = i\n"
        "    return best, k",
        "x, y",
        [(a, a[::-1].copy()) for a in arrays()],
    ),
    "maximum under a nested condition": (
        "best = -1.0\n    k = -1\n    for i, v in enumerate(x):\n        if y[i] > 0:\n            if v >= best:\n                best = v\n"
        "                k = i\n    return best, k",
        "x, y",
        [(a, a[::-1].copy()) for a in arrays()],
    ),
    # the element is assigned
    "clipped element": (
        "out = np.empty(len(x))\n    for i, v in enumerate(x):\n        if v < 0:\n            v = 0.0\n        elif v > 2:\n"
        "            v = 2.0\n        out[i] = v * 2\n    return out",
        "x",
        one(arrays("float64")),
    ),
    # as long as each element needs
    "escape time": (
        "out = np.zeros(len(c), dtype=int)\n    for i in range(len(c)):\n        z = 0\n        n = 0\n        while abs(z) <= 2 and n < m:\n"
        "            z = z * z + c[i]\n            n += 1\n        out[i] = n\n    return out",
        "c, m",
        [(RNG.normal(size=n) + 1j * RNG.normal(size=n), m) for n in (0, 1, 2, 40) for m in (0, 20)],
    ),
    "steps to one": (
        "out = []\n    for v in x:\n        steps = 0\n        while v > 1:\n            if v % 2 == 0:\n                v = v // 2\n            else:\n"
        "                v = 3 * v + 1\n            steps += 1\n        out.append(steps)\n    return out",
        "x",
        one([*labels(-3, 60)]),
    ),
    "newton": (
        "out = np.empty(len(x))\n    for i in range(len(x)):\n        g = x[i] / 2 + 1\n        while abs(g * g - x[i]) > 1e-9:\n"
        "            g = (g + x[i] / g) / 2\n        out[i] = g\n    return out",
        "x",
        one([np.abs(RNG.normal(size=n)) * 9 for n in (0, 1, 2, 40)]),
    ),
    # headers
    "enumerated pairs": (
        "s = 0.0\n    for i, (a, b) in enumerate(zip(x, y)):\n        s += i * a * b\n    return s",
        "x, y",
        [(a, a[::-1].copy()) for a in arrays("float64")],
    ),
    "while by two": (
        "i = 0\n    while i < len(x):\n        out[i] = x[i]\n        i += 2\n    return out",
        "x, out",
        [(a, np.zeros(len(a))) for a in arrays("float64")],
    ),
}  # fmt: skip

LIST_CASES = {
    "differences": "out = []\n    for i in range(1, len(x)):\n        out.append(x[i] - x[i - 1])\n    return out",
    "rises": "c = 0\n    for i in range(len(x) - 1):\n        if x[i] < x[i + 1]:\n            c += 1\n    return c",
    "sign changes": "last = x[0]\n    c = 0\n    for v in x[1:]:\n        if v * last < 0:\n            c += 1\n        last = v\n    return c",
    "helper": "out = []\n    for v in x:\n        out.append(shaped(v))\n    return out",
    "windows": "out = []\n    for i in range(len(x) - 2):\n        out.append(max(x[i:i + 3]))\n    return out",
    "while by two": "s = 0\n    i = 0\n    while i < len(x):\n        s += x[i]\n        i += 2\n    return s",
}

LEFT_ALONE = {
    "an item computed from an item at a computed index": "for i in range(len(k)):\n        x[k[i]] = x[k[i]] * 2 + 1",
    "an item read beside a scattered one": "for i in range(len(k)):\n        x[k[i]] = x[k[i] + 1]",
    "a scattered container that is read": "for i in range(len(k)):\n        x[k[i]] = x[i]",
    "an exit behind a scatter": "for i in range(len(k)):\n        x[k[i]] = 1\n        if k[i] > 3:\n            break",
    "a previous value that is stored": "last = 0\n    for i in range(len(x)):\n        x[i] = x[i] - last\n        last = x[i] * 2",
    "a helper that prints": "s = 0\n    for v in x:\n        s += loud(v) * loud(3)\n    return s",
    "a chain over two items": "for i in range(2, len(x)):\n        x[i] = x[i - 1] + x[i - 2]",
    "a chain over items that change": "for i in range(1, len(x) - 1):\n        k[i] = 1\n        x[i] = x[i - 1] + k[i + 1]",
    "a row of items that change": "n = 0\n    for i in range(1, len(x)):\n        n = n + 1 if x[i - 1] > 0 else 0\n        x[i] = n",
    "an inner loop over items that change": "for i in range(1, len(x)):\n        n = 0\n        while n < x[i - 1]:\n            n += 2\n        x[i] = n",
    "a chain with a factor": "for i in range(1, len(x)):\n        x[i] = x[i - 1] * 0.5 + k[i]",
    "a chain that is read": "s = 0\n    for i in range(1, len(x)):\n        x[i] = x[i - 1] + k[i]\n        s += x[i] * 2\n    return s",
    "an extreme of None from 0": "b = 0\n    for v in x:\n        if b is None or v < b:\n            b = v\n    return b",
    "an inner loop that goes on from pass to pass": "z = 0\n    for v in x:\n        while z < v:\n            z += 1\n    return z",
    "an inner loop with a jump": "s = 0\n    for v in x:\n        n = 0\n        while n < v:\n            n += 1\n            if n > 9:\n                break\n        s += n\n    return s",
    "a row that goes on elsewhere": "n = 0\n    for v in x:\n        n = n + 1 if v > n else 0\n    return n",
}


def written(body, parameters):
    return source(f"{HELPERS}def f({parameters}):\n    {body}\n")


@pytest.mark.parametrize("name", CASES)
def test_an_array_candidate_is_equal_on_arrays(name):
    body, parameters, inputs = CASES[name]
    original = written(body, parameters)
    found = [c for c in proposals(original) if c.source == "rules:lift"]
    assert found, "nothing was lifted"
    differences = {c.text: agrees(original, c.text, inputs, rtol=3e-4) for c in found}
    assert None in differences.values(), differences


@pytest.mark.parametrize("name", LIST_CASES)
def test_a_builtin_candidate_is_equal_on_lists(name):
    original = written(LIST_CASES[name], "x: list")
    found = [c for c in proposals(original) if c.source == "rules:builtin"]
    assert found
    for candidate in found:
        assert agrees(original, candidate.text, one(lists())) is None, candidate.text


@pytest.mark.parametrize("name", LEFT_ALONE)
def test_is_not_lifted(name):
    found = proposals(written(LEFT_ALONE[name], "x, k"))
    assert not [c.text for c in found if c.source == "rules:lift"]


def test_a_helper_is_written_out_where_its_names_mean_the_same():
    text = written(
        "out = np.empty(len(x))\n    for i in range(len(x)):\n        out[i] = {}\n    return out", "x"
    )
    assert all("shaped(" not in c.text.split("def f")[1] for c in proposals(text.format("shaped(x[i])")))
    for kept in ("recursive(x[i])", "loud(x[i])", "shadowed(x[i])"):
        called = kept.partition("(")[0]
        assert all(f"{called}(" in c.text.split("def f")[1] for c in proposals(text.format(kept)))


def test_a_search_looks_no_further_than_its_block():
    text = written("for i in range(len(x)):\n        if x[i] > 1:\n            return i\n    return -1", "x")
    assert any(", 4096):" in c.text for c in proposals(text))


def test_what_is_written_for_lists_and_arrays_alike_is_for_lists():
    text = written("s = 0.0\n    for v in x:\n        s += v * v\n    return s", "x")
    both = {"x": (Observed("list", "float", 1, 50), Observed("array", "float64", 1, 50))}
    found = propose(target_of(text), (), both)
    assert found
    for candidate in found:
        assert agrees(text, candidate.text, [*one(lists()), *one(arrays("float64"))]) is None
