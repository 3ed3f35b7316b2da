# ruff: noqa: E501
"""Each rule against code that it must name and code that it must leave alone."""

from __future__ import annotations

import re
import textwrap

import pytest

from optgate import detect

from .files import codes

FLAGGED = {
    "OPT101": [
        "for i in range(n):\n    out[i] = sum(a[i][k] * x[k] for k in range(n))",
        "for i in range(n):\n    u, v = x[i]\n    out[i] = u * v",
        "for i in range(len(x)):\n    out[i] = a * x[i] + b",
        "for i, v in enumerate(x):\n    if v > 0:\n        out[i] = v\n    else:\n        out[i] = -v",
        "i = 0\nwhile i < n:\n    out[i] = x[i] / 2\n    i += 1",
        "for i in range(n):\n    out[i] = clip(round(x[i] * 2), np.uint8)",
        "for i in range(n):\n    a[i, 0] = b[i] * 2",
    ],
    "OPT102": [
        "s = 0\nfor v in x:\n    s += v",
        "s = 0.0\nfor i in range(n):\n    if x[i] > 0:\n        s += x[i] * w[i]",
        "s = 0\nfor v in x:\n    s = s + v * v",
        "for j in range(m):\n    s = 0\n    for i in range(n):\n        s -= a[i][j]\n    keep(s)",
        "s = 0\nfor u, v in zip(x, y):\n    s += u * v",
    ],
    "OPT103": [
        "c = 0\nfor v in x:\n    if v > t:\n        c += 1",
        "c = 0\nfor i in range(n):\n    if x[i] * 2 != y[i]:\n        c += 1",
    ],
    "OPT104": ["p = 1\nfor v in x:\n    p *= v", "p = 1\nfor v in x:\n    p = p * (1 - v)"],
    "OPT105": [
        "m = x[0]\nfor v in x:\n    if v > m:\n        m = v",
        "m = 0\nfor v in x:\n    m = max(m, abs(v))",
    ],
    "OPT106": ["b, k = x[0], 0\nfor i in range(n):\n    if x[i] < b:\n        b = x[i]\n        k = i"],
    "OPT107": [
        "for v in x:\n    if v < 0:\n        return True\nreturn False",
        "bad = False\nfor v in x:\n    if v > 3:\n        bad = True",
    ],
    "OPT201": [
        "s = 0\nfor i in range(n):\n    s += x[i]\n    out[i] = s",
        "s = 0\nout = []\nfor v in x:\n    s += v\n    out.append(s / 2)",
    ],
    "OPT202": ["m = x[0]\nfor i in range(n):\n    m = max(m, x[i])\n    out[i] = m"],
    "OPT203": ["v = 1.0\nfor i in range(n):\n    v *= 1 + r[i]\n    out[i] = v"],
    "OPT301": [
        "i = 0\nfor v in x:\n    if v > 0:\n        break\n    i += 1",
        "for i in range(n):\n    if x[i] > t:\n        return i\nreturn -1",
        "k = -1\nfor i in range(n):\n    if x[i] > t:\n        k = i\n        break",
    ],
    "OPT302": ["k = -1\nfor i in range(n):\n    if x[i] > t:\n        k = i"],
    "OPT601": [
        "out = []\nfor k, pair in enumerate(zip(x, y), 1):\n    u, v = pair\n    q = u / v * k\n    out.append(q)",
        "out = []\nfor i in range(n):\n    if i == n - 2:\n        break\n    out.append(x[i] * 2)",
        "out = []\nc = 0\nfor v in x:\n    out.append(v * 2)\n    c += 1",
        "out = []\nfor v in x:\n    out.append(a * v + b)",
        "out = []\nfor v in x:\n    out.append(math.exp(v))",
    ],
    "OPT602": [
        "out = []\nfor v in x:\n    if v > t:\n        out.append(v)",
        "out = []\nfor u, v in zip(d[:, 0], d[:, -1]):\n    if u != 0:\n        out.append(v / u)",
        "out = []\nfor v in x:\n    if v < t:\n        continue\n    out.append(v * 2)",
    ],
    "OPT108": ["s = 0\nfor v in x:\n    s ^= v"],
    "OPT204": [
        "for i in range(2, n):\n    y[i] = y[i] + 2 * y[i - 1] - y[i - 2] - y[1]",
        "for i in range(1, n):\n    y[i] = y[i - 1] + a * (d['close'].iloc[i] - y[i - 1])",
        "for i in range(1, n):\n    y[i] = a * y[i - 1] + x[i]",
        "s = 0.0\nfor i in range(n):\n    s = a * x[i] + (1 - a) * s\n    out[i] = s",
    ],
    "OPT210": ["y = np.zeros(n)\nfor i in range(1, n):\n    y[i] = r * y[i - 1] * (1 - y[i - 1])"],
    "OPT303": [
        "for i in range(n):\n    for j in range(n):\n        if a[i, j] > t:\n            return i, j"
    ],
    "OPT310": [
        "for i in range(len(w[1])):\n    if w[1][i] + 1 in w[1]:\n        key(i)",
        "names = list(w)\nfor v in x:\n    if v in names:\n        key(v)",
        "for v in x:\n    if v not in sorted(w):\n        key(v)",
    ],
    "OPT311": [
        "out = []\nfor v in x:\n    if v not in out:\n        out.append(v)",
        "out = []\nfor v in x:\n    if v in out:\n        key(v)\n    else:\n        out.append(v)",
    ],
    "OPT312": [
        "for i in range(len(x)):\n    for j in range(i + 1, len(x)):\n        if x[i] == x[j]:\n            return True"
    ],
    "OPT313": [
        "names = list(x)\nfor v in y:\n    out.append(names.index(v))",
        "for v in x:\n    if x.count(v) > 1:\n        key(v)",
    ],
    "OPT314": ["for v in x:\n    for u in y:\n        if v[0] == u[0]:\n            key(v, u)"],
    "OPT401": [
        "e = {}\nfor v in x:\n    e[v] = e.get(v, 0) + 1",
        "e = {}\nfor v in x:\n    if v in e:\n        e[v] += 1\n    else:\n        e[v] = 1",
        "e = collections.defaultdict(int)\nfor v in x:\n    e[v] += 1",
        "for v in x:\n    try:\n        d[v] += 1\n    except KeyError:\n        d[v] = 1",
    ],
    "OPT402": ["e = {}\nfor v in x:\n    if v not in e:\n        e[v] = []\n    e[v].append(key(v))"],
    "OPT403": ["e = {}\nfor v, u in zip(x, y):\n    e[v] = e.get(v, 0) + u"],
    "OPT410": [
        "for i in range(n):\n    out[x[i]] += 1",
        "for v in x:\n    out[int(v / w)] += 1",
        "for i in range(n):\n    for j in range(n):\n        out[a[i, j]] += 1",
        "for i in range(n):\n    k = x[i]\n    out[k] += y[i] * 2",
    ],
    "OPT412": ["for i in range(n):\n    out[x[i]] = y[i] * 2"],
    "OPT413": [
        "for i in range(n):\n    out[i] = t[x[i]]",
        "p = np.arange(n)\nfor k in p:\n    out.append(x[k])\n    w.append(y[k])",
    ],
    "OPT501": [
        "for j in range(n):\n    for i in range(int(b[j]), int(b[j + 1])):\n        out[j, i] = (i - b[j]) / (b[j + 1] - b[j])",
        "for i in range(n):\n    for j in range(n):\n        out[i, j] = x[i] * y[j]",
        "for i in range(n):\n    for j in range(n):\n        out[j][i] = a[i][j]",
        "for i in range(n):\n    for j in range(n):\n        if a[i, j] > t:\n            out[i, j] = 1",
    ],
    "OPT502": [
        "m = 0\nfor row in a:\n    for v in row:\n        if v == 0 or t / v <= m:\n            continue\n        m = t / v",
        "s = 0\nfor i in range(n):\n    for j in range(n):\n        s += a[i, j] * 2",
        "c = 0\nfor row in a:\n    for v in row:\n        if v > t:\n            c += 1",
    ],
    "OPT503": [
        "for i in range(n):\n    s = 0.0\n    for j in range(n):\n        s += a[i, j]\n    out[i] = s",
        "for i in range(n):\n    for j in range(n):\n        out[j] += a[i][j]",
    ],
    "OPT504": [
        "for i in range(n):\n    for j in range(n):\n        for k in range(n):\n            out[i][j] += a[i][k] * b[k][j]",
        "for i in range(n):\n    s = 0.0\n    for j in range(n):\n        s += a[i, j] * x[j]\n    out[i] = s",
    ],
    "OPT505": [
        "for i in range(n):\n    for j in range(n):\n        out[i, j] = abs(x[i] - x[j])",
        "c = 0\nfor i in range(n):\n    for j in range(i + 1, n):\n        if x[i] > x[j]:\n            c += 1",
    ],
    "OPT506": [
        "for i in range(1, n - 1):\n    out[i] = (x[i - 1] + x[i + 1]) / 2",
        "for i in range(1, n - 1):\n    for j in range(1, n - 1):\n        out[i, j] = (a[i - 1, j] + a[i + 1, j]) / 2",
    ],
    "OPT507": [
        "for i in range(n):\n    s = 0.0\n    for j in range(w):\n        s += x[i + j]\n    out[i] = s",
        "for i in range(n):\n    s = 0.0\n    for j in range(i - w, i + w):\n        s += x[j]\n    out[i] = s",
    ],
    "OPT508": [
        "out = [np.std(x[i : i + w]) for i in range(n)]",
        "out = [d[i : i + w, 0].mean() for i in range(n)]",
        "for i in range(n):\n    out.append(key(sum(x[:i])))",
        "for i in range(n):\n    s = 0.0\n    for j in range(i):\n        s += x[j]\n    out[i] = s",
    ],
    "OPT509": [
        "for i in range(1, n):\n    for j in range(1, n):\n        t[i][j] = max(t[i - 1][j], t[i][j - 1]) + a[i][j]"
    ],
    "OPT510": [
        "for k in range(n):\n    for i in range(n):\n        for j in range(n):\n"
        "            d[i][j] = min(d[i][j], d[i][k] + d[k][j])"
    ],
    "OPT603": ["out = []\nfor row in a:\n    for v in row:\n        out.append(v * 2)"],
    "OPT605": ["out = []\nfor v in x:\n    out = out + [key(v)]"],
    "OPT606": ["text = ''\nfor v in x:\n    text += str(v)"],
    "OPT607": [
        "out = np.array([])\nfor v in x:\n    out = np.append(out, key(v))",
        "for v in x:\n    out = np.concatenate([out, key(v)])",
    ],
    "OPT608": ["q = [n]\nwhile q:\n    key(q.pop(0))", "for v in x:\n    out.insert(0, key(v))"],
    "OPT701": ["for i in range(n):\n    key(np.sqrt(i + 1))"],
    "OPT702": ["for v in x:\n    key(v, sum(w))", "for v in x:\n    key(v / np.max(w))"],
    "OPT703": ["for i in range(len(x)):\n    key(x[i])"],
    "OPT704": ["s = 0.0\nfor i in range(n):\n    s += (x[i] - y[i]) ** 2\nreturn math.sqrt(s)"],
    "OPT705": ["def g(k):\n    return k if k < 2 else g(k - 1) + g(k - 2)\nreturn g(n)"],
    "OPT706": ["g = np.vectorize(key)\nout = g(x)", "g = np.frompyfunc(key, 1, 1)"],
    "OPT707": ["def g(v):\n    return v * 2 if v > 0 else 0\nfor i in range(n):\n    out[i] = g(x[i])"],
    "OPT708": ["for v in np.nditer(x):\n    key(v)", "for v in x.flat:\n    key(v)"],
    "OPT709": ["x = np.asarray(x)\nreturn sum(x)", "k = np.zeros(n)\nif max(k) > 1:\n    return 1"],
    "OPT710": [
        "for i in range(n):\n    z = x[i]\n    while z * z < 4:\n        z = z * z + a\n    out[i] = z"
    ],
}

