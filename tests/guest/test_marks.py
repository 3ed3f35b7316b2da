"""Instrumented functions behave as before, and their marks tell paths apart."""

from __future__ import annotations

import ast
import contextlib
import doctest
import importlib
import io
import subprocess
import sys
import textwrap
import traceback
import types
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optgate.guest.marks import FUNCTIONS, Marked, code_at, definitions, first_line
from optgate.guest.recorder import bucket
from tests.host.conftest import interpreters


def both(text: str, name: str = "f") -> tuple[Any, Any, Marked]:
    """The plain function, the marked one, and the marks."""
    text = textwrap.dedent(text)
    spaces: list[dict[str, Any]] = [{}, {}]
    tree = ast.parse(text)
    functions = definitions(tree, name)
    for space in spaces:
        exec(compile(text, "case.py", "exec", dont_inherit=True), space)
    marked = Marked(tree, functions, "case.py")
    code = code_at(marked.code, name, first_line(functions[-1]))
    assert code is not None
    spaces[1][name].__code__ = code
    return spaces[0][name], spaces[1][name], marked


def trial(function: Any, *args: Any) -> Any:
    try:
        found = function(*args)
        return list(found) if isinstance(found, types.GeneratorType) else found
    except Exception as error:  # noqa: BLE001
        lines = [
            frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == "case.py"
        ]
        return type(error), str(error), lines


CASES = {
    "loops": """
        def f(n, k):
            "doc"
            out = []
            for i in range(n):
                if i == k:
                    continue
                elif i > 2 * k:
                    break
                else:
                    out.append(i)
            else:
                out.append("end")
            while n > k:
                n -= 1
                if n % 3 == 0 or n == 7: break
            else:
                out.append("done")
            return out, n
    """,
    "expressions": """
        def f(n, k):
            a = n if n > k else -k
            b = n and k
            c = n or k or "none"
            d = 0 <= n < 5
            e = k < n < 3 + k
            g = not (n == k and not k != 3)
            return a, b, c, d, e, g, [n, k] < [k, n], n < k == False, (n > k) + (k > n)
    """,
    "comprehensions": """
        def f(n, k):
            a = [x * y for x in range(n) if x % 2 for y in range(k) if x != y if y]
            b = {x: (y if y > 1 else None) for x, y in zip(range(n), range(k, n))}
            c = sum(x > k for x in iter(range(n)))
            d = {x for x in [(z for z in range(2)) for _ in range(k)] if x}
            e = list(map(lambda v: v if v > k else 0, range(n)))
            return a, b, c, len(d), e
    """,
    "exceptions": """
        def f(n, k):
            try:
                x = n // k
                if x > 3:
                    raise KeyError(x)
            except ZeroDivisionError as error:
                x = str(error)
            except KeyError:
                raise ValueError("from key") from None
            else:
                x += 1
            finally:
                n = 0
            assert x != 2, "two"
            with open("/dev/null") as file:
                return x, file.read()
    """,
    "generators": """
        def f(n, k):
            for i in range(n):
                if i == k:
                    return
                try:
                    got = yield i
                finally:
                    n = n
            yield from (x for x in range(k) if x > 1)
    """,
    "nested": """
        def f(n, k):
            seen = []
            total = 0
            def inner(x):
                nonlocal total
                if x > k:
                    total += x
                    seen.append(x)
                return f(x - 1, k) if x > 3 else x
            class Local:
                if k > 2:
                    big = True
                else:
                    big = False
                __hidden = 1
                def get(self):
                    return self.__hidden if self.big else None
            return [inner(i) for i in range(n)], total, seen, Local().get()
    """,
    "locals": """
        def f(n, k):
            if n > k:
                m = 1
            return sorted(locals()), eval("n + k")
    """,
    "unbound": """
        def f(n, k):
            for i in range(k):
                j = i
            return i + j if n > 2 else k / n
    """,
}


@pytest.mark.parametrize("name", CASES)
def test_the_behaviour_stays(name: str) -> None:
    plain, marked, marks = both(CASES[name])
    for n in range(-1, 11):
        for k in range(-1, 6):
            marks.recorder.start()
            assert trial(marked, n, k) == trial(plain, n, k), (n, k)
            assert len(marks.recorder.stop()) == len(marks.recorder.counts)
    assert plain.__doc__ == marked.__doc__
    assert plain.__code__.co_freevars == marked.__code__.co_freevars
    assert trial(marked, "x", 1) == trial(plain, "x", 1)


