"""Objects taken apart into parameters, and put together again as recipes."""

from __future__ import annotations

import textwrap
from typing import Any

from optgate.guest.codec import Recipe
from optgate.verify.evidence.source import Source, read
from optgate.verify.values.calls import MISSING, bind, whole

TEXT = """
from dataclasses import dataclass

@dataclass
class Config:
    rate: float
    steps: int = 3

class Runner:
    def __init__(self, config: Config, start=0.0):
        self.config = config

    def run(self, data, limit=None):
        return data

class Empty:
    def run(self, x):
        return x

def dist(a: Config, b: "Config | None" = None):
    return a
"""


def names(qualname: str, way: str = "") -> list[str]:
    return [param.name for param in source_of(qualname, way).params]


def source_of(qualname: str, way: str = "") -> Source:
    source = read(textwrap.dedent(TEXT), qualname, way)
    assert source is not None
    return source


def bound(qualname: str, given: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
    params = source_of(qualname).params
    return bind(params, [given.get(param.name, MISSING) for param in params])


def test_an_instance_is_replaced_by_what_it_is_made_of() -> None:
    assert names("Runner.run") == [
        "self.config.rate",
        "self.config.steps",
        "self.start",
        "self (earlier calls)",
        "data",
        "limit",
    ]


def test_only_required_parameters_of_one_class_are_taken_apart() -> None:
    assert names("dist") == ["a.rate", "a.steps", "b"]


def test_parts_are_put_together_from_the_inside() -> None:
    args, kwargs = bound("Runner.run", {"self.config.rate": 2.0, "self.start": 1.0, "data": [1], "limit": 3})
    runner, data, limit = args
    assert (data, limit, kwargs) == ([1], 3, {})
    assert runner.kind == "call" and runner.args[0] == "Runner" and runner.args[2]["start"] == 1.0
    config = runner.args[2]["config"]
    assert config.args == ("Config", [], {"rate": 2.0})


def test_a_class_without_parameters_is_called() -> None:
    args, _ = bound("Empty.run", {"x": 1})
    assert args[0].args == ("Empty", [], {}) and args[1] == 1


def test_earlier_calls_are_wrapped_around_the_object() -> None:
    before = Recipe("calls", ([["run", [1], {}]],))
    args, _ = bound("Empty.run", {"self (earlier calls)": before, "x": 1})
    assert args[0].kind == "after"
    assert args[0].args[0].args == ("Empty", [], {}) and args[0].args[1] == [["run", [1], {}]]


def test_attributes_are_set_where_the_constructor_is_not_known() -> None:
    text = "import t\nclass T(t.Thread):\n    def m(self, x):\n        return self.k + self.g(x)\n"
    source = read(text, "T.m")
    assert source is not None
    assert [param.name for param in source.params] == ["self.k", "self (earlier calls)", "x"]
    args, _ = bind(source.params, [5, MISSING, 1])
    assert args[0].kind == "instance" and args[0].args == ("T", {"k": 5})


def test_a_whole_object_stands_in_place_of_its_parts() -> None:
    params = source_of("Runner.run").params
    values: list[Any] = [MISSING] * len(params)
    seen = Recipe("instance", ("Runner", {"config": None}))
    for place, value in whole(params, "self", seen):
        values[place] = value
    values[4] = [1]
    args, _ = bind(params, values)
    assert args == (seen, [1])
