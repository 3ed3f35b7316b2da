"""What is made of replies: the longest definition that parses, under the original's own head."""

from __future__ import annotations

import ast

import pytest

from optgate.model import SourceFile, Target
from optgate.rewrite import screen
from optgate.rewrite.llm.reply import Reading, read
from tests.rewrite.harness import target_of
from tests.rewrite.llm.server import fenced

ORIGINAL = '''\
import numpy as np


def total(values: list[float], start: float = 0.0) -> float:
    """The sum."""
    result = start
    for value in values:
        result += value
    return result
'''
FAST = "def total(values, start=0.0):\n    return sum(values, start)\n"
TARGET = target_of(ORIGINAL, "total")


def body(reading: Reading, name: str = "total") -> str:
    assert reading.candidate is not None, reading.reason
    tree = ast.parse(reading.candidate.text)
    [found] = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == name]
    return ast.unparse(found.body[1:] if ast.get_docstring(found) else found.body)


def reading(text: str, target: Target = TARGET) -> Reading:
    return read(target, text, "m", "d" * 64)


def test_a_reply_in_a_fence_becomes_a_candidate_nobody_trusts() -> None:
    found = reading(fenced(FAST)).candidate
    assert found is not None
    assert (found.source, found.trusted, found.prompt) == ("llm:m", False, "d" * 64)
    assert found.text == ORIGINAL.split("    result = start")[0] + "    return sum(values, start)\n"


@pytest.mark.parametrize(
    "text",
    [
        FAST,
        "Sure!\n" + FAST,
        "```\n" + FAST,
        "```python\n" + FAST + "```\nHope that helps.\n```text\nnothing\n```\n",
        "```python\nprint(total([1]))\n" + FAST + "```",
        "<think>def total(values): pass</think>\n" + fenced(FAST),
        fenced(FAST) + "\ndef total(values, start=0.0):\n    return sum(values,",
        fenced("class Fast:\n" + "".join(f"    {line}\n" for line in FAST.splitlines())),
        fenced("   " + FAST.replace("\n", "\n   ").rstrip() + "\n"),
        fenced(FAST + "total([1, 2\n"),
        "The function:\n\n" + FAST + "\nThis is faster because it uses sum.\n",
        fenced(FAST.replace("\n    ", "\n\t")),
    ],
)
def test_replies_as_small_models_write_them(text: str) -> None:
    assert body(reading(text)) == "return sum(values, start)"


def test_the_longest_definition_counts() -> None:
    longer = FAST.replace("return sum(values, start)", "result = sum(values, start)\n    return result")
    assert "result = sum" in body(reading(fenced(FAST) + fenced(longer + "\n" + FAST)))


def test_what_runs_on_the_module_level_is_left_out() -> None:
    found = reading(fenced("import os\nos.system('x')\nCACHE = {}\n" + FAST + "total([1])\n"))
    assert found.candidate is not None
    assert "os" not in found.candidate.text
    assert "CACHE" not in found.candidate.text


def test_helpers_and_imports_that_are_used_come_along() -> None:
    code = (
        "from math import fsum\nimport json\n\ndef helper(values):\n    return fsum(values)\n\n"
        "def total(values, start=0.0):\n    return helper(values) + start\n"
    )
    found = reading(fenced(code)).candidate
    assert found is not None
    assert "from math import fsum" in found.text
    assert "def helper" in found.text
    assert "json" not in found.text
    assert screen(ORIGINAL, found.text, "total") == ""


def test_a_helper_with_a_trick_is_stopped_by_the_screen() -> None:
    code = "import subprocess\n\ndef total(values, start=0.0):\n    return subprocess.call(values)\n"
    found = reading(fenced(code)).candidate
    assert found is not None
    assert "subprocess" in screen(ORIGINAL, found.text, "total")


def test_decorators_defaults_annotations_and_docstring_stay_the_originals() -> None:
    code = '@cache\ndef total(values, start=1):\n    """Mine."""\n    return sum(values, start)\n'
    found = reading(fenced(code)).candidate
    assert found is not None
    assert "@cache" not in found.text
    assert "Mine" not in found.text
    assert '(values: list[float], start: float = 0.0) -> float:\n    """The sum."""' in found.text


def test_a_method_is_put_back_into_its_class() -> None:
    text = (
        "class A:\n    @staticmethod\n    def f(xs):\n        out = []\n        for x in xs:\n"
        "            out.append(x)\n        return out\n"
    )
    file = SourceFile("/nowhere", "a.py", text.encode(), text)
    found = reading(fenced("def f(xs):\n    return list(xs)\n"), Target(file, "A.f", 2, 3, 7)).candidate
    assert found is not None
    assert found.text == "class A:\n    @staticmethod\n    def f(xs):\n        return list(xs)\n"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("I cannot help with that.", "no definition"),
        ("", "no definition"),
        (fenced("def total(numbers):\n    return sum(numbers)\n"), "other parameters"),
        (fenced("async def total(values, start=0.0):\n    return sum(values)\n"), "no definition"),
        (fenced(ORIGINAL), "the original again"),
        (
            fenced(ORIGINAL.replace("result", "r").replace("value in", "v in").replace("+= value", "+= v")),
            "the original again",
        ),
        (fenced("def total(values, start=0.0):\n    return sum(values"), "no definition"),
    ],
)
def test_what_is_no_rewrite_says_why(text: str, reason: str) -> None:
    found = reading(text)
    assert found.candidate is None
    assert reason in found.reason


def test_replies_that_differ_in_names_alone_are_one() -> None:
    one = reading(fenced("def total(values, start=0.0):\n    r = sum(values, start)\n    return r\n"))
    other = reading(fenced("def total(values, start=0.0):\n    s = sum(values, start)\n    return s\n"))
    assert one.form == other.form != reading(fenced(FAST)).form


def test_inputs_are_taken_as_they_stand() -> None:
    found = reading(fenced(FAST) + "INPUT: ([1.0, 2.0], 3)\n- INPUT: `([],)`\nINPUT:\n" + "INPUT: 1\n" * 9)
    assert found.inputs[:2] == ("([1.0, 2.0], 3)", "([],)")
    assert len(found.inputs) == 5


def test_giant_and_odd_replies_end_at_once() -> None:
    for text in ("def total(" * 20_000, "(" * 50_000, "```" * 9_999, "\0" + FAST, "@\n" * 30_000):
        assert reading(text).candidate is None or text.endswith(FAST)