def test_match_statements() -> None:
    plain, marked, marks = both(
        """
        def f(x):
            match x:
                case 1 | 2:
                    return "small"
                case [a, *rest] if a > 3:
                    return rest
                case {"k": v}:
                    y = v
            return y
        """
    )
    seen = set()
    for value in (1, 2, [4, 5], [1], {"k": 3}, "other"):
        marks.recorder.start()
        assert trial(marked, value) == trial(plain, value)
        seen.add(marks.recorder.stop())
    assert len(seen) >= 4


def test_evaluation_order_and_short_circuits_stay() -> None:
    text = """
        def f(log, a, b):
            def v(name, value):
                log.append(name)
                return value
            x = v("a", a) < v("b", b) < v("c", 3)
            y = v("d", a) and v("e", b) or v("f", 0)
            z = [v("g", i) for i in v("h", [1, 2]) if v("i", i) > a]
            return x, y, z, v("j", a) if v("k", b) == v("l", a) else v("m", 1)
    """
    plain, marked, _ = both(text)
    for a in (0, 1, 2, 5):
        for b in (0, 1, 2, 5):
            one: list[str] = []
            two: list[str] = []
            assert marked(one, a, b) == plain(two, a, b)
            assert one == two


def test_operands_are_compared_once_by_the_operator_asked_for() -> None:
    class Odd:  # noqa: PLW1641
        def __init__(self) -> None:
            self.asked: list[str] = []

        def __lt__(self, other: object) -> str:
            self.asked.append("lt")
            return "less"

        def __eq__(self, other: object) -> bool:
            raise RuntimeError("never asked")

    _, marked, _ = both("def f(a, b):\n    return a < b\n")
    odd = Odd()
    assert marked(odd, 1) == "less"
    assert odd.asked == ["lt"]
    array = np.arange(3)
    assert marked(array, 1).tolist() == [True, False, False]


@pytest.mark.parametrize(
    ("text", "one", "two"),
    [
        ("def f(x):\n    if x:\n        return 1\n    return 2\n", (0,), (1,)),
        ("def f(n):\n    for _ in range(n):\n        pass\n", (0,), (1,)),
        ("def f(n):\n    for _ in range(n):\n        pass\n", (1,), (2,)),
        ("def f(n):\n    for _ in range(n):\n        pass\n", (7,), (8,)),
        ("def f(x):\n    return 1 if x else 2\n", (0,), (1,)),
        ("def f(x):\n    return x and 3\n", (0,), (1,)),
        ("def f(x):\n    return [y for y in x if y]\n", ([0],), ([1],)),
        ("def f(x):\n    return [y for y in x]\n", ([],), ([1],)),
        ("def f(x):\n    return x < 3\n", (2,), (3,)),
        ("def f(x):\n    return x < 3\n", (3,), (4,)),
        ("def f(x):\n    return x < 3\n", (float("nan"),), (4.0,)),
        ("def f(x):\n    return 0 <= x < 3\n", (1,), (3,)),
        ("def f(x):\n    try:\n        1 / x\n    except ZeroDivisionError:\n        pass\n", (0,), (1,)),
        ("def f(x):\n    return (lambda y: 1 if y else 2)(x)\n", (0,), (1,)),
    ],
)
def test_different_paths_have_different_marks(text: str, one: tuple[Any, ...], two: tuple[Any, ...]) -> None:
    _, marked, marks = both(text)
    seen = []
    for args in (one, two, one):
        marks.recorder.start()
        marked(*args)
        seen.append(marks.recorder.stop())
    assert seen[0] == seen[2] != seen[1]


def test_operands_are_sampled_and_bounded() -> None:
    _, marked, marks = both("def f(a, b):\n    return [1 for x in a if x > b], max(a) == b\n")
    marks.recorder.start()
    marked([np.float32(1.5), 2, 3.0, "x", None][:3] * 1000, 2)
    pairs = marks.recorder.pairs
    assert pairs[:3] == [(1.5, 2), (2, 2), (3.0, 2)]
    assert len(pairs) <= 64
    assert all(type(item) in (int, float) for pair in pairs for item in pair)


