"""Objects as Python source that runs."""

from __future__ import annotations

import collections
import datetime
import decimal
import fractions
import math
from typing import Any

import numpy as np
import pytest

from optgate.guest.codec import Recipe
from optgate.verify.values import render
from optgate.verify.values.kinds import Param


class Stack:
    def __init__(self, items: Any = (), *, name: str = "") -> None:
        self.items = list(items)
        self.name = name

    def push(self, item: Any) -> None:
        self.items.append(item)

    def total(self, start: float = 0) -> Any:
        return sum(self.items, start)


NAMES = {"np": np, "Stack": Stack}


@pytest.mark.parametrize(
    "value",
    [
        decimal.Decimal("1.50"),
        fractions.Fraction(2, 3),
        datetime.datetime(2024, 2, 29, 1, 2),
        datetime.date(2024, 2, 29),
        datetime.timedelta(seconds=90061),
        collections.deque([1, 2]),
        collections.OrderedDict({"b": 1, "a": 2}),
        collections.Counter({"a": 3}),
        bytearray(b"ab"),
        range(1, 9, 2),
        [{"k": decimal.Decimal(1)}],
    ],
)
def test_values_of_the_standard_library_are_made_again(value: Any) -> None:
    again = eval(render.source(value), dict(NAMES))
    assert type(again) is type(value) and again == value


def test_a_defaultdict_keeps_its_factory() -> None:
    again = eval(render.source(collections.defaultdict(list, {"a": [1]})), dict(NAMES))
    assert again["b"] == [] and again["a"] == [1]


@pytest.mark.parametrize(
    ("recipe", "result"),
    [
        (Recipe("name", ("math:sqrt",)), math.sqrt),
        (Recipe("name", ("builtins:abs",)), abs),
        (Recipe("name", ("numpy:sum",)), np.sum),
        (Recipe("name", ("Stack.push",)), Stack.push),
    ],
)
def test_names(recipe: Recipe, result: Any) -> None:
    assert eval(render.source(recipe), dict(NAMES)) is result


def test_built_objects() -> None:
    called = eval(render.source(Recipe("call", ("Stack", [[1, 2]], {"name": "a"}))), dict(NAMES))
    assert (called.items, called.name) == ([1, 2], "a")
    bare = eval(render.source(Recipe("instance", ("Stack", {"items": [3]}))), dict(NAMES))
    assert vars(bare) == {"items": [3]}
    rng = eval(render.source(Recipe("call", ("numpy.random:default_rng", [7], {}))), dict(NAMES))
    assert rng.normal() == np.random.default_rng(7).normal()


def test_a_method_is_called_on_its_object() -> None:
    params = [Param("self", "posonly", True), Param("start", "pos", False)]
    stack = Recipe("call", ("Stack", [[1, 2]], {}))
    text = render.call(".total", params, [stack, 10])
    assert text == "Stack([1, 2]).total(start=10)"
    assert eval(text, dict(NAMES)) == 13


def test_earlier_calls_come_first() -> None:
    params = [Param("self", "posonly", True), Param("start", "pos", False)]
    stack = Recipe(
        "after", (Recipe("call", ("Stack", [], {})), [["push", [4], {}], ["push", [], {"item": 5}]])
    )
    text = render.call(".total", params, [stack, 1])
    assert text == "(stack := Stack(), stack.push(4), stack.push(item=5), stack.total(start=1))[-1]"
    assert eval(text, dict(NAMES)) == 10
    assert eval(render.source(stack), dict(NAMES)).items == [4, 5]
