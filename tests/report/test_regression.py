"""Counterexamples as a module: what it imports, and that calls are not repeated."""

from __future__ import annotations

import ast

import pytest

from optgate.model import Counterexample, SourceFile, Target
from optgate.report import regression


def written(
    test: str, text: str = "def f(xs):\n    return xs\n", qualname: str = "f", module: str = "pkg.mod"
) -> str:
    file = SourceFile("/project", "pkg/mod.py", text.encode(), text)
    target = Target(file, qualname, 1, 1, 2)
    found = regression.module(target, module, {"c1": Counterexample("f(1)", "1", "2", test=test)})
    ast.parse(found)
    return found


@pytest.mark.parametrize(
    ("line", "imports"),
    [
        ("assert f(1) == 1", ["from pkg.mod import f"]),
        ("assert f(np.zeros(1)) is None", ["import numpy as np", "from pkg.mod import f"]),
        ("assert f(math.sqrt) == 1", ["import math", "from pkg.mod import f"]),
        ("assert f(datetime.datetime(1, 1, 1)) == 1", ["import datetime", "from pkg.mod import f"]),
        ("with pytest.raises(ValueError): f(1)", ["import pytest", "from pkg.mod import f"]),
        (
            "with pytest.raises(pkg.mod.Bad): f(1)",
            ["import pkg.mod", "import pytest", "from pkg.mod import f"],
        ),
        ("with pytest.raises(other.place.Bad): f(1)", ["import other.place", "from pkg.mod import f"]),
        ("shared = [1]; assert f(shared) == (lambda a: a)(1)", ["from pkg.mod import f"]),
    ],
)
def test_it_imports_what_it_names(line: str, imports: list[str]) -> None:
    found = written(f"def test_f_c1():\n    {line}\n").splitlines()
    assert [one for one in found if one in imports] == imports


def test_names_of_the_module_come_from_it() -> None:
    text = "import math\n\nclass Point:\n    pass\n\ndef f(p):\n    return p\n"
    found = written("def test_f_c1():\n    assert f(Point(), math.pi) is None\n", text)
    assert "from pkg.mod import Point, f" in found
    assert "import math\n" in found


def test_a_static_method_is_called_by_its_name() -> None:
    text = "class C:\n    @staticmethod\n    def f(a):\n        return a\n"
    found = written("def test_C_f_c1():\n    assert f(1) == 1\n", text, "C.f")
    assert "from pkg.mod import C\n\nf = C.f\n" in found


def test_the_same_call_is_tested_once() -> None:
    file = SourceFile("/project", "m.py", b"", "def f(a):\n    return a\n")
    examples = {
        id: Counterexample(call, "1", "2", test=f"def test_f_{id}():\n    assert f({id!r})\n")
        for id, call in (("a1", "f(1)"), ("b2", "f(1)"), ("c3", "f(2)"))
    }
    found = regression.module(Target(file, "f", 1, 1, 2), "m", examples)
    assert "candidates a1, b2, c3" in found
    assert ("test_f_a1" in found, "test_f_b2" in found, "test_f_c3" in found) == (True, False, True)