NOTES = {"OPT703"}
"""Rules that only ever tell notes."""

LEFT_ALONE = {
    "tiny range": "s = 0\nfor i in range(3):\n    s += x[i]",
    "literal tuple": "s = 0\nfor k in (1, 2, 5):\n    s += k * t",
    "callback": "for v in x:\n    handle(v)",
    "print": "s = 0\nfor v in x:\n    s += v\n    print(s)",
    "lines of a file": "n = 0\nfor line in open(x):\n    n += len(line)",
    "several texts": "s = ''\nfor v in x:\n    u = key(v)\n    u += 'x'\n    s += u",
    "text parts": "n = 0\nfor part in x.split(','):\n    n += len(part) * 2",
    "words": "n = 0\nfor v in x:\n    if v == 'a':\n        n += 1",
    "attributes of the element": "s = 0\nfor v in x:\n    s += v.price * v.amount",
    "methods of the element": "s = 0\nfor v in x:\n    s += v.area()",
    "dictionary items": "s = 0\nfor k, v in d.items():\n    s += v * 2",
    "dictionary": "e = {}\ns = 0\nfor v in e:\n    s += e[v] * 2",
    "vector work": "s = 0\nfor v in x:\n    s += np.sum(v)",
    "slices": "for i in range(n):\n    out[i] = x[i:n]",
    "recurrence": "for i in range(1, n):\n    x[i] = x[i - 1] * x[i - 1] / (1 + x[i])",
    "newton": "for v in x:\n    s = s / 2 + v / s",
    "builds objects": "out = []\nfor v in x:\n    out.append(Point(v * 2, 1))",
    "strings appended": "out = []\nfor v in x:\n    out.append('%d' % v)",
    "copies objects": "out = []\nfor v in x:\n    out.append(v)",
    "equal objects": "for i, v in enumerate(x):\n    if v == key:\n        return i\nreturn -1",
    "is None": "n = 0\nfor v in x:\n    if v is None:\n        n += 1",
    "else": "for i in range(n):\n    if x[i] > 1:\n        break\nelse:\n    i = -1",
    "try": "s = 0\nfor v in x:\n    try:\n        s += v\n    except TypeError:\n        pass",
    "horner": "n = 0\nfor v in x:\n    n <<= 8\n    n += v",
    "with a call in between": "s = 0\nfor v in x:\n    s += v\n    check(s)",
    "while without a counter": "while x > 1:\n    x = x / 2",
    "tiny nest": "for i in range(3):\n    for j in range(3):\n        out[i, j] = a[i, j] * 2",
    "dimensions": "for k in range(ndim):\n    out[k] = a[k] * 2",
    "items of the object": "for i in range(n):\n    self[i] = x[i] * 2",
    "constants appended": "out = []\nfor v in x:\n    out.append(0)",
    "a parameter is called": "s = 0\nfor v in x:\n    s += key(v) * 2",
    "in a set": "e = set(w)\nfor v in x:\n    if v in e:\n        key(v)",
    "in a dictionary": "e = {}\nfor v in x:\n    if v in e:\n        key(v)",
    "in an unknown": "for v in x:\n    if v in w:\n        key(v)",
    "in a short list": "e = [1, 2]\nfor v in x:\n    if v in e:\n        key(v)",
    "in a range": "e = range(n)\nfor v in x:\n    if v in e:\n        key(v)",
    "place in a text": "e = 'abc'\nfor v in x:\n    out.append(e.index(v))",
    "stack": "q = [n]\nwhile q:\n    key(q.pop())",
    "popped dictionary": "e = {}\nfor v in x:\n    e.pop(0)",
    "changed sum": "w = []\nfor v in x:\n    w.append(v)\n    key(sum(w))",
    "rebound array": "for v in x:\n    out = np.concatenate([v, w])",
    "defaultdict": "e = collections.defaultdict(list)\nfor v in x:\n    e[key(v)].append(v)",
    "growing text of a pass": "for v in x:\n    s = ''\n    s += key(v)\n    out.append(s)",
    "numpy of arrays": "for v in x:\n    key(np.sqrt(v))",
    "sum of a list": "k = [v for v in x]\nreturn sum(k)",
    "recursion into halves": "def g(k):\n    return g(k[: n]) + g(k[n:])\nreturn g(x)",
    "sweep in place": "for i in range(1, n):\n    for j in range(1, n):\n        d[i, j] = (d[i - 1, j] + d[i + 1, j]) / 2",
    "heavy calls": "for v in x:\n    out = fit(out, v)\n    score = out.score(v)",
    "two-part while": "while x > 1 and y:\n    x = x / 2",
    "last axis": "for k in range(len(x)):\n    out[k] = x[k].mean()",
    "ends at what it finds": "out = []\nfor i in range(n):\n    if x[i] == t:\n        break\n    out.append(x[i] * 2)",
    "a place stored before": "for i in range(2, n):\n    y[i] = y[i] * 2 - y[7]",
    "columns of an array": "c = d[:, 1]\nfor i in range(n):\n    for j in range(n):\n        out[i, j] = a + c * x[j]",
    "rows of means": "c = np.mean(d, axis=0)\nfor i in range(n):\n    out[i] = c - x[i]",
    "few, written above": "e = [[0, 1], [1, 2]]\nfor i, v in enumerate(e):\n    if t >= v[0]:\n        return i",
    "an array that grows": "m = np.zeros(n)\nfor i in range(n):\n    for j in range(n):\n        m += x[i] * np.exp(w * y[j])",
    "the same window": "out = [np.std(x[w : w + 2]) for i in range(n)]",
    "two items of an object": "for i, v in enumerate(x):\n    out[i], a[i] = t.graph[v]",
    "few windows": "out = [np.std(x[i : i + w]) for i in range(3)]",
    "sum of what methods give": "for i in range(n):\n    out[i] = sum(v.area() for v in x)",
    "comprehension already": "s = sum([v * 2 for v in x])",
}  # fmt: skip


