"""Mutants as texts: one change each, every line in its place, always the same ones."""

from __future__ import annotations

import ast
import textwrap
from typing import Any

import pytest

from optgate.verify.evidence.source import read
from optgate.verify.strength import Facts, Mutation, mutations

FACTS = Facts(True, frozenset({"float"}))
PEAK = """
import numpy as np


def other(x):
    return x * 2


def f(xs, limit=3):
    "The largest of those below a limit."
    best = 0.0
    for i in range(len(xs)):
        if xs[i] < limit and xs[i] > best:
            best = xs[i]
    return best
"""


def made(text: str, qualname: str = "f", most: int = 40, facts: Facts = FACTS) -> list[Mutation]:
    text = textwrap.dedent(text)
    source = read(text, qualname)
    assert source is not None
    return mutations(text, qualname, source, facts, most)


def run(text: str, *args: Any) -> Any:
    space: dict[str, Any] = {}
    exec(text, space)
    return space["f"](*args)


def test_every_mutant_holds_one_change_on_its_line() -> None:
    lines = PEAK.splitlines()
    found = made(PEAK)
    assert len(found) > 15
    for one in found:
        changed = one.text.splitlines()
        assert len(changed) == len(lines)
        assert not any(changed[:8])
        assert [n for n in range(9, len(lines)) if changed[n] != lines[n]] == [one.line - 1]
        assert one.start[0] == one.line


def test_they_are_always_the_same_and_as_many_as_asked_for() -> None:
    assert made(PEAK) == made(PEAK)
    few = made(PEAK, most=8)
    assert len(few) == 8
    assert len({one.operator for one in few}) == 8
    assert len({one.line for one in few}) >= 4


def test_no_two_do_the_same_and_none_does_what_the_original_does() -> None:
    found = made("def f(x):\n    if x > 1:\n        return x + 0 * 5\n    return -1\n")
    assert len({one.text for one in found}) == len(found)
    names = [one.change for one in found]
    assert "`5` became `6`" not in names
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("def f(x):\n    return x\n", set()),
        ("def f(x):\n    pass\n", set()),
        ('def f(x):\n    """Only 1 docstring."""\n', set()),
    ],
)
def test_a_function_with_nothing_to_change(text: str, changes: set[str]) -> None:
    assert {one.change for one in made(text, facts=Facts())} == changes


LONG = """
def f(
    xs,
):
    total = (
        xs[0]
        +
        xs[1]
    )
    if (total >
            3): raise ValueError(
                "large")
    return [
        v
        for v in xs
        if v > 1
    ][0]
"""


def test_lines_stay_where_expressions_span_several() -> None:
    for one in made(LONG):
        tree = ast.parse(one.text)
        (raised,) = [node for node in ast.walk(tree) if isinstance(node, ast.Raise)] or [None]
        assert raised is None or raised.lineno == 11
        (returned,) = [node for node in ast.walk(tree) if isinstance(node, ast.Return)]
        assert returned.lineno == 13
        assert len(one.text.splitlines()) == len(LONG.splitlines())


@pytest.mark.parametrize(
    ("text", "qualname"),
    [
        (
            "class A:\n    y = 1\n    def g(self): pass\n    def f(self, x):\n        return x + 1\n",
            "A.f",
        ),
        (
            "class A:\n    class B:\n        @staticmethod\n        def f(x):\n            return x + 1\n",
            "A.B.f",
        ),
        ("import functools\n@functools.lru_cache(\n    5)\ndef f(x):\n    return x + 1\n", "f"),
        ("if True:\n    def f(x):\n        return x + 1\nelse:\n    f = None\n", "f"),
        ("from __future__ import annotations\nx: int = 3\ndef f(x: Unknown):\n    return x + 1\n", "f"),
        ("def f(x):\r\n    return x + 1\r\n", "f"),
        ("é = 1\ndef f(x):\n    return 'é' * 2, x + 1\n", "f"),
        ("def f(x): return x + 1\n", "f"),
    ],
)
def test_shapes_of_definitions(text: str, qualname: str) -> None:
    found = made(text, qualname)
    assert any("`+` became `-`" in one.change for one in found)
    for one in found:
        compile(one.text, "m", "exec")


def test_what_stands_around_the_function_is_blank() -> None:
    text = (
        "import os\n"
        + "def g():\n    return 1\n" * 50
        + "class A:\n    z = 1\n    def f(self, x):\n        return x + 1\n"
    )
    for one in made(text, "A.f"):
        kept = [line for line in one.text.splitlines() if line]
        assert (kept[0], len(kept)) == ("class A:", 3)


@pytest.mark.parametrize(
    ("text", "change", "args", "result"),
    [
        (
            "def f(xs):\n    n = 0\n    for v in xs:\n        n += v\n    return n\n",
            "uint8",
            ([200, 100],),
            44,
        ),
        (
            "def f(xs):\n    n = 0\n    for v in xs:\n        n += v\n    return n\n",
            "int16",
            ([40000],),
            -25536,
        ),
        (
            "def f(xs):\n    for v in xs:\n        if v > 1:\n            return v\n",
            "from the end",
            ([2, 3],),
            3,
        ),
        ("def f(x):\n    return int(x)\n", "// 1", (-1.5,), -2),
        ("def f(x):\n    return round(x)\n", "+ 0.5", (2.5,), 3),
        ("def f(a, b):\n    return a // b\n", "int(a / b)", (-3, 2), -1),
        ("def f(a, b):\n    return a < b\n", "not >=", (1.0, float("nan")), True),
        (
            "def f(xs):\n  s, o = 0, []\n  for v in xs:\n    s += v\n    o.append(s)\n  return o\n",
            "comes before",
            ([1, 2],),
            [0, 1],
        ),
        ("def f(xs):\n    return max(xs, key=abs)\n", "ties", ([1, -1],), -1),
        ("def f(x):\n    return 1 if x is None else x\n", "not x", (0,), 1),
        ("def f(x):\n    return x * 1.0\n", "float32", (0.1,), 0.10000000149011612),
    ],
)
def test_what_a_mistake_does(text: str, change: str, args: tuple[Any, ...], result: Any) -> None:
    (one,) = [one for one in made(text) if change in one.change]
    assert run(one.text, *args) == result


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("def f(xs):\n    xs[0] = 1\n    return xs\n", "works on a copy"),
        ("def f(xs):\n    for i in range(1):\n        xs[i] = 1\n    return xs\n", "works on a copy"),
    ],
)
def test_a_copy_is_changed_in_place_of_the_argument(text: str, change: str) -> None:
    (one,) = [one for one in made(text) if change in one.change]
    given = [0]
    assert run(one.text, given) == [1]
    assert given == [0]
