"""Inputs known beforehand: the strongest evidence for the domain, run for real."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from optgate import verify
from optgate.guest import codec
from optgate.guest.codec import Recipe
from optgate.model import Decision, Given
from optgate.verify.domain.given import Offered, unbound
from optgate.verify.domain.seen import alike, kind_of, merged
from optgate.verify.exploring import Exploration
from optgate.verify.values.calls import MISSING, bind
from optgate.verify.values.kinds import GIVEN, STATED, TRIED, USED, Kind, Param
from tests.verify.conftest import Bench


def given(*args: Any, source: str = "tests", **kwargs: Any) -> Given:
    return Given(codec.encode_call(args, kwargs), source)


def explored(
    bench: Bench, text: str, inputs: Sequence[Given], qualname: str = "f", seconds: float = 2.0
) -> Exploration:
    bench.start(text, qualname)
    bench.explored = verify.explore(
        bench.target, bench.original, seed=1, deadline=time.monotonic() + seconds, given=inputs
    )
    return bench.explored


def levels(found: Exploration, place: int = 0) -> dict[str, int]:
    assert found.state is not None
    return {str(option.kind): option.level for option in found.state.options[place]}


PARAMS = (
    Param("a", "posonly", True),
    Param("b", "pos", True),
    Param("c", "pos", False),
    Param("rest", "var", False),
    Param("k", "kwonly", False),
    Param("more", "varkw", False),
)


@pytest.mark.parametrize(
    ("args", "kwargs", "values"),
    [
        ((1, 2), {}, [1, 2, MISSING, MISSING, MISSING, MISSING]),
        ((1,), {"b": 2, "k": 5}, [1, 2, MISSING, MISSING, 5, MISSING]),
        ((1, 2, 3, 4, 5), {"x": 6}, [1, 2, 3, (4, 5), MISSING, {"x": 6}]),
        ((1,), {}, None),
        ((), {"a": 1, "b": 2}, None),
    ],
)
def test_arguments_are_bound_to_parameters(
    args: tuple[Any, ...], kwargs: dict[str, Any], values: list[Any] | None
) -> None:
    found = unbound(PARAMS, args, kwargs)
    assert found == values
    if found is not None:
        assert unbound(PARAMS, *bind(PARAMS, found)) == found


def test_what_does_not_fit_the_parameters_is_dropped_and_counted() -> None:
    params = (Param("a", "pos", True),)
    offered = Offered(params, [given(1), given(1, 2), given(b=1), Given(b"nonsense", "tests")])
    assert [call.values for call in offered.evidence] == [[1]]
    assert offered.dropped == 3


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (None, "None"),
        (True, "bool"),
        (3, "int"),
        (np.zeros((2, 3), np.uint8), "uint8 array, 2-D"),
        ([1.0], "list of float"),
        ([[1], []], "list of list of int"),
        ((1, 2.0), "tuple (int, float)"),
        ([(1, 2), (3, 4, 5)], "list of tuple of int"),
        ({"a": 1}, "dict of str to int"),
        (Recipe("iter", ([1],)), "iterator of int"),
        (Recipe("instance", ("mod:Point", {"x": 1})), "mod.Point"),
        (Recipe("after", (Recipe("call", ("mod:Sum", [], {})), [])), "mod.Sum"),
        (np.float32(1), "np.float32"),
        ([1, "a"], "list"),
        (np.array(["a"]), "<U1 array"),
    ],
)
def test_kinds_of_values(value: object, kind: str) -> None:
    assert str(kind_of(value)) == kind


def test_an_empty_list_gives_way_to_one_that_is_not() -> None:
    assert [str(kind) for kind in merged([kind_of([]), kind_of([1]), kind_of([])])] == ["list of int"]


def test_numbers_are_alike_and_containers_are_what_they_are() -> None:
    assert alike(Kind("int"), Kind("float"))
    assert alike(kind_of(np.zeros(1)), kind_of(np.zeros(1, np.uint8)))
    assert not alike(kind_of(np.zeros(1)), kind_of(np.zeros((1, 1))))
    assert not alike(kind_of([1.0]), kind_of(np.zeros(1)))
    assert alike(kind_of([1.0]), kind_of([1]))


OPAQUE = """
def f(model, xs):
    total = 0.0
    for x in xs:
        total += model.weight * x
    return total

