# ruff: noqa: E501
"""Whatever parses is handled, of every version's syntax; what does not is left to others."""

from __future__ import annotations

import sys

import pytest

from optgate import detect

from .files import codes, file_of

SUM = "s = 0\nfor v in x:\n    s += v * 2\n"


def indented(text: str, depth: int) -> str:
    return "".join(" " * 4 * depth + line + "\n" for line in text.splitlines())


AROUND = {
    "match": "def f(x):\n    match len(x):\n        case 0:\n            pass\n        case _:\n{3}",
    "except star": "def f(x):\n    try:\n        pass\n    except* ValueError:\n{2}",
    "with several": "def f(x, a, b):\n    with (a as c, b as d):\n{2}",
    "walrus": "def f(x):\n    if (n := len(x)) > 1:\n{2}",
    "else of a loop": "def f(x):\n    while x:\n        break\n    else:\n{2}",
    "positional only": "def f(x, /, *, k=1):\n{1}",
}


@pytest.mark.parametrize("name", AROUND)
def test_loops_inside_any_statement(name):
    text = AROUND[name]
    for depth in (1, 2, 3):
        text = text.replace(f"{{{depth}}}", indented(SUM, depth))
    assert codes(text) == ["OPT102"]


@pytest.mark.skipif(sys.version_info < (3, 12), reason="the syntax is of Python 3.12")
@pytest.mark.parametrize(
    "head", ["def f[T](x: list[T]):\n    y = f'{x!r:>{len(f'{x}')}}'\n", "type V = list\n\n\ndef f(x: V):\n"]
)
def test_new_syntax(head):
    assert codes(head + indented(SUM, 1)) == ["OPT102"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00",
        "\ufeffx = 1\n",
        "def f(:\n",
        "print 'old'\n",
        '{"cells": [], "nbformat": 4}',
        "x = " + "(" * 300 + ")" * 300,
        "def f(x):\n    for v in x:\n        s = " + "+".join(["v"] * 3000) + "\n",
        "def f(x):\n    for v in x:\n        s += " + "-" * 600 + "v\n",
        "def f(x):\r\n    for v in x:\r\n        pass\r\n",
    ],
)
def test_weird_files_do_not_crash(text):
    assert detect.check_source(file_of(text)) == []


def test_a_chain_of_many_branches():
    chain = "".join(f"    {'el' if n else ''}if x > {n}:\n        y = {n}\n" for n in range(500))
    assert detect.check_source(file_of(f"def f(x):\n{chain}    return y\n")) == []


def test_a_finding_tells_why_and_how_much():
    text = "def f(a, n):\n    s = 0.0\n    for i in range(n):\n        for j in range(8):\n            s += a[i, j] * 2\n    return s\n"
    ((_, (finding,)),) = detect.check_source(file_of(text))
    assert finding.code == "OPT502"
    assert finding.why.startswith("One reduction") and "\n" not in finding.why
    assert "2 nested loops" in finding.estimate and "n x 8" in finding.estimate
    single = text.replace("        for j in range(8):\n    ", "").replace("a[i, j]", "a[i]")
    ((_, (smaller,)),) = detect.check_source(file_of(single))
    assert smaller.score < finding.score


def test_notes_are_told_when_asked_for():
    text = "def f(x):\n    for i in range(len(x)):\n        g(x[i])\n"
    assert codes(text) == []
    assert codes(text, notes=True) == ["OPT703"]
    assert codes(text, select=("OPT703",)) == ["OPT703"]
    assert codes(text, select=("OPT7",)) == []
