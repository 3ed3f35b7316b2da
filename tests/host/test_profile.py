"""Where the time of a call goes, as the user's interpreter tells."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from optgate.host.discovery import Interpreter
from optgate.model import GuestError
from tests.host.conftest import Project, call, result

NESTED = """\
def f(rows, columns):
    total = 0
    for row in range(rows):
        for column in range(columns):
            if column > row:
                total += column
    return total
"""


def hits(profile):
    return {one.line: one.hits for one in profile.lines}


def test_each_line_is_counted_on_every_interpreter(tmp_path: Path, interpreter: Interpreter) -> None:
    project = Project(tmp_path, interpreter)
    with project.function(NESTED) as side:
        found = hits(side.profile(call(10, 7), timeout=2.0))
        below = sum(column > row for row in range(10) for column in range(7))
        assert (found[2], found[3], found[4], found[5]) == (1, 11, 80, 70)
        assert found[6] == below
        assert result(side, 10, 7) == sum(c for r in range(10) for c in range(7) if c > r)


def test_a_line_is_charged_with_what_it_calls(project: Project) -> None:
    text = """\
def helper(n):
    return sum(range(n))
def f(n):
    total = 0
    for i in range(20):
        total += 1
        total += helper(n)
    return total
"""
    with project.function(text) as side:
        found = side.profile(call(20_000), timeout=2.0)
        spent = {one.line: one.seconds for one in found.lines}
        assert set(spent) == {4, 5, 6, 7, 8}
        assert spent[7] > 20 * spent[6]
        assert 0.3 * found.seconds < sum(spent.values()) < 3 * found.seconds


def test_recursion_and_comprehensions_belong_to_their_own_lines(project: Project) -> None:
    text = """\
def f(n):
    if n:
        return f(n - 1)
    return [i for i in range(3)]
"""
    with project.function(text) as side:
        found = hits(side.profile(call(9), timeout=2.0))
        assert (found[2], found[3]) == (10, 9)
        assert found[4] >= 1


def test_a_generator_is_gone_through(project: Project) -> None:
    with project.function("def f(n):\n    for i in range(n):\n        yield i * i\n") as side:
        assert hits(side.profile(call(30), timeout=2.0)) == {2: 31, 3: 30}


def test_arguments_are_fresh_in_every_call(project: Project) -> None:
    text = "def f(items):\n    while items:\n        items.pop()\n    return len(items)\n"
    with project.function(text) as side:
        assert hits(side.profile(call([1] * 50), timeout=2.0))[3] == 50


def test_a_long_call_is_watched_for_a_while_only(project: Project) -> None:
    text = "def f(n):\n    total = 0\n    for i in range(n):\n        total += i\n    return total\n"
    with project.function(text) as side:
        began = time.monotonic()
        found = side.profile(call(600_000), timeout=0.1)
        assert not found.whole
        assert hits(found)[4] < 600_000
        assert time.monotonic() - began < 1.5
        assert result(side, 10) == 45


def test_a_call_that_raises_is_told_and_leaves_the_side_usable(project: Project) -> None:
    with project.function("def f(n):\n    if n > 1:\n        raise ValueError('no')\n    return n\n") as side:
        with pytest.raises(GuestError, match="ValueError: no"):
            side.profile(call(5), timeout=2.0)
        assert result(side, 1) == 1


def test_a_call_that_never_ends_is_ended(project: Project) -> None:
    with project.function("def f(n):\n    while n:\n        pass\n    return n\n") as side:
        with pytest.raises(GuestError):
            side.profile(call(1), timeout=0.1)
        assert result(side, 0) == 0
