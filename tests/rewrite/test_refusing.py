"""Why a function has no candidate, in words for people."""

import textwrap

import pytest

from optgate.model import Finding
from optgate.rewrite.refusing import why_not
from tests.rewrite.harness import target_of

LOOP = "found = []\nfor x in xs:\n    {body}\nreturn found\n"


def told(body: str, head: str = "def f(xs, other):") -> str:
    text = f"{head}\n" + textwrap.indent(body, "    ")
    return why_not(target_of(text, "f"), (Finding("OPT101", "x", 3, 4, 3, ""),))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("for x in xs:\n    yield x\n", "no rule rewrites it: it is a generator"),
        ("for x in xs:\n    f(x, other)\n", "no rule rewrites it: it calls itself"),
        ("global g\nfor x in xs:\n    g = x\n", "no rule rewrites it: it assigns a global name"),
        ("for x in xs:\n    eval(x)\n", "no rule rewrites it: it calls `eval`, which sees its names"),
        (LOOP.format(body="try:\n        other(x)\n    finally:\n        pass"), "`try` in it"),
        (LOOP.format(body="del xs[0]"), "`del` in it"),
        (LOOP.format(body="print(x)"), "the loop on line 3: "),
        (LOOP.format(body="other.visit(x)"), "the loop on line 3: a method call"),
        (LOOP.format(body="a, *found = x"), "the loop on line 3: a starred expression in it"),
    ],
)
def test_the_reason(body: str, expected: str) -> None:
    assert expected in told(body)
