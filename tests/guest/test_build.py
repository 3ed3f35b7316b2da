"""Recipes built in the process that calls the function, and captured objects in every interpreter here."""

from __future__ import annotations

import subprocess
import textwrap
from pathlib import Path

import numpy as np
import pytest

import optgate
from optgate.guest import codec
from optgate.guest.codec import Named, Opaque, Recipe
from optgate.host.discovery import Interpreter
from tests.host.conftest import Project, call, interpreters, outcome, result

EVERY = pytest.mark.parametrize(
    "interpreter", interpreters(), ids=lambda one: ".".join(map(str, one.version))
)

TEXT = """
    import collections, dataclasses, enum

    class Colour(enum.Enum):
        RED = 1

    @dataclasses.dataclass(frozen=True)
    class Point:
        x: float
        y: list

    class Welford:
        def __init__(self, n=0):
            self.n, self.mean = n, 0.0
        def add(self, x):
            self.n += 1
            self.mean += (x - self.mean) / self.n

    Pair = collections.namedtuple("Pair", "left right")

    def helper(x):
        return x

    def f(*args):
        return [getattr(one, "__name__", one) for one in args]
"""
AFTER = Recipe(
    "after", (Recipe("call", ("Welford", [], {"n": 1})), [["add", [3.0], {}], ["add", [], {"x": 6.0}]])
)
RECIPES = [
    Recipe("name", ("Colour.RED",)),
    Recipe("instance", ("Point", {"x": 1.5, "y": [Recipe("name", ("Colour.RED",))]})),
    Recipe("call", ("Pair", [1, 2], {})),
    AFTER,
    Recipe("call", ("random:Random", [7], {})),
    Recipe("call", ("decimal:Decimal", ["1.50"], {})),
]


@EVERY
def test_recipes_become_objects(tmp_path: Path, interpreter: Interpreter) -> None:
    with Project(tmp_path, interpreter).function(TEXT) as side:
        one, two = side.run([call(*RECIPES)] * 2, timeout=5)
        assert one.outcome == two.outcome
        found = outcome(one)["result"]
        assert [item.type_name for item in found[:5]] == [
            "mod:Colour",
            "mod:Point",
            "mod:Pair",
            "mod:Welford",
            "random:Random",
        ]
        assert found[1].fields["y"][0].fields == {"name": "RED", "value": 1}
        assert found[3].fields == {"mean": 3.0, "n": 3}
        assert str(found[5]) == "1.50"


@EVERY
def test_functions_as_arguments(tmp_path: Path, interpreter: Interpreter) -> None:
    with Project(tmp_path, interpreter).function(TEXT) as side:
        paths = ["math:sqrt", "builtins:abs", "operator:add", "builtins:str.upper"]
        found = outcome(side.run([call(*(Recipe("name", (path,)) for path in paths))], timeout=5)[0])
        assert found["result"] == ["sqrt", "abs", "add", "upper"]
        assert found["args"] == tuple(Named(path) for path in paths)
        own = outcome(side.run([call(Recipe("name", ("helper",)))], timeout=5)[0])
        assert isinstance(own["args"][0], Opaque)


SCRIPT = """
    import dataclasses, enum, functools, math, random, sys, typing
    from optgate.guest import codec
    from optgate.guest.build import build
    {text}
    class Row(typing.NamedTuple):
        a: int
    class Slotted:
        __slots__ = ("a",)
    one = Slotted()
    one.a = [1]
    used = random.Random(1)
    used.gauss(0, 1)
    point = Point(1.5, [one])
    doubled = functools.partial(pow, 2)
    args = (point, [point], Colour.RED, Pair(1, 2), Row(3), used, math.sqrt, doubled, helper)
    data = codec.capture_call(args, {{"k": one}}, "__main__")
    passed = codec.encode_call(*codec.decode_call(data))
    back, named = codec.decode_call(passed, build=lambda recipe: build(recipe, sys.modules["__main__"]))
    assert codec.encode((back, named)) == codec.encode((args, {{"k": one}}))
    assert back[1][0] is back[0] and back[0].y[0] is named["k"] and back[5].random() == used.random()
    for unknown in (iter([1]), lambda: 1, open):
        try:
            codec.capture_call((unknown,), {{}}, "__main__")
        except codec.Unsupported:
            continue
        assert unknown is open
"""


@EVERY
def test_every_interpreter_captures_and_builds(interpreter: Interpreter) -> None:
    script = textwrap.dedent(SCRIPT).format(text=textwrap.dedent(TEXT))
    root = str(Path(optgate.__file__).parents[1])
    script = f"import sys\nsys.path.insert(0, {root!r})\nsys.dont_write_bytecode = True\n{script}"
    done = subprocess.run([interpreter.path, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_what_was_captured_here_runs_there(project: Project) -> None:
    text = """
    import numpy as np
    import pandas as pd
    def f(rng, frame, bits):
        frame["b"] = rng.random(len(frame))
        return float(frame["b"].sum()), bits.random_raw()
    """
    import pandas as pd

    rng, bits = np.random.default_rng(5), np.random.Philox(2)
    rng.random(3)
    frame = pd.DataFrame({"a": [1.0, 2.0]}, index=["x", "y"])
    data = codec.capture_call((rng, frame, bits), {}, "mod")
    with project.function(text) as side:
        one, two = side.run([data, data], timeout=10)
    assert one.outcome == two.outcome
    found = outcome(one)
    assert found["result"] == (float(rng.random(2).sum()), bits.random_raw())
    assert found["args"][0].fields["bits"].fields["state"] == codec.decode(
        codec.encode(rng.bit_generator.state)
    )
    assert found["args"][1].type_name == "pandas:DataFrame" and len(found["args"][1].fields["values"]) == 2


def test_arguments_that_are_functions_do_not_hide_the_rest(project: Project) -> None:
    text = "def f(fn, values):\n    return [fn(v) for v in values]\n"
    with project.function(text) as side:
        assert result(side, Recipe("name", ("math:floor",)), [1.5, 2.5]) == [1, 2]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path / "project", interpreters()[0])
