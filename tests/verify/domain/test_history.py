"""What is called on an object before the judged call."""

from __future__ import annotations

import ast
from typing import Any

from optgate.verify.domain.domain import start
from optgate.verify.domain.history import changing_methods
from optgate.verify.evidence.module import Function
from optgate.verify.evidence.source import read
from optgate.verify.inputs.generate import Maker
from optgate.verify.values.calls import MISSING

TEXT = """
class Buffer:
    def __init__(self, size: int):
        self.size = size
        self.data = []
        self.seen = {}

    def push(self, value: float):
        self.data.append(value)

    def count(self, key: str):
        self.seen[key] = self.seen.get(key, 0) + 1

    def both(self, value: float):
        self.push(value)

    def reset(self):
        self.data, self.seen = [], {}

    def mean(self, scale: float = 1.0):
        out = []
        out.append(scale)
        return sum(self.data) / len(self.data)
"""


def test_methods_that_change_their_object() -> None:
    owner = ast.parse(TEXT).body[0]
    assert isinstance(owner, ast.ClassDef)
    own = {node.name: node for node in owner.body if isinstance(node, Function)}
    assert changing_methods(own) == {"push", "count", "both", "reset"}


def made(seed: int) -> list[Any]:
    source = read(TEXT, "Buffer.mean")
    assert source is not None
    domain = start(source)[0]
    assert domain.history is not None
    domain.history.open = True
    maker = Maker(domain, seed)
    place = next(i for i, param in enumerate(domain.params) if param.style == "calls")
    return [maker.call("middle").values[place] for _ in range(60)]


def test_calls_are_made_with_arguments_of_their_kinds() -> None:
    steps = [step for value in made(1) if value is not MISSING for step in value.args[0]]
    assert {name for name, _, _ in steps} == {"push", "count", "both", "reset"}
    for name, args, kwargs in steps:
        given = [*args, *kwargs.values()]
        types = {"push": [float], "both": [float], "count": [str], "reset": []}
        assert [type(value) for value in given] == types[name]


def test_some_objects_are_fresh_and_the_same_seed_gives_the_same_calls() -> None:
    assert any(value is MISSING for value in made(1))
    assert repr(made(2)) == repr(made(2))
