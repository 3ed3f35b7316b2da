"""How objects of a file's classes are made."""

from __future__ import annotations

import pytest

from optgate.verify.evidence.classes import made
from optgate.verify.evidence.module import parse

TEXT = """
import abc, collections, threading
from dataclasses import dataclass, field, KW_ONLY
from enum import Enum
from typing import ClassVar, NamedTuple, TypedDict

class Plain:
    def __init__(self, a, /, b=1, *rest, c: int, **more):
        pass

class Child(Plain):
    pass

class Bare:
    x = 1

@dataclass
class Base:
    a: int
    shared: ClassVar[int] = 3
    hidden: list = field(init=False, default_factory=list)

@dataclass
class Derived(Base):
    b: float = 2.0
    _: KW_ONLY
    c: list[int] = field(default_factory=list)

class Pair(NamedTuple):
    left: int
    right: int = 0

Old = collections.namedtuple("Old", "u, v")

class Color(Enum):
    RED = 1
    BLUE = 2

class Row(TypedDict):
    price: float

class Worker(threading.Thread):
    pass

class Shape(abc.ABC):
    @abc.abstractmethod
    def area(self): ...

class Square(Shape):
    def __init__(self, side):
        self.side = side
    def area(self):
        return self.side ** 2
"""


@pytest.mark.parametrize(
    ("name", "path", "way", "fields"),
    [
        (
            "Plain",
            "Plain",
            "call",
            [
                ("a", "posonly", True),
                ("b", "pos", False),
                ("rest", "var", False),
                ("c", "kwonly", True),
                ("more", "varkw", False),
            ],
        ),
        (
            "Child",
            "Child",
            "call",
            [
                ("a", "posonly", True),
                ("b", "pos", False),
                ("rest", "var", False),
                ("c", "kwonly", True),
                ("more", "varkw", False),
            ],
        ),
        ("Bare", "Bare", "call", []),
        ("Base", "Base", "call", [("a", "pos", True)]),
        ("Derived", "Derived", "call", [("a", "pos", True), ("b", "pos", False), ("c", "kwonly", False)]),
        ("Pair", "Pair", "call", [("left", "pos", True), ("right", "pos", False)]),
        ("Old", "Old", "call", [("u", "pos", True), ("v", "pos", True)]),
        ("Row", "Row", "record", [("price", "kwonly", True)]),
        ("Worker", "Worker", "instance", []),
        ("Shape", "Square", "call", [("side", "pos", True)]),
    ],
)
def test_constructors(name: str, path: str, way: str, fields: list[tuple[str, str, bool]]) -> None:
    module = parse(TEXT)
    assert module is not None
    found = made(module, name)
    assert found is not None
    assert (found.path, found.way) == (path, way)
    assert [(field.name, field.style, field.required) for field in found.fields] == fields


def test_members_of_enumerations() -> None:
    module = parse(TEXT)
    assert module is not None
    found = made(module, "Color")
    assert found is not None and found.way == "member"
    assert found.members == ("Color.RED", "Color.BLUE")


def test_what_is_no_class_of_the_file() -> None:
    module = parse(TEXT)
    assert module is not None and made(module, "int") is None
