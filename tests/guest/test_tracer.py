"""What a function does with its arguments is written down, whatever the function does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from optgate.guest.codec import Recipe
from optgate.guest.trace import TRACER
from tests.host.conftest import Project, call, interpreters, outcome


@pytest.fixture(params=interpreters(), ids=lambda one: ".".join(map(str, one.version[:2])))
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Project]:
    yield Project(tmp_path / "project", request.param)


def traced(project: Project, text: str, *names: str, qualname: str = "f", **options: Any) -> set[tuple]:
    asked = [call(*(Recipe("name", (TRACER + name,)) for name in names))]
    with project.function(text, qualname) as side:
        facts = side.trace(asked, **{"rounds": 8, "seed": 1, "timeout": 0.5, **options})
    return {
        ("".join(path), fact, tuple(detail) if fact == "index of" else detail) for path, fact, detail in facts
    }


def test_elements_and_what_is_taken_out_of_them(project: Project):
    text = """
        def f(rows):
            return [a.strip() for a, b in rows if b[0] > 3]
        """
    facts = traced(project, text, "rows")
    assert {("rows", "iter", ""), ("rows[]", "unpack", 2), ("rows[][0]", "str", "")} <= facts
    assert {("rows[][1]", "at", 0), ("rows[][1][0]", "order", 3)} <= facts


def test_a_constant_index_is_told_from_a_running_one(project: Project):
    text = """
        def turn(p, q):
            return p[0] * q[1]

        def f(a, b):
            return sum(turn(b, b) + a[i] for i in range(3) for _ in range(40))
        """
    facts = traced(project, text, "a", "b")
    assert {("b", "at", 0), ("b", "at", 1), ("a", "indexed", "")} <= facts
    assert not {fact for fact in facts if fact[:2] in (("a", "at"), ("b", "indexed"))}


def test_a_count_is_known_behind_arithmetic(project: Project):
    text = """
        def f(n, r):
            return [i for i in range(max(n - r, 0))]
        """
    facts = traced(project, text, "n", "r")
    assert {("n~", "index", ""), ("r~", "index", ""), ("r", "arith", "sub")} <= facts


def test_keys_of_mappings_methods_and_lookups(project: Project):
    text = """
        PAIRS = {"A": "T", "G": "C"}

        def f(table, parents, letter):
            for key, values in table.items():
                for v in values:
                    v + 1
            table["x"], table.get("y", 0)
            i = len(parents) - 1
            while parents[i] != -1:
                i = parents[i]
            return PAIRS[letter]
        """
    facts = traced(project, text, "table", "parents", "letter")
    assert {("table", "method", "items"), ("table{v}", "iter", ""), ("table{v}[]", "arith", "add")} <= facts
    assert {("table", "key", "x"), ("table", "maybe", "y"), ("letter", "among", "G")} <= facts
    assert ("parents[]", "index of", ("parents",)) in facts


def test_both_branches_are_taken_in_some_round(project: Project):
    text = """
        def f(x, y):
            if x > 2:
                return y.upper()
            if isinstance(x, dict):
                return y.lower()
            raise ValueError(y + 1)
        """
    facts = traced(project, text, "x", "y", rounds=16)
    assert {("y", "method", "upper"), ("y", "method", "lower"), ("y", "arith", "add")} <= facts
    assert ("x", "class", "dict") in facts


@pytest.mark.parametrize(
    "body",
    [
        "while True: pass",
        "\n    while True:\n        try: x[0]\n        except BaseException: pass",
        "import time; time.sleep(60)",
        "import os; os._exit(3)",
        "import os; os.abort()",
        "raise SystemExit(1)",
    ],
)
def test_nothing_that_the_function_does_ends_the_session(project: Project, body: str):
    text = f"def f(x):\n    len(x)\n    if type(x) is int: return 1\n    {body}\n"
    with project.function(text, "f") as side:
        pid = side.start().pid
        facts = side.trace([call(Recipe("name", (TRACER + "x",)))], rounds=2, seed=1, timeout=0.2)
        assert facts == [] or facts[0] == (("x",), "len", "")
        assert side.pid == pid


def test_the_module_is_as_it_was_and_answers_repeat(project: Project):
    text = """
        SEEN = []

        def f(x):
            SEEN.append(x)
            if x: x.lower()
            return len(SEEN)
        """
    asked = [call(Recipe("name", (TRACER + "x",)))]
    with project.function(text, "f") as side:
        first = side.trace(asked, rounds=9, seed=4, timeout=0.5)
        assert outcome(side.run([call("A")], timeout=5)[0])["result"] == 1
        assert first and side.trace(asked, rounds=9, seed=4, timeout=0.5) == first
