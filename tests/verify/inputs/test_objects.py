"""Functions and methods of every ordinary shape are judged for real."""

from __future__ import annotations

import collections
import datetime
import textwrap
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from optgate.guest.codec import Recipe
from optgate.model import Decision
from optgate.verify.domain.domain import Domain
from optgate.verify.inputs.generate import Maker
from tests.verify.conftest import Bench

Make = Callable[[str], list[Any]]

STACK = """
class Stack:
    def __init__(self, items=()):
        self.items = list(items)

    def push(self, item):
        self.items.append(item)

    def largest(self):
        best = self.items[0]
        for item in self.items:
            if item > best:
                best = item
        return best
"""
WELFORD = """
class Welford:
    def __init__(self):
        self.n = 0
        self.mean = 0.0

    def update(self, x):
        self.n += 1
        self.mean += (x - self.mean) / self.n
"""
LINEAR = """
import numpy as np

class Linear:
    def __init__(self, weights, bias=0.0):
        self.weights = np.asarray(weights)
        self.bias = bias

    def predict(self, x):
        total = self.bias
        for i in range(len(self.weights)):
            total += self.weights[i] * x[i]
        return total
"""
POINTS = """
from dataclasses import dataclass
from enum import Enum

class Color(Enum):
    RED = 1
    BLUE = 2

@dataclass
class Point:
    x: float
    color: Color = Color.RED

def f(points: list[Point], wanted: Color) -> float:
    total = 0.0
    for p in points:
        if p.color is wanted:
            total += p.x
    return total
"""
RECORDS = """
def f(rows):
    out = {}
    for r in rows:
        if r["amount"] > 0:
            out[r["name"]] = out.get(r["name"], 0) + r["amount"]
    return out
"""
RANDOM = """
import numpy as np

def f(x: np.ndarray, rng: np.random.Generator) -> list:
    out = []
    for v in x:
        out.append(v + rng.normal())
    return out
"""
OPTIONS = """
def f(xs, key=None, **options):
    step = options.get("step", 1)
    out = []
    for x in xs:
        out.append((x if key is None else key(x)) * step)
    return out
"""
TEXTS = """
def f(text: str) -> int:
    total = 0
    for part in text.split(","):
        total += int(part)
    return total
"""
FOUND = """
import bisect

def f(xs: list[int], v: int) -> int:
    return bisect.bisect_left(xs, v)
"""


@pytest.mark.parametrize(
    ("text", "qualname", "old", "right", "wrong"),
    [
        (STACK, "Stack.largest", "item > best", "best < item", "item < best"),
        (WELFORD, "Welford.update", "self.n += 1", "self.n = self.n + 1", "self.n = 1"),
        (LINEAR, "Linear.predict", "total = self.bias", "total = self.bias + 0", "total = 0.0"),
        (POINTS, "f", "p.color is wanted", "wanted is p.color", "p.color is Color.RED"),
        (RECORDS, "f", 'r["amount"] > 0', '0 < r["amount"]', 'r["amount"] >= 0'),
        (RANDOM, "f", "rng.normal()", "rng.normal(0.0)", "rng.random()"),
        (OPTIONS, "f", "if key is None", "if not key is not None", "if key is None or step != 1"),
        (TEXTS, "f", "int(part)", "+int(part)", "abs(int(part))"),
        (FOUND, "f", "bisect_left(xs, v)", "bisect_left(xs, v, 0)", "bisect_right(xs, v)"),
    ],
    ids=["stack", "welford", "linear", "points", "records", "random", "options", "texts", "sorted"],
)
def test_right_and_wrong(bench: Bench, text: str, qualname: str, old: str, right: str, wrong: str) -> None:
    assert old in text
    bench.start(text, qualname)
    good = bench.judge(text.replace(old, right))
    assert good.decision is Decision.ACCEPTED, good.reason
    bad = bench.judge(text.replace(old, wrong))
    assert bad.decision is Decision.WRONG, bad.reason
    example = bad.counterexample
    assert example is not None
    assert outcome(text, example.call) != outcome(text.replace(old, wrong), example.call)


