"""The format of the verification corpora."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks.corpus import cases, load

METHOD = """
# judged: Counter.add
import math

STEP = 2


def helper(value):
    return math.floor(value) * STEP


class Counter:
    def __init__(self):
        self.n = 0

    def add(self, value):
        self.n += helper(value)
        return self.n

    def get(self):
        return self.n


def right_local(self, value):
    self.n = n = self.n + helper(value)
    return n


def wrong_twice(self, value):
    self.n += 2 * helper(value)
    return self.n
"""


def namespace(text: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    exec(text, found)
    return found


def test_a_rewrite_takes_the_place_of_the_method(tmp_path: Path) -> None:
    (tmp_path / "counter.py").write_text(METHOD)
    case = load(tmp_path / "counter.py")
    assert case.qualname == "Counter.add" and set(case.rewrites) == {"right_local", "wrong_twice"}
    for text, expected in (
        (case.text, 6),
        (case.rewrites["right_local"], 6),
        (case.rewrites["wrong_twice"], 12),
    ):
        found = namespace(text)
        assert not [name for name in found if name.startswith(("right_", "wrong_"))]
        counter = found["Counter"]()
        counter.add(3.5)
        assert counter.get() == expected


def test_tests_stand_beside_and_are_no_case(tmp_path: Path) -> None:
    (tmp_path / "f.py").write_text("def f(x):\n    return x\n\ndef right_plus(x):\n    return +x\n")
    assert load(tmp_path / "f.py").tests is None
    (tmp_path / "test_f.py").write_text("from f import f\n")
    assert [(case.name, case.tests) for case in cases(tmp_path)] == [("f", tmp_path / "test_f.py")]


@pytest.mark.parametrize(
    "text",
    ["def right_a(x): ...\n", "# judged: C.m\nclass C: ...\ndef right_a(self): ...\n", "def f(x): ...\n"],
    ids=["no function", "no method", "no rewrite"],
)
def test_what_is_no_case_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "f.py").write_text(text)
    with pytest.raises(ValueError, match=r"f\.py"):
        load(tmp_path / "f.py")