def wrap(body, parameters="x, y, n, out, a, b, t, w, d, r, key"):
    return f"import collections\nimport math\nimport numpy as np\n\n\ndef f({parameters}):\n{textwrap.indent(body, '    ')}\n    return 0\n"


@pytest.mark.parametrize(
    ("code", "body"), [(code, body) for code, bodies in FLAGGED.items() for body in bodies]
)
def test_flags(code, body):
    assert codes(wrap(body), notes=code in NOTES) == [code]


@pytest.mark.parametrize("name", LEFT_ALONE)
def test_leaves_alone(name):
    assert codes(wrap(LEFT_ALONE[name])) == []


@pytest.mark.parametrize(
    "parameters",
    [
        "x: str",
        "x: bytes",
        "x: dict[str, int]",
        "x: set[int]",
        "x: list[str]",
        "x: list[np.ndarray]",
        "x: Iterator[int]",
    ],
)
def test_annotated_containers_that_hold_no_numbers_by_position(parameters):
    assert codes(wrap("s = 0\nfor v in x:\n    s += v * 2", parameters)) == []


def test_every_code_has_a_rule_with_documentation():
    rules = detect.rules()
    assert [rule.code for rule in rules if not rule.code.startswith("OPT8")] == sorted(FLAGGED)
    for rule in rules:
        assert re.fullmatch(r"OPT[1-9]\d\d", rule.code)
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.name)
        assert rule.documentation.startswith(rule.summary)
        for heading in ("## What it matches", "## Why it matters", "## Example", "## Known differences"):
            assert heading in rule.documentation
        assert rule.documentation.count("```python") == 2


