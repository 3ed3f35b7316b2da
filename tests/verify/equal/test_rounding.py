"""The error rule: other orders of summation pass, mistakes do not."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from optgate.guest import codec
from optgate.verify.equal import rounding
from optgate.verify.equal.compare import Gap, compare
from optgate.verify.values.calls import Call
from optgate.verify.values.kinds import STATED, USED

Function = Callable[..., Any]


def outcome_of(function: Function, values: Sequence[Any]) -> dict[str, Any]:
    with np.errstate(all="ignore"):
        found = {"kind": "return", "result": function(*values), "args": (), "kwargs": {}}
    decoded = codec.decode(codec.encode(found))
    assert isinstance(decoded, dict)
    return decoded


def ruled(original: Function, candidate: Function, *values: Any, rounded: bool = False) -> rounding.Ruling:
    """The ruling on one call, as a duel would come to it."""
    call = Call(list(values), (None,) * len(values), "test")
    expected, actual = (outcome_of(function, copy.deepcopy(values)) for function in (original, candidate))
    found = compare(expected, actual)
    assert found.difference is None
    if not found.gaps:
        return rounding.Ruling(True, 0.0)
    exact = rounding.suspect(call, found.gaps, rounded)
    ruling = None if exact else rounding.cheap(found.gaps)
    if ruling:
        return ruling
    rulings = []
    for thorough in (False, True):
        experiment = rounding.Experiment(
            call, found.gaps, rounding.Sample(expected, b""), seed=1, exact=exact, thorough=thorough
        )
        samples = [
            rounding.Sample(outcome_of(original, copy.deepcopy(one.values)), b"") for one in experiment.calls
        ]
        rulings.append(experiment.ruling(samples))
    assert rulings[1].accepted or not rulings[0].accepted
    return rulings[1]


def loop_sum(x: Any) -> Any:
    s = x.dtype.type(0)
    for v in x:
        s = s + v
    return s


def loop_mean(x: Any) -> Any:
    return loop_sum(x) / len(x)


def loop_variance(x: Any) -> Any:
    m = loop_mean(x)
    return loop_sum((x - m) ** 2) / len(x)


def loop_norms(a: Any) -> Any:
    return np.array([float(loop_sum(row * row)) ** 0.5 for row in a])


def softmax(x: Any) -> Any:
    e = np.exp(x - x.max())
    return e / loop_sum(e)


RNG = np.random.default_rng(7)
DATA = {
    "normal": RNG.normal(size=400),
    "positive": RNG.random(3000),
    "float32": RNG.random(3000).astype(np.float32),
    "wide": RNG.normal(size=500) * 10.0 ** RNG.integers(-8, 9, size=500),
    "cancelling": np.concatenate([RNG.normal(size=200) * 1e8, -np.sort(RNG.normal(size=200)) * 1e8]),
    "tenths": np.full(5000, np.float32(0.1)),
    "whole": RNG.integers(-8, 9, size=300).astype(np.float64),
}
PAIRS: dict[str, tuple[Function, Function]] = {
    "sum": (loop_sum, lambda x: x.sum()),
    "sorted sum": (loop_sum, lambda x: loop_sum(np.sort(x))),
    "mean": (loop_mean, lambda x: x.sum() / len(x)),
    "variance": (loop_variance, lambda x: ((x - x.mean()) ** 2).mean()),
    "softmax": (softmax, lambda x: np.exp(x - x.max()) / np.exp(x - x.max()).sum()),
}


@pytest.mark.parametrize("data", DATA)
@pytest.mark.parametrize("pair", PAIRS)
def test_other_orders_of_summation_pass(pair: str, data: str) -> None:
    original, candidate = PAIRS[pair]
    ruling = ruled(original, candidate, DATA[data])
    assert ruling.accepted, ruling.text


@pytest.mark.parametrize(
    ("original", "candidate", "data"),
    [
        (loop_sum, lambda x: x[1:].sum(), "whole"),
        (loop_sum, lambda x: x[1:].sum(), "normal"),
        (loop_sum, lambda x: x.astype(np.float32).sum().astype(np.float64), "normal"),
        (loop_mean, lambda x: x.sum() / (len(x) - 1), "positive"),
        (loop_variance, lambda x: x.var(ddof=1), "normal"),
        (loop_variance, lambda x: (x * x).mean() - x.mean() ** 2 + 1e-9, "positive"),
        (softmax, lambda x: np.exp(x) / np.exp(x).sum() * (1 + 1e-12), "normal"),
    ],
)
def test_mistakes_do_not(original: Function, candidate: Function, data: str) -> None:
    assert not ruled(original, candidate, DATA[data]).accepted


def test_one_element_missing_in_a_long_float32_sum_is_seen_on_whole_numbers() -> None:
    x = np.ones(4000, dtype=np.float32)
    assert not ruled(loop_sum, lambda x: x[:-1].sum(), x).accepted
    assert ruled(loop_sum, lambda x: x.sum(), x).accepted


def test_a_short_result_by_chance_is_not_taken_for_exact() -> None:
    def thirds(x: Any) -> Any:
        return loop_sum(x / np.float32(3))

    for seed in range(40):
        x = np.random.default_rng(seed).integers(0, 500, size=600).astype(np.float32)
        assert ruled(thirds, lambda x: (x / np.float32(3)).sum(), x).accepted


def test_results_from_whole_numbers_get_an_error_bar_too() -> None:
    x = [int(v) for v in RNG.integers(1, 1000, size=500)]

    def loop(x: list[int]) -> float:
        s = 0.0
        for v in x:
            s += 1 / v
        return s

    assert ruled(loop, lambda x: float(np.sum(1 / np.array(x))), x).accepted
    assert not ruled(loop, lambda x: float(np.sum(1 / np.array(x))) * (1 + 1e-10), x).accepted


def test_a_few_epsilons_need_no_rerun() -> None:
    def gap(factor: float) -> list[Gap]:
        return [Gap(("result",), np.array([0.3]), np.array([0.3 * factor]))]

    assert rounding.cheap(gap(1 + 2 * 2.0**-52)) is not None
    assert rounding.cheap(gap(1 + 64 * 2.0**-52)) is None
    assert rounding.largest_ulps([Gap((), np.array([1.0]), np.array([1.0 + 2.0**-51]))]) == 2


def test_a_matrix_is_judged_element_by_element() -> None:
    a = np.vstack([RNG.normal(size=50) * 1e6, RNG.normal(size=50) * 1e-6])
    assert ruled(loop_norms, lambda a: np.sqrt((a * a).sum(axis=1)), a).accepted
    assert not ruled(loop_norms, lambda a: np.sqrt((a * a).sum(axis=1)) + np.array([0.0, 1e-12]), a).accepted


def test_whole_numbers_that_cancel_among_floats_of_the_source_in_another_order_pass() -> None:
    def loop(steps: list[tuple[int, int]]) -> float:
        total = 0.0
        for up, down in steps:
            total += up - down
        return total / 2.0

    def backwards(steps: list[tuple[int, int]]) -> float:
        return loop(steps[::-1])

    def ruled_at(level: int, candidate: Function, scale: int) -> bool:
        values = [[(0, 2**53 // scale), (1, 0), (2**53 // scale, 0)]]
        call = Call(values, (None,), "test", level=level)
        expected, actual = (outcome_of(function, copy.deepcopy(values)) for function in (loop, candidate))
        found = compare(expected, actual)
        if not found.gaps:
            return found.difference is None
        exact = rounding.suspect(call, found.gaps, False, (0.0, 2.0))
        experiment = rounding.Experiment(
            call, found.gaps, rounding.Sample(expected, b""), seed=1, exact=exact, fixed=(0.0, 2.0)
        )
        samples = [
            rounding.Sample(outcome_of(loop, copy.deepcopy(one.values)), b"") for one in experiment.calls
        ]
        return experiment.ruling(samples).accepted

    steps = [(0, 2**53), (1, 0), (2**53, 0)]
    assert (loop(steps), backwards(steps)) == (0.5, 0.0)
    assert ruled_at(USED, backwards, 1)
    assert not ruled_at(STATED, backwards, 1)
    assert not ruled_at(USED, lambda steps: loop(steps[:-1]), 2**40)
    assert not ruled_at(USED, lambda steps: loop(steps) + 2.0**60, 1)


def test_noise_in_place_of_what_the_original_cancels_in_its_order_passes() -> None:
    def turns(x: list[float]) -> float:
        a, b = x
        return (-a + b) + (a - b)

    def other(x: list[float]) -> float:
        a, b = x
        return ((a - b) - a) + b

    x = [7.0, 2.0000000000000004]
    assert turns(x) == 0.0 != other(x)
    assert ruled(turns, other, x).accepted
    assert not ruled(turns, lambda x: 1e-13, x).accepted
    assert not ruled(turns, lambda x: 1e-16, [7.0, 2.0]).accepted
