"""Kinds of arguments from the calls in the file itself."""

from __future__ import annotations

import textwrap

import pytest

from optgate.verify.evidence import sites
from optgate.verify.evidence.source import read

HEAD = "import numpy as np\nimport pandas as pd\n\ndef f(x, k=1):\n    return g(x, k)\n"


def passed(text: str, qualname: str = "f") -> dict[str, list[str]]:
    source = read(HEAD + textwrap.dedent(text), qualname)
    assert source is not None
    return {name: [str(kind) for kind in kinds] for name, kinds in sites.arguments(source).items()}


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("f([1, 2], k=2.5)", {"x": ["list of int"], "k": ["float"]}),
        ("f(np.zeros((3, 4)))", {"x": ["float64 array, 2-D"]}),
        ("f(np.ones(3, dtype=np.uint8))", {"x": ["uint8 array, 1-D"]}),
        ("f(np.full((2, 2), 7))", {"x": ["int64 array, 2-D"]}),
        ("f(np.arange(10))", {"x": ["int64 array, 1-D"]}),
        ("f(np.array([[1.0], [2.0]]))", {"x": ["float64 array, 2-D"]}),
        ("f(np.random.rand(3, 4))", {"x": ["float64 array, 2-D"]}),
        (
            "rng = np.random.default_rng(0)\nf(rng.normal(size=(3, 4)), rng)",
            {"x": ["float64 array, 2-D"], "k": ["numpy.random.default_rng(seed)"]},
        ),
        ("f(np.arange(6).reshape(2, 3).astype(np.float32))", {"x": ["float32 array, 2-D"]}),
        (
            "def h():\n    data = {'a': 1}\n    f(data, len(data))",
            {"x": ["dict of str to int"], "k": ["int"]},
        ),
        ("if __name__ == '__main__':\n    f('text')", {"x": ["str"]}),
        ("f([i * 0.5 for i in range(3)])", {"x": ["list of float", "list of int"]}),
        ("f(list(range(5)))", {"x": ["list of int"]}),
        ("f(pd.DataFrame({'a': [1], 'b': [0.5]}))", {"x": ["DataFrame with a: int, b: float"]}),
        ("f(*args)\nh.f(1)", {}),
        ("f(unknown)", {"x": []}),
    ],
)
def test_arguments(text: str, kinds: dict[str, list[str]]) -> None:
    assert passed(text) == kinds


def test_arguments_of_methods_and_of_constructors() -> None:
    text = """
    class C:
        def __init__(self, size):
            self.size = size

        def m(self, x):
            return x

    def use():
        c = C(3)
        c.m([0.5])
    """
    assert passed(text, "C.m") == {"self.size": ["int"], "x": ["list of float"]}