class Model:
    def __init__(self, connection):
        self.weight = connection.fetch("weight").pop()
"""


def test_an_opaque_parameter_is_known_from_what_was_seen(bench: Bench) -> None:
    model = Recipe("instance", ("Model", {"weight": 2.5}))
    inputs = [given(model, [1.0, 2.0]), given(Recipe("instance", ("Model", {"weight": -1.0})), [])]
    found = explored(bench, OPAQUE, inputs)
    assert found.unproven == ""
    assert found.domain["model"].startswith("Model (tests)")
    right = OPAQUE.replace("model.weight * x", "x * model.weight")
    assert bench.judge(right).decision is Decision.ACCEPTED
    verdict = bench.judge(OPAQUE.replace("model.weight * x", "abs(model.weight) * x"))
    assert verdict.decision is Decision.WRONG, verdict.reason


GENERAL = """
import numpy as np
def f(xs):
    total = 0
    for x in xs:
        total = total + x
    return total
"""


def test_what_was_only_a_guess_is_left_to_trial_where_something_else_is_seen(bench: Bench) -> None:
    without = explored(bench, GENERAL, [])
    assert levels(without)["float64 array, 1-D"] == USED
    found = explored(
        bench, GENERAL, [given([1.5, 2.0]), given([3.0], source="doctests"), given(np.arange(3.0))]
    )
    assert found.domain["xs"].startswith(
        "list of float (tests and doctests); float64 array, 1-D (tests and usage)"
    )
    assert levels(found)["list of float"] == GIVEN
    only_lists = levels(explored(bench, GENERAL, [given([1.5, 2.0])]))
    assert only_lists["list of float"] == GIVEN
    assert {level for kind, level in only_lists.items() if "array" in kind} <= {TRIED}


def test_what_is_stated_stays(bench: Bench) -> None:
    text = GENERAL.replace("f(xs)", "f(xs: list[int] | np.ndarray)")
    found = levels(explored(bench, text, [given([1, 2]), given([4])]))
    assert found["list of int"] == GIVEN
    assert found["float64 array, 1-D"] == STATED


def test_strings_that_were_seen_are_choices(bench: Bench) -> None:
    text = "TABLE = {'alpha': 1, 'beta': 2}\ndef f(xs: list[int], mode):\n    return sum(xs) * TABLE[mode]\n"
    found = explored(bench, text, [given([1], "alpha"), given([2, 3], mode="beta")])
    assert found.domain["mode"].startswith("'alpha' or 'beta'")
    verdict = bench.judge(text.replace("* TABLE[mode]", "* (2 if mode != 'alpha' else 1 + (len(xs) > 4))"))
    assert verdict.decision is Decision.WRONG


def test_calls_that_do_not_return_say_nothing_of_the_domain(bench: Bench) -> None:
    text = "def f(xs: list[int]):\n    return [x + 1 for x in xs]\n"
    found = explored(bench, text, [given("text"), given(3), given([1])])
    assert levels(found) == {"list of int": GIVEN}


def test_extents_that_differ_in_use_are_not_held_equal(bench: Bench) -> None:
    text = "def f(a: list[int], b: list[int]):\n    return [x for x in a if x in b[:len(a)]]\n"
    found = explored(bench, text, [given([1, 2], [1]), given([1], [1, 2, 3])])
    assert found.state is not None
    assert not any(link.relation == "same" for link in found.state.links)


def test_extents_that_are_equal_in_use_stay_linked(bench: Bench) -> None:
    text = "def f(a: list[int], b: list[int]):\n    return list(zip(a, b))\n"
    assert not explored(bench, text, []).state.links  # type: ignore[union-attr]
    found = explored(bench, text, [given([1, 2], [3, 4]), given([1], [1])])
    assert found.state is not None
    assert [(link.left.param, link.right.param) for link in found.state.links] == [("a", "b")]
    verdict = bench.judge(text.replace("zip(a, b)", "zip(a, b, strict=True)"))
    assert (verdict.decision, "outside" in verdict.reason) == (Decision.UNPROVEN, True)


def test_given_inputs_are_counted_by_source(bench: Bench) -> None:
    text = "def f(xs: list[int]):\n    return [x + 1 for x in xs]\n"
    explored(bench, text, [given([7, n]) for n in range(5)] + [given([n], source="inputs") for n in range(3)])
    verdict = bench.judge(text.replace("x + 1", "1 + x"))
    assert verdict.decision is Decision.ACCEPTED
    assert verdict.inputs is not None
    assert (verdict.inputs.sources["tests"], verdict.inputs.sources["inputs"]) == (5, 3)
    assert sum(verdict.inputs.sources.values()) == verdict.inputs.count


RARE = 1_234_567


def test_what_failed_before_is_tried_first(bench: Bench) -> None:
    text = "def f(n: int) -> int:\n    return n * 3\n"
    wrong = text.replace("n * 3", f"n * 3 + (n * n % 1000003 == {RARE * RARE % 1000003})")
    explored(bench, text, [])
    assert bench.judge(wrong).decision is not Decision.WRONG
    bench.explored.remember([given(RARE).call])
    verdict = bench.judge(wrong)
    assert verdict.decision is Decision.WRONG
    assert verdict.inputs is not None
    assert verdict.inputs.sources == {"failed": 1}
    assert given(RARE).call in verdict.failing
    explored(bench, text, [given(RARE, source="failed")])
    assert bench.judge(wrong).decision is Decision.WRONG


def test_what_failed_before_is_no_evidence(bench: Bench) -> None:
    text = "def f(xs: list[int]):\n    return list(xs)\n"
    found = explored(bench, text, [given((1, 2), source="failed")])
    assert "tuple" not in found.domain["xs"]
    verdict = bench.judge(text.replace("list(xs)", "list(xs) if type(xs) is list else None"))
    assert verdict.decision is Decision.UNPROVEN
    assert "outside the inferred domain" in verdict.reason


def test_an_object_with_other_attributes_is_no_evidence(bench: Bench) -> None:
    model = Recipe("instance", ("Model", {"weight": 2.5}))
    explored(bench, OPAQUE, [given(model, [1.0, 2.0])])
    wrong = OPAQUE.replace("model.weight * x", "2.5 * x if model.weight != 2.5 else model.weight * x")
    verdict = bench.judge(wrong)
    assert verdict.decision is Decision.UNPROVEN, verdict.reason


METHOD = """
class Tariff:
    def __init__(self, connection):
        self.base, self.rate = connection.fetch("tariff")

    def prices(self, amounts):
        return [self.base + self.rate * amount for amount in amounts]