def outcome(text: str, call: str) -> tuple[str, Any]:
    """What the example does when it is run as it stands: result or exception, and the objects it binds."""
    space: dict[str, Any] = {}
    exec("import numpy as np", space)
    exec(textwrap.dedent(text), space)
    known = set(space)
    try:
        result = repr(eval(f"(result := {call})", space))
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        result = repr(error)
    bound = {
        name: repr(vars(value)) for name, value in space.items() if name not in known and hasattr(value, "n")
    }
    return result, bound


def test_arguments_are_linked_with_what_the_instance_is_made_of(bench: Bench) -> None:
    found = bench.start(LINEAR, "Linear.predict").explore()
    assert not found.unproven
    assert ", shape of self.weights" in found.domain["x"]


def test_what_an_instance_went_through_is_part_of_the_domain(bench: Bench) -> None:
    found = bench.start(STACK, "Stack.largest").explore()
    assert found.domain["self (earlier calls)"] == "none, or calls of push (methods)"


def test_a_method_that_needs_a_filled_object_gets_one(bench: Bench) -> None:
    text = STACK.replace("items=()", "").replace("self, )", "self)").replace("list(items)", "[]")
    found = bench.start(text, "Stack.largest").explore()
    assert not found.unproven
    assert found.state is not None and found.state.history is not None and found.state.history.needed


def test_square_matrices_are_found(bench: Bench) -> None:
    text = """
    import numpy as np

    def f(a: np.ndarray):
        total = 0.0
        for i in range(a.shape[0]):
            total += a[i, i]
        return total
    """
    assert "square" in bench.start(text).explore().domain["a"]


def test_indices_count_from_the_end_where_the_function_takes_them(bench: Bench) -> None:
    found = bench.start("def f(xs: list[int], i: int):\n    return xs[i]\n").explore()
    assert any(trial.call.values[1] < 0 for trial in found.trials)


IMPORTS = """
import collections, random
import datetime as dt
from collections import Counter, OrderedDict, defaultdict, deque
from decimal import Decimal
from fractions import Fraction
from typing import *
import numpy as np
import numpy.typing as npt
"""


@pytest.mark.parametrize(
    ("annotation", "types"),
    [
        ("Decimal", {Decimal}),
        ("list[Fraction]", {list}),
        ("dt.date", {datetime.date}),
        ("deque[int]", {collections.deque}),
        ("Counter[str]", {collections.Counter}),
        ("OrderedDict[str, int]", {collections.OrderedDict}),
        ("defaultdict[str, list[int]]", {Recipe}),
        ("memoryview", {Recipe}),
        ("bytearray", {bytearray}),
        ("range", {range}),
        ("complex", {complex}),
        ("np.float32", {np.float32}),
        ("npt.NDArray[np.complex64]", {np.ndarray}),
        ("random.Random", {Recipe}),
        ("Callable[[float], bool]", {Recipe}),
        ("str | bytes", {str, bytes}),
    ],
)
def test_values_of_annotated_kinds(make: Make, annotation: str, types: set[type]) -> None:
    assert {type(value) for value in make(annotation)} == types


@pytest.mark.parametrize(
    ("annotation", "element"),
    [
        ("list[dict[str, int]]", {dict}),
        ("list[set[int]]", {set}),
        ("list[Optional[int]]", {int, type(None)}),
        ("list[int | str]", {int, str}),
        ("tuple[Decimal, ...]", {Decimal}),
        ("list[np.ndarray]", {np.ndarray}),
    ],
)
def test_elements_of_annotated_containers(make: Make, annotation: str, element: set[type]) -> None:
    assert {type(item) for value in make(annotation) for item in value} == element


@pytest.fixture
def make(domain_of: Callable[..., Domain]) -> Make:
    """Values for a parameter with an annotation; each of them can be sent."""

    def values(annotation: str) -> list[Any]:
        domain = domain_of(f"{IMPORTS}\ndef f(x: {annotation}):\n    return len(x)\n")
        maker = Maker(domain, 1)
        calls = [maker.call("small") for _ in range(80)]
        assert all(call.encoded(domain.params) for call in calls)
        return [call.values[0] for call in calls]

    return values
