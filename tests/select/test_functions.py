"""Which definitions of a file run, and how far each reaches."""

import pytest

from optgate.select.functions import definitions, loops, parse


def listed(source):
    return {
        (found.qualname, found.line, found.def_line, found.end_line) for found in definitions(parse(source))
    }


def test_reach_of_a_function_from_its_first_decorator_to_its_last_line():
    source = "@one\n@two(\n    3,\n)\n# comment\ndef f(\n    x,\n):\n    return x\n\n\ny = 1\n"
    assert listed(source) == {("f", 1, 6, 9)}


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("def f():\n def g(): pass\n class K:\n  def m(self): pass\n", ["f"]),
        ("class A:\n class B:\n  def m(self): pass\n", ["A.B.m"]),
        ("class A:\n if x:\n  def m(self): pass\n", ["A.m"]),
        ("with x:\n def f(): pass\nfor y in z:\n def g(): pass\nelse:\n def h(): pass\n", ["f", "g", "h"]),
        ("try:\n def a(): pass\nexcept E:\n def b(): pass\nfinally:\n def c(): pass\n", ["a", "b", "c"]),
        ("match x:\n case 1:\n  def f(): pass\n case _:\n  def g(): pass\n", ["f", "g"]),
        ("f = lambda xs: [x for x in xs]\n", []),
        ("", []),
    ],
)
def test_names(source, names):
    assert [found.qualname for found in definitions(parse(source))] == names


@pytest.mark.parametrize(
    ("source", "refused"),
    [
        ("def f(): pass\ndef f(): pass\n", [True, False]),
        ("if x:\n def f(): pass\ndef f(): pass\n", [True, False]),
        ("def f(): pass\nif x:\n def f(): pass\n", [True, True]),
        ("try:\n def f(): pass\nexcept E:\n def f(): pass\n", [True, True]),
        ("if x:\n def f(): pass\n def f(): pass\n", [True, False]),
        ("if x:\n class A:\n  def m(self): pass\nelse:\n class A:\n  def m(self): pass\n", [True, True]),
        ("@overload\ndef f(x: int): pass\n@overload\ndef f(x): pass\ndef f(x): pass\n", [True, True, False]),
        ("class A:\n def m(self): pass\nclass B:\n def m(self): pass\n", [False, False]),
        ("async def f(): pass\n", [True]),
        ("def f():\n async def g(): pass\n", [True]),
        ("def f():\n async def g():\n  async for x in y: yield x\n return g\n", [True]),
        ("def f():\n yield 1\n", [False]),
    ],
)  # fmt: skip
def test_only_what_certainly_runs_is_judged(source, refused):
    assert [bool(found.refused) for found in definitions(parse(source))] == refused


def test_parsing_is_quiet(recwarn):
    parse("x = '\\d' is 'y'\n")
    assert not recwarn.list


def test_loops_sees_calls_that_loop():
    (found,) = definitions(parse("def f(xs): return np.apply_along_axis(g, 0, xs)\n"))
    assert loops(found)
    (found,) = definitions(parse("def f(xs): return xs.sum() + len(xs)\n"))
    assert not loops(found)
