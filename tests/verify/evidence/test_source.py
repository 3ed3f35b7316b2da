"""Reading the function under judgement."""

from __future__ import annotations

import pytest

from optgate.verify.evidence.source import dyadic, read

TEXT = '''
import numpy as np
from math import exp as e
LIMIT = 17
NAMES = ["red", "green"]
Vector = list[float]

def f(a, /, b: int = 3, *args, c=2.5, **rest):
    """Not this one: 99."""
    return a + b * -4 + LIMIT + (c in NAMES) + len("txt")

class C:
    def m(self, x): return x
    @staticmethod
    def s(x): return x
    @classmethod
    def k(cls, x): return x

if True:
    def g(): return 1
else:
    def g(): return 2
'''


def test_parameters_constants_and_imports() -> None:
    source = read(TEXT, "f")
    assert source is not None
    assert [(p.name, p.style, p.required) for p in source.params] == [
        ("a", "posonly", True),
        ("b", "pos", False),
        ("args", "var", False),
        ("c", "kwonly", False),
        ("rest", "varkw", False),
    ]
    assert set(source.constants) == {3, -4, 4, 17, 2.5, "red", "green", "txt"}
    assert source.modules == {"np": "numpy", "e": "math.exp"}
    assert set(source.module.aliases) == {"Vector"}
    assert not source.rounded


@pytest.mark.parametrize(
    ("qualname", "called", "names"),
    [
        ("C.m", ".m", ["self (earlier calls)", "x"]),
        ("C.s", "C.s", ["x"]),
        ("C.k", "C.k", ["x"]),
        ("g", "g", []),
    ],
)
def test_methods(qualname: str, called: str, names: list[str]) -> None:
    source = read(TEXT, qualname)
    assert source is not None
    assert source.called == called
    assert [param.name for param in source.params] == names


def test_constants_of_called_functions_are_read() -> None:
    text = "def helper(x):\n    return x * 77\n\ndef f(x):\n    return helper(x) + 5\n"
    source = read(text, "f")
    assert source is not None and set(source.constants) == {77, 5}


@pytest.mark.parametrize("qualname", ["h", "C", "C.x", "f.inner"])
def test_what_is_not_there_is_none(qualname: str) -> None:
    assert read(TEXT, qualname) is None


def test_unparsable_text_is_none() -> None:
    assert read("def f(:", "f") is None
    assert read("def f(): return '\0'", "f") is None


@pytest.mark.parametrize(
    ("value", "exact"), [(0.5, True), (255.0, True), (0.1, False), (1e300, False), (0.299, False)]
)
def test_dyadic(value: float, exact: bool) -> None:
    assert dyadic(value) is exact
