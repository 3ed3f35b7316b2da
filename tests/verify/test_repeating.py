"""Whether the original repeats itself: on the same input again, and in a fresh process in another order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.verify.conftest import Bench

NUMBERED = """
import functools

SEEN = []

@functools.lru_cache(maxsize=None)
def code(word):
    SEEN.append(word)
    return len(SEEN)

def f(words: list[int]) -> list[int]:
    return [code(word) for word in words]
"""
CLASS_STATE = """
class Ids:
    table = {}

class Registry:
    ids = Ids()

def f(names: list[str]) -> list[int]:
    found = []
    for name in names:
        number = Registry.ids.table.setdefault(name, len(Registry.ids.table))
        found.append(number)
    return found
"""
CACHED = """
import functools

@functools.lru_cache(maxsize=None)
def square(n):
    return n * n

def f(numbers: list[int]) -> list[int]:
    return [square(number) for number in numbers]
"""


@pytest.mark.parametrize("text", [NUMBERED, CLASS_STATE])
def test_a_result_that_depends_on_earlier_calls_is_told_before_any_candidate(bench: Bench, text: str) -> None:
    reason = bench.start(text).explore().unproven
    assert "in a fresh process, in another order of calls" in reason
    assert "earlier calls" in reason and "pass" in reason


def test_a_cache_that_changes_no_result_does_not_matter(bench: Bench) -> None:
    assert bench.start(CACHED).explore().unproven == ""


def test_what_is_drawn_at_import_is_told(bench: Bench) -> None:
    drawn = "import os\nSALT = os.urandom(8).hex()\ndef f(n: int) -> str:\n    return SALT + str(n)\n"
    assert "when its module was imported" in bench.start(drawn).explore().unproven