"""


def test_a_method_is_judged_on_the_instances_that_were_seen(bench: Bench) -> None:
    tariffs = [Recipe("instance", ("Tariff", {"base": 2.0 * n, "rate": 0.5 + n})) for n in range(3)]
    inputs = [given(tariff, [1.0, 2.5 * n]) for n, tariff in enumerate(tariffs)]
    found = explored(bench, METHOD, inputs, "Tariff.prices")
    assert found.unproven == ""
    assert any("Tariff (tests)" in line for line in found.domain.values())
    right = METHOD.replace("self.rate * amount", "amount * self.rate")
    assert bench.judge(right).decision is Decision.ACCEPTED
    verdict = bench.judge(METHOD.replace("self.rate * amount", "self.rate * int(amount)"))
    assert verdict.decision is Decision.WRONG, verdict.reason
    assert verdict.counterexample is not None
    assert "Tariff" in verdict.counterexample.call


def test_an_instance_of_a_class_that_can_be_made_is_taken_whole(bench: Bench) -> None:
    text = METHOD.replace("connection):", "base: float, rate: float):").replace(
        'connection.fetch("tariff")', "base, rate"
    )
    inputs = [given(Recipe("instance", ("Tariff", {"base": 1.0, "rate": 2.0})), [n * 1.0]) for n in range(4)]
    found = explored(bench, text, inputs, "Tariff.prices")
    assert found.unproven == ""
    assert found.dropped == 0
    verdict = bench.judge(text.replace("self.rate * amount", "amount * self.rate"))
    assert verdict.decision is Decision.ACCEPTED, verdict.reason
    assert verdict.inputs is not None
    assert verdict.inputs.sources["tests"] == 4
