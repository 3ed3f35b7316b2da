# ruff: noqa: E501
"""How loops of unusual forms are read: values through names, lists and conditions, loops in one header."""

from __future__ import annotations

import textwrap

import pytest

from .files import codes

FLAGGED = {
    "through another name": (
        "OPT204",
        "last = 0.0\nfor i in range(n):\n    cur = x[i] * (y[i] - last) + last\n    out[i] = cur\n    last = cur",
    ),
    "the last of a list": ("OPT204", "out = [0.0]\nfor v in x:\n    out.append(0.5 * out[-1] + v)"),
    "a generator": ("OPT204", "s = 0.0\nfor v in 2 * x:\n    s = n * s + v\n    yield s"),
    "a part of a list": ("OPT102", "s = 0\nfor i, v in enumerate(x[1:]):\n    s += i * v"),
    "neighbours": ("OPT102", "s = 0\nfor u, v in zip(x[1:], x[:-1]):\n    s += abs(u - v)"),
    "held values": (
        "OPT210",
        "y = np.array(x)\nfor i, v in enumerate(x[1:]):\n    if v == 0:\n        y[i + 1] = y[i]",
    ),
    "two ways to go on": (
        "OPT210",
        "y = np.zeros(n)\nfor i in range(1, n):\n    if x[i] > 0:\n        y[i] = y[i - 1] * 0.5\n"
        "    else:\n        y[i] = x[i]",
    ),
    "product of ranges": (
        "OPT501",
        "for i, j in itertools.product(range(n), repeat=2):\n    if x[i][j] > 1:\n        y[i][j] = 1",
    ),
    "ndindex": ("OPT502", "s = 0.0\nfor i, j in np.ndindex(x.shape):\n    s += x[i, j] * y[j, i]"),
    "scaled in place": ("OPT101", "for i in range(n):\n    x[i] *= y"),
    "larger of two": ("OPT101", "for i, v in enumerate(x):\n    if v > y[i]:\n        y[i] = v"),
    "one of two values appended": (
        "OPT601",
        "out = []\nfor v in x:\n    if v > n:\n        out.append(n)\n    else:\n        out.append(v)",
    ),
    "two lists of places": (
        "OPT602",
        "low = []\nhigh = []\nfor i, v in enumerate(x):\n    if v > n:\n        high.append(i)\n    else:\n"
        "        low.append(i)",
    ),
    "left with a constant": (
        "OPT102",
        "s = 0.0\nfor v in x:\n    if v > 0:\n        s += v\n    else:\n        return -1",
    ),
    "under the same condition": (
        "OPT102",
        "s = 0.0\nfor i in range(n):\n    if x[i] > 0:\n        t = x[i] * y[i]\n        if t < 1:\n"
        "            s += t",
    ),
    "columns of a frame": (
        "OPT210",
        "d = pd.DataFrame(x)\ny = d['a']\nfor i in range(1, n):\n    y[i] = y[i - 1] * y[i - 1] + 1",
    ),
    "numbers that change": (
        "OPT102",
        "for _ in range(n):\n    x = x * 2\n    s = 0.0\n    for k in range(n):\n        s += np.log(x + y[k])\n    use(s)",
    ),
}

LEFT_ALONE = {
    "another branch": "s = 0.0\nt = 0.0\nfor i in range(n):\n    if x[i] > 0:\n        t = x[i]\n    else:\n        s = t",
    "arrays added up": "v = np.zeros(n)\nfor i in range(n):\n    v += x[i] / (y - i) ** 2",
    "a few arguments": "s = 0\nfor k, _ in enumerate(args):\n    s += args[k] / n",
    "a generator of elements": "s = 0\nfor v in x:\n    s += v\n    yield v",
    "left by the sum": "s = 0.0\nfor v in x:\n    s += v\n    if s > n:\n        return 1",
    "pairs of lists": "s = 0\nfor u, v in itertools.product(x, y):\n    s += use(u, v)",
}


def wrap(body: str) -> str:
    head = "import itertools\nimport numpy as np\nimport pandas as pd\n\n\ndef f(x, y, n, out, use, *args):\n"
    return head + textwrap.indent(body, "    ") + "\n"


@pytest.mark.parametrize("name", FLAGGED)
def test_flags(name: str) -> None:
    code, body = FLAGGED[name]
    assert codes(wrap(body)) == [code]


@pytest.mark.parametrize("name", LEFT_ALONE)
def test_leaves_alone(name: str) -> None:
    assert codes(wrap(LEFT_ALONE[name])) == []


def test_an_extreme_that_is_also_reset_is_no_running_extreme() -> None:
    body = (
        "h = x[0]\nfor i in range(n):\n    if x[i] > h:\n        h = x[i]\n    if y[i] > 0:\n        h = y[i]\n"
        "    out[i] = h"
    )
    assert not {"OPT105", "OPT106", "OPT202"} & set(codes(wrap(body)))
