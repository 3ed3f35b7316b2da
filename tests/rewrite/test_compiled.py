"""The source ``numba``: which functions are put under a compiler, and how that is written."""

from __future__ import annotations

import ast

import pytest

from optgate.model import Observed
from optgate.rewrite import compiled
from tests.rewrite.harness import source, target_of

LOOP = """
def f(x, a):
    for i in range(1, len(x)):
        x[i] = x[i - 1] * a + np.sqrt(x[i])
    return x
"""


def test_the_function_stays_as_it_is_under_a_decorator():
    text = source(LOOP)
    [candidate] = compiled(target_of(text))
    assert candidate.source == "numba"
    added = set(candidate.text.splitlines()) - set(text.splitlines())
    assert added == {"import numba", '@numba.njit(boundscheck=True, error_model="numpy")'}
    assert [line for line in candidate.text.splitlines() if line in text] == text.splitlines()
    assert ast.parse(candidate.text)


@pytest.mark.parametrize(
    ("imported", "decorator"),
    [
        ("import numba\n", "@numba.njit("),
        ("import numba as nb\n", "@nb.njit("),
        ("from numba import njit\n", "@njit("),
    ],
)
def test_the_names_of_the_file_are_used(imported, decorator):
    [candidate] = compiled(target_of(imported + source(LOOP)))
    assert decorator in candidate.text
    assert candidate.text.count("import numba") + candidate.text.count("from numba") == 1


def test_arrays_and_numbers_fit_and_lists_do_not():
    target = target_of(source(LOOP))
    array, number, listed = (
        Observed("array", "float64", 1, 50),
        Observed("float"),
        Observed("list", "float", 1, 50),
    )
    assert compiled(target, {"x": (array,), "a": (number,)})
    assert not compiled(target, {"x": (array, listed), "a": (number,)})


@pytest.mark.parametrize(
    "body",
    [
        "def f(x: list, a):\n    for i in range(9):\n        x[i] = a\n    return x",
        "def f(x, a):\n    return x * a",
        "def f(x, a):\n    for v in x:\n        print(v)",
        "def f(x, a):\n    for v in x:\n        a = helper(v)\n    return a",
        "def f(x, a):\n    out = []\n    for v in x:\n        out.append(v * a)\n    return out",
        "def f(x, *a):\n    for v in x:\n        pass",
        "def f(x, a):\n    for v in x:\n        yield v",
        "@cached\ndef f(x, a):\n    for v in x:\n        a += v\n    return a",
        "class C:\n    def f(self, x):\n        for i in range(9):\n            x[i] = 1",
    ],
)
def test_leaves_alone(body):
    name = "C.f" if body.startswith("class") else "f"
    assert compiled(target_of(source(body), name)) == ()
