# ruff: noqa: E501
"""Findings of a function and of a file: where, which, silenced, selected, and what astroid adds."""

from __future__ import annotations

import ast
import sys
import sysconfig
import time
from pathlib import Path

import pytest

from optgate import detect
from optgate.detect.infer import Inference
from optgate.model import SourceFile, Target

from .files import codes, file_of, target_of

SUM = "    s = 0\n    for v in x:\n        s += v * 2\n"
FUNCTION = f"def f(x):\n{SUM}    return s\n"


def test_a_finding_says_where_and_what():
    (finding,) = detect.find(target_of(FUNCTION))
    assert (finding.code, finding.name) == ("OPT102", "sum-loop")
    assert (finding.line, finding.column, finding.end_line) == (3, 4, 4)
    assert "`s`" in finding.message and "\n" not in finding.message


def test_several_loops_in_the_order_of_their_lines():
    text = f"def f(x):\n{SUM}    c = 0\n    for v in x:\n        if v > 1:\n            c += 1\n    return s, c\n"
    assert codes(text) == ["OPT102", "OPT103"]


def test_loops_of_nested_functions_belong_to_the_outermost():
    text = "def f(x):\n    def g(x):\n        s = 0\n        for v in x:\n            s += v * 2\n        return s\n    return g\n"
    assert codes(text) == ["OPT102"]


def test_methods_and_nested_classes():
    text = "class A:\n    class B:\n        def m(self, x):\n            s = 0\n            for v in x:\n                s += v\n"
    assert codes(text, "A.B.m") == ["OPT102"]


@pytest.mark.parametrize(
    "text",
    [
        FUNCTION.replace("def f(x):", "def f(x):  # optgate: ignore"),
        FUNCTION.replace("def f(x):", "def f(x):  # optgate: ignore[OPT102] it is short"),
        FUNCTION.replace("in x:", "in x:  # optgate: ignore[OPT101, OPT102]"),
        FUNCTION.replace("in x:", "in x:  # optgate:ignore[opt1]"),
    ],
)
def test_silenced(text):
    assert codes(text) == []


@pytest.mark.parametrize(
    "text",
    [
        FUNCTION.replace("in x:", "in x:  # optgate: ignore[OPT201]"),
        FUNCTION.replace("s = 0", "s = 0  # optgate: ignore"),
        FUNCTION.replace("s = 0", "s = 0; y = '# optgate: ignore'"),
        "# optgate: ignore\n" + FUNCTION,
    ],
)
def test_not_silenced(text):
    assert codes(text) == ["OPT102"]


def test_select_and_ignore_take_codes_and_beginnings():
    assert codes(FUNCTION, select=("OPT1",)) == ["OPT102"]
    assert codes(FUNCTION, select=("OPT2", "OPT3")) == []
    assert codes(FUNCTION, select=("ALL",), ignore=("OPT102",)) == []


def test_unparsable_absent_and_async_targets_have_no_findings():
    assert detect.find(Target(file_of("def f(x:\n"), "f", 1, 1, 1)) == ()
    assert detect.find(Target(file_of(FUNCTION), "g", 1, 1, 1)) == ()
    assert codes("async " + FUNCTION) == []
    assert detect.check_source(file_of("def f(x:\n")) == []


def test_check_source_lists_functions_with_findings():
    text = (
        FUNCTION
        + "\n\ndef g():\n    pass\n\n\nclass A:\n    def h(self, x):\n        p = 1\n        for v in x:\n            p *= v\n"
    )
    assert [(name, [f.code for f in found]) for name, found in detect.check_source(file_of(text))] == [
        ("f", ["OPT102"]),
        ("A.h", ["OPT104"]),
    ]


def test_astroid_knows_attributes_and_calls_of_the_same_module():
    text = (
        "import os\n\n\ndef make():\n    return {1: 2}\n\n\nclass A:\n    def __init__(self):\n        self.names = {'a': 1}\n"
        "        self.values = [1, 2]\n\n    def m(self):\n        s = 0\n        for v in self.names:\n            s += v * 2\n"
        "        return s\n\n    def n(self):\n        s = 0\n        for v in self.values:\n            s += v * 2\n        return s\n"
        "\n\ndef f():\n    d = make()\n    s = 0\n    for v in d:\n        s += v * 2\n    return s\n"
    )
    assert codes(text, "A.m") == []
    assert codes(text, "A.n") == ["OPT102"]
    assert codes(text, "f") == []


def test_astroid_loads_no_module_of_the_user(tmp_path, monkeypatch):
    (tmp_path / "secret_module.py").write_text("raise SystemExit('loaded')\nvalues = {}\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    text = "from secret_module import values\n\n\ndef f():\n    d = values()\n    s = 0\n    for v in d:\n        s += v * 2\n    return s\n"
    inference = Inference(ast.parse(text), text)
    assert inference.kind(ast.Name("d", ast.Load()), 7) == ""
    inference.close()
    assert "secret_module" not in sys.modules
    from astroid.manager import AstroidManager

    assert "secret_module" not in AstroidManager().astroid_cache


def test_a_function_without_open_names_does_not_import_astroid():
    import subprocess

    script = (
        "import sys\nfrom optgate import detect\nfrom optgate.model import SourceFile\n"
        f"text = {FUNCTION!r}\nassert detect.check_source(SourceFile('/', 'm.py', b'', text))\n"
        "assert 'astroid' not in sys.modules and 'numpy' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


@pytest.mark.timing
def test_the_standard_library_costs_at_most_five_times_its_parsing():
    root = Path(sysconfig.get_paths()["stdlib"])
    files = []
    for path in sorted(root.glob("*.py")) + sorted((root / "asyncio").glob("*.py")):
        text = path.read_text(encoding="utf-8", errors="replace")
        files.append(SourceFile(str(root), path.name, b"", text))
    detect.check_source(files[0])
    start = time.process_time()
    for file in files:
        ast.parse(file.text)
    parsing = time.process_time() - start
    start = time.process_time()
    for file in files:
        detect.check_source(file)
    assert time.process_time() - start < 5 * parsing
