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
        "for i in range(len(x)):\n    out[i] = a * x[i] + b",
        "for i, v in enumerate(x):\n    if v > 0:\n        out[i] = v\n    else:\n        out[i] = -v",
        "i = 0\nwhile i < n:\n    out[i] = x[i] / 2\n    i += 1",
        "for i in range(n):\n    out[i] = clip(round(x[i] * 2), np.uint8)",
        "for i in range(1, n - 1):\n    out[i] = (x[i - 1] + x[i + 1]) / 2",
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
        "out = []\nfor v in x:\n    out.append(a * v + b)",
        "out = []\nfor v in x:\n    out.append(math.exp(v))",
    ],
    "OPT602": ["out = []\nfor v in x:\n    if v > t:\n        out.append(v)"],
}

LEFT_ALONE = {
    "tiny range": "s = 0\nfor i in range(3):\n    s += x[i]",
    "literal tuple": "s = 0\nfor k in (1, 2, 5):\n    s += k * t",
    "callback": "for v in x:\n    handle(v)",
    "print": "s = 0\nfor v in x:\n    s += v\n    print(s)",
    "lines of a file": "n = 0\nfor line in open(x):\n    n += len(line)",
    "text": "s = ''\nfor v in x:\n    s += v",
    "text parts": "n = 0\nfor part in x.split(','):\n    n += len(part) * 2",
    "words": "n = 0\nfor v in x:\n    if v == 'a':\n        n += 1",
    "attributes of the element": "s = 0\nfor v in x:\n    s += v.price * v.amount",
    "methods of the element": "s = 0\nfor v in x:\n    s += v.area()",
    "dictionary items": "s = 0\nfor k, v in d.items():\n    s += v * 2",
    "dictionary": "e = {}\ns = 0\nfor v in e:\n    s += e[v] * 2",
    "vector work": "s = 0\nfor v in x:\n    s += np.sum(v)",
    "slices": "for i in range(n):\n    out[i] = x[i:n]",
    "recurrence": "for i in range(1, n):\n    x[i] = x[i - 1] * a + b",
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
    "comprehension already": "s = sum([v * 2 for v in x])",
}  # fmt: skip


def wrap(body, parameters="x, y, n, out, a, b, t, w, d, r, key"):
    return f"import math\nimport numpy as np\n\n\ndef f({parameters}):\n{textwrap.indent(body, '    ')}\n    return 0\n"


@pytest.mark.parametrize(
    ("code", "body"), [(code, body) for code, bodies in FLAGGED.items() for body in bodies]
)
def test_flags(code, body):
    assert codes(wrap(body)) == [code]


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
    assert codes(wrap(setup + before, "x, out, w, r, n, t, a, b, histogram")) == [rule.code]
    assert codes(wrap(setup + after, "x, out, w, r, n, t, a, b, histogram")) == []