@pytest.mark.parametrize(
    "rule", [rule for rule in detect.rules() if rule.code[3] != "8"], ids=lambda rule: rule.code
)
def test_the_example_in_the_documentation_is_flagged_before_and_not_after(rule):
    before, after = re.findall(r"```python\n(.*?)```", rule.documentation, re.S)
    setup = "scale = 2\nthreshold = 1\n"
    parameters = "x, y, out, w, r, n, m, p, t, a, b, c, d, k, use, fill, histogram"
    assert codes(wrap(setup + before, parameters), notes=rule.code in NOTES) == [rule.code]
    assert codes(wrap(setup + after, parameters), notes=rule.code in NOTES) == []


def test_symbols_are_no_numbers():
    text = "def f(x):\n    s = 0\n    for v in x:\n        s += v * 2\n    return s\n"
    assert codes(text) == ["OPT102"]
    assert codes(f"from sympy import S\n\n\n{text}") == []


@pytest.mark.parametrize("decorator", ["njit", "numba.jit(nopython=True)", "nb.vectorize", "jit()"])
def test_compiled_functions_are_left_alone(decorator):
    text = "def f(x):\n    s = 0\n    for v in x:\n        s += v * 2\n    return s\n"
    assert codes(f"import numba as nb\n\n\n@{decorator}\n{text}") == []
    assert codes(f"import functools\n\n\n@functools.cache\n{text}") == ["OPT102"]


def test_functions_known_by_their_names_are_numbers_wherever_they_come_from():
    text = (
        "from .space import {0}\n\n\ndef f(a, b):\n    m = 0\n    for u in a:\n        for v in b:\n"
        "            w = {0}(u, v)\n            if w > m:\n                m = w\n    return m\n"
    )
    assert codes(text.format("euclidean_distance")) == ["OPT502"]
    assert codes(text.format("render")) == []
