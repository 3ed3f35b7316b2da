"""A side that runs its function with another body, and what that leaves behind: nothing."""

from __future__ import annotations

import textwrap
import time
from pathlib import Path

import numpy as np
import pytest

from optgate.host.discovery import Interpreter
from optgate.host.workbench import Limits
from optgate.model import GuestError, Session
from tests.host.conftest import Project, call, children, outcome, result, until


def results(side: Session, text: str, *inputs: bytes) -> list[object]:
    seen = side.run(inputs, timeout=2.0, text=text)
    return [outcome(one).get("result") for one in seen]


SHAPES = {
    "function": ("def f(x):\n    return x + 1\n", "f", call(3)),
    "method": ("class C:\n    @staticmethod\n    def f(x):\n        return x + 1\n", "C.f", call(3)),
    "class method": (
        "class C:\n    @classmethod\n    def f(cls, x):\n        return x + 1\n",
        "C.f",
        call(3),
    ),
    "super": (
        "class B:\n    @classmethod\n    def f(cls, x):\n        return x\n"
        "class C(B):\n    @classmethod\n    def f(cls, x):\n        return super().f(x) + 1\n",
        "C.f",
        call(3),
    ),
    "nested function": (
        "def f(x):\n    def add(y):\n        return x + y + 1\n    return add(0)\n",
        "f",
        call(3),
    ),
    "comprehension": ("def f(x):\n    return [v + 1 for v in [x]][0]\n", "f", call(3)),
    "decorated": (
        "import functools\ndef deco(g):\n    @functools.wraps(g)\n    def inner(*args):\n"
        "        return g(*args)\n    return inner\n@deco\n@deco\ndef f(x):\n    return x + 1\n",
        "f",
        call(3),
    ),
    "closure": (
        "def make():\n    def f(x):\n        return x\n    return f\n"
        "def f(x, g=make()):\n    return g(x) + 1\n",
        "f",
        call(3),
    ),
}


@pytest.mark.parametrize(("text", "qualname", "data"), SHAPES.values(), ids=list(SHAPES))
def test_the_body_is_exchanged_and_put_back(project: Project, text: str, qualname: str, data: bytes) -> None:
    with project.function(text, qualname) as side:
        (before,) = side.run([data], timeout=2)
        assert results(side, text.replace("+ 1", "+ 9"), data) == [12]
        (after,) = side.run([data], timeout=2)
        assert outcome(before)["result"] == 4
        assert (after.outcome, after.marks) == (before.outcome, before.marks)
        assert results(side, text.replace("+ 1", "- 1"), data) == [2]


def test_generators_run_with_the_other_body(project: Project) -> None:
    text = "def f(items):\n    for item in items:\n        yield item + 1\n"
    with project.function(text) as side, project.function(text.replace("+ 1", "* 2")) as other:
        data = [call([1, 5])]
        (before,), (wanted,) = side.run(data, timeout=2), other.run(data, timeout=2)
        (seen,) = side.run(data, timeout=2, text=text.replace("+ 1", "* 2"))
        assert seen.outcome == wanted.outcome != before.outcome
        assert side.run(data, timeout=2)[0].outcome == before.outcome


def test_on_every_interpreter(tmp_path: Path, interpreter: Interpreter) -> None:
    project = Project(tmp_path, interpreter)
    text = "def f(x):\n    while x > 3:\n        x -= 1\n    return x\n"
    with project.function(text) as side:
        assert results(side, text.replace("> 3", "> 2"), call(9), call(1)) == [2, 1]
        (seen,) = side.run([call(9)], timeout=0.1, text=text.replace("-=", "+="))
        assert seen.kind == "timeout"
        assert result(side, 9) == 3
        assert side.peak(call(9), timeout=5) >= 0


def test_no_marks_are_made_of_another_text(project: Project) -> None:
    text = "def f(x):\n    return x if x > 1 else 1\n"
    with project.function(text) as side:
        (seen,) = side.run([call(2)], timeout=2, text=text.replace("> 1", ">= 1"))
        assert (seen.marks, seen.operands) == (b"", b"")


HANGS = """
    import os, time
    def f(what):
        while what == "spin":
            pass
        while what == "deaf":
            try:
                time.sleep(0.001)
            except BaseException:
                pass
        if what == "sleep":
            time.sleep(60)
        if what == "exit":
            os._exit(1)
        return "old"
"""


@pytest.mark.parametrize(
    ("what", "kind"), [("spin", "timeout"), ("deaf", "timeout"), ("sleep", "timeout"), ("exit", "crash")]
)
def test_what_hangs_or_crashes_is_an_observation(project: Project, what: str, kind: str) -> None:
    text = textwrap.dedent(HANGS)
    with project.function(HANGS) as side:
        pid = side.pid
        inputs = [call("a"), call(what), call("b"), call(what), call("c")]
        seen = side.run(inputs, timeout=0.1, text=text.replace("old", "new"))
        assert [one.kind for one in seen] == ["return", kind, "return", kind, "return"]
        assert outcome(seen[4])["result"] == "new"
        assert result(side, "a") == "old"
        assert side.pid == pid