def test_marks_of_a_generator_count_while_it_is_iterated() -> None:
    _, marked, marks = both("def f(n):\n    for i in range(n):\n        yield i\n")
    marks.recorder.start()
    assert list(marked(3)) == [0, 1, 2]
    assert max(marks.recorder.stop()) == bucket(3)


@given(st.integers(0, 10**6))
def test_buckets_are_ordered(count: int) -> None:
    assert bucket(count) <= bucket(count + 1) <= 8
    assert bucket(count) == 8 or count < 128


def functions_of(module: types.ModuleType) -> dict[str, types.FunctionType]:
    """The functions and methods written in a module, by qualified name."""
    found = {}
    classes = [(kind, kind.__name__ + ".") for kind in vars(module).values() if isinstance(kind, type)]
    for holder, prefix in [(module, ""), *classes]:
        for key, value in list(vars(holder).items()):
            if isinstance(value, types.FunctionType) and value.__code__.co_filename == module.__file__:
                found[prefix + key] = value
    return found


@pytest.mark.parametrize("name", ["statistics", "difflib", "doctest"])
def test_modules_pass_their_own_doctests_when_marked(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module = importlib.import_module(name)
    tree = ast.parse(Path(module.__file__ or "").read_text())
    found = {key: definitions(tree, key) for key in functions_of(module)}
    code = Marked(tree, [item for items in found.values() for item in items], module.__file__ or "").code
    for key, function in functions_of(module).items():
        marked = code_at(code, key, function.__code__.co_firstlineno)
        if marked is not None and marked.co_freevars == function.__code__.co_freevars:
            monkeypatch.setattr(function, "__code__", marked)
    tests = [test for test in doctest.DocTestFinder(exclude_empty=True).find(module, name) if test.examples]
    assert len(tests) > 10
    runner = doctest.DocTestRunner(verbose=False)
    with contextlib.redirect_stdout(io.StringIO()) as said:
        for test in tests:
            runner.run(test)
    assert runner.failures == 0, said.getvalue()


COMPILE_ALL = """
import ast, importlib.util, os, sys
folder = sys.argv[1]
path = os.path.join(folder, "__init__.py")
spec = importlib.util.spec_from_file_location("g", path, submodule_search_locations=[folder])
package = importlib.util.module_from_spec(spec)
sys.modules["g"] = package
from g.marks import FUNCTIONS, Marked, code_at, definitions, first_line
count = 0
for name in sys.argv[2:]:
    path = os.path.join(os.path.dirname(os.__file__), name + ".py")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    plain, tree = compile(text, path, "exec"), ast.parse(text)
    found = [(node.name, first_line(node), node) for node in tree.body if isinstance(node, FUNCTIONS)]
    marked = Marked(tree, [node for _, _, node in found], path).code
    for name, line, _ in found:
        before, after = code_at(plain, name, line), code_at(marked, name, line)
        assert before.co_freevars == after.co_freevars and before.co_flags == after.co_flags, name
        count += 1
print(count)
"""


def test_functions_of_the_standard_library_compile_on_every_version() -> None:
    folder = str(Path(sys.modules["optgate.guest.marks"].__file__ or "").parent)
    names = ["ast", "bisect", "calendar", "shutil", "posixpath"]
    for interpreter in interpreters():
        done = subprocess.run(
            [interpreter.path, "-I", "-B", "-c", COMPILE_ALL, folder, *names],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert int(done.stdout) > 60


def test_definitions_are_found_where_they_stand() -> None:
    text = textwrap.dedent(
        """
        if True:
            def f(): return 1
        else:
            def f(): return 2
        class C:
            def f(self): pass
            class D:
                def f(self): pass
        def g():
            def f(): pass
        """
    )
    tree = ast.parse(text)
    assert [item.lineno for item in definitions(tree, "f")] == [3, 5]
    assert [item.lineno for item in definitions(tree, "C.f")] == [7]
    assert [item.lineno for item in definitions(tree, "C.D.f")] == [9]
    assert definitions(tree, "h") == []
    assert isinstance(definitions(tree, "g")[0], FUNCTIONS)
