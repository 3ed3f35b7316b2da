"""Inputs that a callable of the project yields, asked for in a real interpreter."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from optgate.guest import codec
from optgate.host import supplied as room
from optgate.host.discovery import Interpreter
from optgate.host.supplied import UnusableError, supplied
from optgate.model import SourceFile, Target

MODULE = "class Point:\n    def __init__(self, x):\n        self.x = x\n\n\ndef f(a, b=1):\n    return a\n"


@pytest.fixture
def target(tmp_path: Path) -> Target:
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg/__init__.py").write_text("")
    (tmp_path / "pkg/mod.py").write_text(MODULE)
    (tmp_path / "tests").mkdir()
    file = SourceFile(str(tmp_path), "pkg/mod.py", MODULE.encode(), MODULE)
    return Target(file, "f", 6, 6, 7)


def ask_for(target: Target, interpreter: Interpreter, text: str, name: str = "inputs") -> room.Supplied:
    root = Path(target.file.root)
    (root / "tests/examples.py").write_text(text)
    return supplied(interpreter, root, target, f"tests.examples:{name}")


def test_tuples_and_dictionaries_are_inputs(target: Target, interpreter: Interpreter) -> None:
    found = ask_for(
        target,
        interpreter,
        "import sys\nfrom pkg.mod import Point\n"
        "def inputs():\n    print('noise')\n    yield (1, 2)\n    yield {'a': Point(3)}\n    yield ()\n",
    )
    assert [given.source for given in found.calls] == ["inputs"] * 3
    first, second, third = [codec.decode_call(given.call) for given in found.calls]
    assert (first, third) == (((1, 2), {}), ((), {}))
    point = second[1]["a"]
    assert (point.kind, point.args) == ("instance", ("Point", {"x": 3}))
    assert (found.skipped, found.why) == (0, "")


def test_what_cannot_be_sent_is_left_out_and_counted(target: Target, interpreter: Interpreter) -> None:
    found = ask_for(target, interpreter, "def inputs():\n    return [(1,), (lambda: 1,), (2,)]\n")
    assert [codec.decode_call(given.call)[0] for given in found.calls] == [(1,), (2,)]
    assert found.skipped == 1
    assert found.why


def test_the_number_of_inputs_is_bounded(target: Target, interpreter: Interpreter) -> None:
    found = ask_for(
        target, interpreter, "import itertools\ndef inputs():\n    return zip(itertools.count())\n"
    )
    assert len(found.calls) == room.MOST


def test_the_time_is_bounded_and_what_came_until_then_counts(
    target: Target, interpreter: Interpreter
) -> None:
    text = (
        "import time\ndef inputs():\n    for n in range(500):\n        time.sleep(0.3)\n        yield (n,)\n"
    )
    found = ask_for(target, interpreter, text)
    assert 3 <= len(found.calls) <= 10


@pytest.mark.parametrize(
    ("text", "name", "says"),
    [
        ("", "inputs", "tests.examples has no inputs"),
        ("inputs = 3", "inputs", "not callable"),
        ("def inputs():\n    raise ValueError('no data')", "inputs", "raised ValueError: no data"),
        ("def inputs():\n    yield [1]", "inputs", "it yielded list; an input is a tuple"),
        ("def inputs():\n    return 3", "inputs", "it returned int"),
        ("import nothing_of_the_kind", "inputs", "raised ModuleNotFoundError"),
        ("def inputs(a):\n    yield (a,)", "inputs", "raised TypeError"),
        ("import os\ndef inputs():\n    os._exit(0)", "inputs", "ended before"),
        ("class C:\n    def inputs():\n        yield (1, 2, 3)", "C.other", "has no C.other"),
    ],
)
def test_what_is_wrong_with_it_is_said(
    text: str, name: str, says: str, target: Target, interpreter: Interpreter
) -> None:
    with pytest.raises(UnusableError, match=says):
        ask_for(target, interpreter, text, name)


def test_a_missing_module_is_named(target: Target, interpreter: Interpreter) -> None:
    with pytest.raises(UnusableError, match=r"elsewhere.examples:f: there is no module elsewhere"):
        supplied(interpreter, Path(target.file.root), target, "elsewhere.examples:f")


def test_one_that_hangs_is_ended(target: Target, interpreter: Interpreter) -> None:
    root = Path(target.file.root)
    (root / "tests/examples.py").write_text("import time\ndef inputs():\n    time.sleep(60)\n")
    began = time.monotonic()
    with pytest.raises(UnusableError, match="did not end within 1 s"):
        supplied(interpreter, root, target, "tests.examples:inputs", seconds=1.0)
    assert time.monotonic() - began < 10
