"""Kinds that annotations allow, alone and through the types of a file."""

from __future__ import annotations

import ast

import pytest

from optgate.verify.evidence.annotations import Names, of_annotation
from optgate.verify.evidence.module import parse
from optgate.verify.values.kinds import BOOL, FLOAT, INT, NONE, STR, Kind, sequence

ALIASES = {"Vector": ast.parse("list[float]", mode="eval").body, "Loop": ast.parse("Loop", mode="eval").body}


def annotation(text: str) -> tuple[Kind, ...]:
    return of_annotation(ast.parse(text, mode="eval").body, Names(aliases=ALIASES))


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("int", (INT,)),
        ("float", (FLOAT,)),
        ("'float'", (FLOAT,)),
        ("bool | None", (BOOL, NONE)),
        ("Optional[str]", (STR, NONE)),
        ("typing.Optional[int]", (INT, NONE)),
        ("Union[int, float]", (INT, FLOAT)),
        ("list[float]", (sequence(FLOAT),)),
        ("List[List[int]]", (sequence(sequence(INT)),)),
        ("Sequence[int]", (sequence(INT), sequence(INT, "tuple"))),
        ("collections.abc.Iterable[int]", tuple(sequence(INT, tag) for tag in ("list", "tuple", "iter"))),
        ("Iterator[float]", (sequence(FLOAT, "iter"),)),
        ("tuple[int, ...]", (sequence(INT, "tuple"),)),
        ("tuple[int, str]", (Kind("tuple", (INT, STR), fixed=True),)),
        ("dict[str, float]", (Kind("dict", (STR, FLOAT)),)),
        ("set[int]", (sequence(INT, "set"),)),
        ("Literal['a', 'b']", (Kind("str", choices=("a", "b")),)),
        ("np.ndarray", (Kind("array"),)),
        ("NDArray[np.uint8]", (Kind("array", dtype="uint8"),)),
        ("npt.NDArray[np.float32]", (Kind("array", dtype="float32"),)),
        ("np.ndarray[tuple[int, int], np.dtype[np.int16]]", (Kind("array", dtype="int16", ndim=2),)),
        ("NDArray[np.uint8] | None", (Kind("array", dtype="uint8"), NONE)),
        ("Annotated[int, 'positive']", (INT,)),
        ("Vector", (sequence(FLOAT),)),
        ("npt.ArrayLike", (Kind("array"), Kind("list"))),
        ("Any", ()),
        ("Loop", ()),
        ("SomeClass", ()),
        ("Callable[[int], int]", (Kind("function", dtype="int", ndim=2),)),
        ("np.float32", (Kind("number", dtype="float32"),)),
        ("Decimal", (Kind("decimal"),)),
        ("deque[int]", (sequence(INT, "deque"),)),
        ("Float[np.ndarray, 'n m']", (Kind("array", dtype="float64", ndim=2),)),
        ("Annotated[np.ndarray, np.uint8]", (Kind("array", dtype="uint8"),)),
        ("'not ( python'", ()),
    ],
)
def test_annotations(text: str, kinds: tuple[Kind, ...]) -> None:
    assert annotation(text) == kinds


FILE = """
from __future__ import annotations
import random
import numpy as np
import pandas as pd
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple, NewType, TypedDict, TypeVar

Number = TypeVar("Number", int, float)
Small = TypeVar("Small", bound=int)
Id = NewType("Id", int)

class Color(Enum):
    RED = 1
    BLUE = 2

class Point(NamedTuple):
    x: float
    y: int = 0

class Row(TypedDict):
    price: float

@dataclass
class Shape:
    at: Point
    color: Color = Color.RED
"""
POINT = Kind("object", (FLOAT, INT), path="Point", names=("x", "y"))
COLOR = Kind("name", choices=("Color.RED", "Color.BLUE"), path="Color")


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Number", (INT, FLOAT)),
        ("list[Small]", (sequence(INT),)),
        ("Id", (INT,)),
        ("Color", (COLOR,)),
        ("'Point'", (POINT,)),
        ("list[Point] | None", (sequence(POINT), NONE)),
        ("Row", (Kind("record", (FLOAT,), path="Row", names=("price",)),)),
        ("Shape", (Kind("object", (POINT, COLOR), path="Shape", names=("at", "color")),)),
        ("np.random.Generator", (Kind("rng", path="numpy.random:default_rng"),)),
        ("random.Random", (Kind("rng", path="random:Random"),)),
        ("pd.DataFrame", (Kind("frame"),)),
        ("pd.Series", (Kind("series"),)),
    ],
)
def test_annotations_by_the_types_of_a_file(text: str, kinds: tuple[Kind, ...]) -> None:
    module = parse(FILE)
    assert module is not None
    assert of_annotation(ast.parse(text, mode="eval").body, Names(module)) == kinds
