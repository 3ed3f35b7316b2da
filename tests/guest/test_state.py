"""What the target can change besides its arguments is watched and put back, so that calls are independent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from optgate.guest.codec import Recipe
from optgate.host.discovery import Interpreter
from tests.host.conftest import Project, call, interpreters, outcome


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    ours: Interpreter = interpreters()[0]
    return Project(tmp_path / "project", ours)


def twice(project: Project, text: str, *args, qualname: str = "f", same: bool = True) -> list:
    """The outcomes of the same call, three times, in the ``same`` process as long as that is possible."""
    with project.function(text, qualname) as side:
        pid = side.pid
        seen = side.run([call(*args)] * 3, timeout=5)
        assert (side.pid == pid) is same
        assert side.run([call(*args)], timeout=5)[0].outcome == seen[0].outcome
    assert len({one.outcome for one in seen}) == 1, [outcome(one) for one in seen]
    return [outcome(one) for one in seen]


GENERATORS = {
    "numpy.random.default_rng(0)": "rng.random()",
    "numpy.random.default_rng(1) ": "rng.integers(0, 9, dtype='int32')",
    "numpy.random.Generator(numpy.random.Philox(2))": "rng.standard_normal(3)",
    "numpy.random.Generator(numpy.random.MT19937(2))": "rng.permutation(9)",
    "numpy.random.RandomState(0)": "rng.normal()",
    "numpy.random.RandomState(numpy.random.PCG64(3))": "rng.normal()",
    "random.Random(0)": "rng.gauss(0, 1)",
}


@pytest.mark.parametrize("made", GENERATORS)
def test_a_generator_of_the_module_goes_on_where_it_was(project: Project, made: str) -> None:
    text = f"import random, numpy\nrng = {made}\ndef f():\n    return {GENERATORS[made]}\n"
    assert "global rng" in twice(project, text)[0]["state"]


def test_how_often_a_generator_was_asked_is_seen(project: Project) -> None:
    text = "import numpy\nrng = numpy.random.default_rng(0)\ndef f(n):\n    rng.random(n)\n"
    with project.function(text) as side:
        one, two = side.run([call(1), call(2)], timeout=5)
    assert outcome(one)["state"]["global rng"].type_name == "numpy.random:Generator"
    assert one.outcome != two.outcome


def test_children_of_a_seed_sequence_are_counted(project: Project) -> None:
    text = """
    import numpy
    rng = numpy.random.default_rng(0)
    def f():
        return rng.bit_generator.seed_seq.spawn(1)[0].spawn_key
    """
    assert twice(project, text, same=False)[0]["result"] == (0,)


def test_a_generator_of_a_class(project: Project) -> None:
    text = """
    import numpy as np
    class C:
        rng = np.random.default_rng(0)
        def m(self):
            return float(self.rng.random())
    """
    assert "class C.rng" in twice(project, text, Recipe("instance", ("C", {})), qualname="C.m")[0]["state"]


def test_attributes_of_another_class_that_is_named(project: Project) -> None:
    text = """
    class Base:
        made = []
    class Counter(Base):
        total = 0
    def f(n):
        Counter.total += n
        Counter.made.append(n)
        return Counter.total, len(Counter.made)
    """
    found = twice(project, text, 2)[0]
    assert found["result"] == (2, 1)
    assert found["state"] == {"class Base.made": [2], "class Counter.total": 2}


def test_what_the_functions_it_calls_refer_to(project: Project) -> None:
    text = """
    SEEN = []
    LEVEL = 0
    def note(x):
        SEEN.append(x)
        return deeper()
    def deeper():
        global LEVEL
        LEVEL += 1
        return LEVEL
    def f(x):
        return note(x), len(SEEN)
    """
    found = twice(project, text, 5)[0]
    assert found["result"] == (1, 1)
    assert found["state"] == {"global SEEN": [5], "global LEVEL": 1}


def test_what_the_methods_it_calls_refer_to(project: Project) -> None:
    text = """
    SEEN = {}
    class C:
        count = 0
        def m(self, x):
            return self.note(x)
        def note(self, x):
            SEEN[x] = x
            type(self).count += 1
            return len(SEEN), C.count
    """
    found = twice(project, text, Recipe("instance", ("C", {})), 1, qualname="C.m")[0]
    assert found["result"] == (1, 1)
    assert found["state"] == {"global SEEN": {1: 1}, "class C.count": 1}


def test_a_class_attribute_that_was_not_there(project: Project) -> None:
    text = """
    class C:
        def m(self):
            if not hasattr(C, "cache"):
                C.cache = []
            C.cache.append(1)
            return len(C.cache)
    """
    found = twice(project, text, Recipe("instance", ("C", {})), qualname="C.m")[0]
    assert found["result"] == 1
    assert found["state"] == {"class C.cache": [1]}


def test_attributes_of_an_instance_of_the_module(project: Project) -> None:
    text = """
    class Slotted:
        __slots__ = ("n",)
    class Plain:
        pass
    a, b = Slotted(), Plain()
    a.n, b.n = 0, [0]
    def f():
        a.n += 1
        b.n.append(1)
        b.extra = 2
        return a.n, len(b.n)
    """
    found = twice(project, text)[0]
    assert found["result"] == (1, 2)
    assert found["state"]["global a"].fields == {"n": 1}


def test_frames_of_the_module(project: Project) -> None:
    text = """
    import pandas as pd
    frame = pd.DataFrame({"a": [1.0, 2.0]})
    series = pd.Series([1.0, 2.0])
    def f():
        frame.loc[0, "a"] += 1
        frame["b"] = 1
        series[0] += 1
        return float(frame["a"].sum()), float(series.sum())
    """
    found = twice(project, text)[0]
    assert found["result"] == (4.0, 4.0)
    assert set(found["state"]) == {"global frame", "global series"}


def test_self_is_an_argument(project: Project) -> None:
    text = """
    class Welford:
        def __init__(self):
            self.n, self.mean = 0, 0.0
        def add(self, x):
            self.n += 1
            self.mean += (x - self.mean) / self.n
    """
    steps = [["add", [1.0], {}], ["add", [3.0], {}]]
    recipe = Recipe("after", (Recipe("call", ("Welford", [], {})), steps))
    found = twice(project, text, recipe, 5.0, qualname="Welford.add")[0]
    assert found["args"][0].fields == {"n": 3, "mean": 3.0}