def test_endless_python_costs_its_time_and_no_process(project: Project) -> None:
    text = textwrap.dedent(HANGS)
    with project.function(HANGS) as side:
        side.run([call("a")], timeout=0.1, text=text)
        began = time.process_time()
        before = children()
        seen = side.run([call("spin")] * 4, timeout=0.05, text=text)
        assert {one.kind for one in seen} == {"timeout"}
        assert children() == before
        assert time.process_time() - began < 1.0


def test_the_original_does_not_meet_what_a_text_did(project: Project) -> None:
    text = """
    import sys
    class Box:
        __slots__ = ("n",)
    box = Box()
    box.n = 1
    def f(x):
        return box.n + x
    """
    other = textwrap.dedent(text).replace("return box.n + x", "box.n += 1; sys.flag = 1; return box.n + x")
    with project.function(text) as side:
        assert results(side, other, call(0))[0] == 2
        assert result(side, 0) == 1


def test_the_text_is_sent_again_after_a_death(project: Project) -> None:
    text = "import os\ndef f(x):\n    if x == 3:\n        os._exit(3)\n    return x + 1\n"
    with project.function(text) as side:
        other = text.replace("+ 1", "+ 5")
        assert results(side, other, call(1))[0] == 6
        (dead,) = side.run([call(3)], timeout=2)
        assert dead.kind == "crash"
        assert results(side, other, call(1), call(2)) == [6, 7]
        seen = side.run([call(1), call(3), call(2)], timeout=2, text=other)
        assert [one.kind for one in seen] == ["return", "crash", "return"]
        assert result(side, 1) == 2


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ("x = 1\n", "NotFound"),
        ("def f(x:\n", "SyntaxError"),
        ("\n\ndef f(x):\n    return x\n", "NotFound"),
        ("def f(x):\n    return __class__\n", ""),
    ],
)
def test_a_text_without_a_body_for_the_function_says_so(project: Project, other: str, why: str) -> None:
    with project.function("def f(x):\n    return x\n") as side:
        if why:
            with pytest.raises(GuestError, match=why):
                side.run([call(1)], timeout=2, text=other)
        else:
            (seen,) = side.run([call(1)], timeout=2, text=other)
            assert seen.kind == "raise"
        assert result(side, 1) == 1


def test_a_body_with_other_free_variables_is_refused(project: Project) -> None:
    text = "class C:\n    @classmethod\n    def f(cls, x):\n        return super().__name__ if x else 1\n"
    with project.function(text, "C.f") as side:
        with pytest.raises(GuestError, match="ValueError"):
            side.run([call(0)], timeout=2, text=text.replace("super().__name__ if x else 1", "x"))
        assert result(side, 0) == 1


def test_an_interpreter_of_its_own_where_processes_are_not_copied(project: Project) -> None:
    project.limits = Limits(fork=False)
    text = "def f(x):\n    return x + 1\n"
    before = children()
    with project.function(text) as side:
        assert results(side, text.replace("+ 1", "+ 2"), call(1)) == [3]
        assert result(side, 1) == 2
    assert until(lambda: not children() - before)


def test_nothing_is_left_of_the_process_for_texts(project: Project) -> None:
    before = children()
    text = "def f(x):\n    while x:\n        pass\n    return x\n"
    with project.function(text) as side:
        side.run([call(0)], timeout=2, text=text)
        assert len(children() - before) >= 3
        side.run([call(1)], timeout=0.2)
        side.run([call(0)], timeout=2, text=text)
    assert until(lambda: not children() - before)


def test_peak_memory_of_a_call(project: Project) -> None:
    text = """
    import numpy as np
    def f(kind, n):
        if kind == "array":
            return float(np.zeros(n).sum())
        if kind == "lazy":
            return (bytes(n) for _ in range(5))
        if kind == "kept":
            return [bytes(n) for _ in range(5)]
        if kind == "error":
            bytes(n)
            raise ValueError("no")
        return 0
    """
    with project.function(text) as side:
        assert 8_000_000 <= side.peak(call("array", 1_000_000), timeout=5) < 8_200_000
        assert side.peak(call("nothing", 1_000_000), timeout=5) < 20_000
        assert 1_000_000 <= side.peak(call("lazy", 1_000_000), timeout=5) < 2_200_000
        assert 5_000_000 <= side.peak(call("kept", 1_000_000), timeout=5) < 5_200_000
        with pytest.raises(GuestError, match="ValueError: no"):
            side.peak(call("error", 10), timeout=5)
        assert result(side, "x", 1) == 0


def test_arguments_are_no_part_of_the_peak(project: Project) -> None:
    with project.function("def f(a):\n    return a[0]\n") as side:
        assert side.peak(call(np.zeros(1_000_000)), timeout=5) < 20_000
