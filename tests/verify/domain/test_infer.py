"""Options per parameter from everything the source says."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from optgate.verify.domain.domain import Domain
from optgate.verify.values.kinds import TRIED

Make = Callable[..., Domain]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def f(x: list[float]): pass", ["list of float"]),
        ("def f(x: float = 1): pass", ["float"]),
        ("def f(n=3): pass", ["int", "float"]),
        ("def f(n=3):\n    for i in range(n): pass", ["int"]),
        ("def f(n, xs):\n    return len(xs) == n and n < 1", ["int"]),
        (
            "def f(steps, v):\n    for step in steps: v = step(v, v, v)",
            ["list of a function (max, min)"],
        ),
        ("def f(xs):\n    for v in xs: s = v + 1", ["list of float", "list of int"]),
        ("def f(xs):\n    d = {}\n    for v in xs: d[v] = 1", ["list of int", "list of str"]),
        (
            "def f(rows):\n    for r in rows:\n        for v in r: s = v + 1",
            ["list of list of float", "list of list of int"],
        ),
        ("def f(xs):\n    xs.append(1)", ["list of float", "list of int"]),
        (
            "def f(d):\n    return d.items()",
            ["dict of str to int", "dict of str to float", "dict of int to int"],
        ),
        ("def f(s):\n    return s.upper()", ["str"]),
        ("def f(mode='a'):\n    return mode == 'b'", ["'b'"]),
        ("def f(flag):\n    if flag: return 1", ["bool"]),
        ("def f(x, t):\n    for v in x:\n        if v > t: return v", ["list of float", "list of int"]),
        ("def f(p):\n    a, b = p\n    return a + b", ["tuple (float, float)", "tuple (int, int)"]),
        ("import numpy as np\ndef f(x):\n    return x.shape", ["float64 array, 1-D", "int64 array, 1-D"]),
        ("import numpy as np\ndef f(x):\n    return x[0, 1]", ["float64 array, 2-D", "int64 array, 2-D"]),
        ("import numpy as np\ndef f(img):\n    return img[0, 1]", ["uint8 array, 2-D"]),
        (
            "import numpy as np\ndef f(img: np.ndarray):\n    return g(img)",
            ["uint8 array, 2-D", "float64 array, 2-D"],
        ),
        ("import numpy as np\ndef f(x: np.ndarray):\n    h[x[0]] += 1", ["int64 array, 1-D"]),
        ("def f(n, items):\n    return g(n, items)", ["int"]),
        ("def f(foo):\n    return g(foo)", []),
    ],
)
def test_firm_options_of_the_first_parameter(domain_of: Make, text: str, expected: list[str]) -> None:
    options = domain_of(text).options[0]
    firm = [str(option.kind) for option in options if option.level < TRIED]
    assert firm[: len(expected)] == expected
    assert bool(firm) == bool(expected)


def test_every_numeric_dtype_is_tried_where_the_source_names_none(domain_of: Make) -> None:
    options = domain_of("import numpy as np\ndef f(x: np.ndarray):\n    for v in x: s = v + 1").options[0]
    assert {option.kind.dtype for option in options} == {
        "float64",
        "int64",
        "uint8",
        "float32",
        "int16",
        "bool",
    }
    assert {option.kind.dtype for option in options if option.level == TRIED} == {
        "uint8",
        "float32",
        "int16",
        "bool",
    }
    stated = domain_of("from numpy.typing import NDArray\ndef f(x: NDArray[np.uint8]): return x[0]").options[
        0
    ]
    assert {option.kind.dtype for option in stated} == {"uint8"}


def test_usage_that_fits_lists_and_arrays_leaves_one_of_them_to_trial(domain_of: Make) -> None:
    body = "def f(x):\n    out = []\n    for v in x: out.append(v + 1)\n    return out"
    plain = domain_of(body).options[0]
    assert {option.kind.tag for option in plain} == {"list"}
    numeric = domain_of("import numpy as np\n" + body).options[0]
    assert {option.kind.tag for option in numeric if option.level < TRIED} == {"list"}
    assert {option.kind.tag for option in numeric if option.level == TRIED} == {"array"}
    other = domain_of(
        "import numpy as np\ndef f(x):\n    o = np.zeros(len(x))\n    for v in x: s = v + 1"
    ).options[0]
    assert {option.kind.tag for option in other if option.level < TRIED} == {"array"}


def test_none_is_an_option_where_it_is_the_default_or_tested_for(domain_of: Make) -> None:
    domain = domain_of("def f(a=None, b=1, c=2):\n    if b is None: return a\n    return c")
    names = [[str(option.kind) for option in options] for options in domain.options]
    assert "None" in names[0] and "None" in names[1] and "None" not in names[2]


def test_the_domain_of_varargs_and_keywords(domain_of: Make) -> None:
    domain = domain_of("def f(*xs: int, **rest): return sum(xs)")
    assert [str(option.kind) for option in domain.options[0]] == ["tuple of int"]
    assert domain.options[1] == []
