# ruff: noqa: E501
"""Values collected by key: what becomes a `defaultdict`, and what keeps asking."""

from __future__ import annotations

import pytest

from .table import NAN, check, untouched

WORDS = "values collected by key"
PAIRS = [
    ([],),
    ([(1, 2)],),
    ([(1, 2), (2, 3), (1, 4), (1, 2)],),
    ([("a", 0.5), ("b", -0.0), ("a", 2)],),
    ([(NAN, 1), (NAN, 2), (0, 1), (False, 3)],),
    ([([1], 2)],),
    ([(1, "x"), (1, None)],),
]
COLLECTED = {
    "read by a function made later": "def f(x):\n    d = {}\n    for k, v in x:\n        if k not in d:\n            d[k] = []\n        d[k].append(v)\n    return sorted(map(str, d), key=lambda k: (k in d, k)), d\n",
    "asked first": "def f(x):\n    d = {}\n    for k, v in x:\n        if k not in d:\n            d[k] = []\n        d[k].append(v)\n    return d\n",
    "annotated": "def f(x):\n    d: dict[object, list] = {}\n    for k, v in x:\n        if not k in d:\n            d[k] = list()\n        d[k].append((v, k))\n    return d\n",
    "two branches": "def f(x):\n    d = dict()\n    for k, v in x:\n        if k in d:\n            d[k].append(v)\n        else:\n            d[k] = [v]\n    return d\n",
    "two branches the other way": "def f(x):\n    d = {}\n    for k, v in x:\n        if k not in d:\n            d[k] = {v}\n        else:\n            d[k].add(v)\n    return d\n",
    "tried": "def f(x):\n    d = {}\n    for k, v in x:\n        try:\n            d[k].append(v)\n        except KeyError:\n            d[k] = []\n            d[k].append(v)\n    return d\n",
    "tried with one value": "def f(x):\n    d = {}\n    for k, v in x:\n        try:\n            d[k].append(v)\n        except KeyError:\n            d[k] = [v]\n    return d\n",
    "a sum": "def f(x):\n    d = {}\n    n = 0\n    for k, v in x:\n        if k not in d:\n            d[k] = 0.0\n        d[k] += v\n        n += 1\n    return d, n\n",
    "a count": "def f(x):\n    d = {}\n    last = None\n    for k, v in x:\n        if k in d:\n            d[k] += 1\n        else:\n            d[k] = 1\n        last = v\n    return d, last\n",
    "tables": "def f(x):\n    d = {}\n    for k, v in x:\n        if k not in d:\n            d[k] = {}\n        d[k][v] = d[k].get(v, 0) + 1\n    return d\n",
    "work between": "def f(x):\n    d = {}\n    for i, (k, v) in enumerate(x):\n        if v == 0:\n            continue\n        if type(k) not in d:\n            d[type(k)] = []\n        w = (v, i)\n        d[type(k)].extend(w)\n    return [d[k] for k in d]\n",
    "inside a loop": "def f(x):\n    out = []\n    for a in (x, x[:1]):\n        d = {}\n        for k, v in a:\n            if k not in d:\n                d[k] = set()\n            d[k].add(v)\n        out.append(d)\n    return out\n",
}
KEPT = {
    "read as well": "def f(x):\n    d = {}\n    for k, v in x:\n        if k not in d:\n            d[k] = []\n        d[k].append(len(d))\n    return d\n",
    "another key": "def f(x):\n    d = {}\n    for k, v in x:\n        if k not in d:\n            d[k] = []\n        d[v].append(k)\n    return d\n",
    "a key that changes": "def f(x):\n    d = {}\n    for k, v in x:\n        if k not in d:\n            d[k] = []\n        k = v\n        d[k].append(v)\n    return d\n",
    "only sometimes added": "def f(x):\n    d = {}\n    for k, v in x:\n        if k not in d:\n            d[k] = []\n        if v:\n            d[k].append(v)\n    return d\n",
    "perhaps added": "def f(x):\n    d = {}\n    for k, v in x:\n        if k not in d:\n            d[k] = []\n        v and d[k].append(v)\n    return d\n",
    "starts full": "def f(x, d):\n    for k, v in x:\n        if k not in d:\n            d[k] = []\n        d[k].append(v)\n    return d\n",
    "another first value": "def f(x):\n    d = {}\n    for k, v in x:\n        if k in d:\n            d[k].append(v)\n        else:\n            d[k] = [v, v]\n    return d\n",
    "a first value that is no number": "def f(x):\n    d = {}\n    for k, v in x:\n        if k in d:\n            d[k] += v\n        else:\n            d[k] = v\n    return d\n",
    "another error": "def f(x, t):\n    d = {}\n    for k, v in x:\n        try:\n            d[k].append(t[v])\n        except KeyError:\n            d[k] = [t[v]]\n    return d\n",
    "seen after an exception": "def f(x):\n    d = {}\n    try:\n        for k, v in x:\n            if k not in d:\n                d[k] = []\n            d[k].append(1 / v)\n    except ZeroDivisionError:\n        pass\n    return d\n",
    "keys that are made": "def f(x, key):\n    d = {}\n    for v in x:\n        if key(v) not in d:\n            d[key(v)] = []\n        d[key(v)].append(v)\n    return d\n",
    "a function inside reads it": "def f(x, g):\n    d = {}\n    h = lambda: d\n    for k, v in x:\n        if k not in d:\n            d[k] = []\n        d[k].append(g(h))\n    return d\n",
    "a branch of another": "def f(x):\n    d = {}\n    for k, v in x:\n        if not v:\n            pass\n        elif k in d:\n            d[k].append(v)\n        else:\n            d[k] = [v]\n    return d\n",
}


@pytest.mark.parametrize("case", COLLECTED)
def test_dictionaries_that_collect(case):
    text = check(COLLECTED[case], WORDS, PAIRS)
    assert "defaultdict(" in text


@pytest.mark.parametrize("case", KEPT)
def test_dictionaries_with_other_uses(case):
    untouched(KEPT[case], WORDS)


@pytest.mark.parametrize("case", ["asked first", "two branches", "tried", "work between", "inside a loop"])
def test_the_form_for_keys_that_are_mostly_new(case):
    text = check(COLLECTED[case], "values collected by `setdefault`", PAIRS)
    assert ".setdefault(" in text
    assert "defaultdict" not in text


@pytest.mark.parametrize("case", KEPT)
def test_no_form_with_other_uses(case):
    untouched(KEPT[case], "setdefault")


@pytest.mark.parametrize("case", ["a sum", "a count", "tables"])
def test_numbers_and_tables_have_one_form(case):
    untouched(COLLECTED[case], "setdefault")
