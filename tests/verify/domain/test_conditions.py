"""Conditions learned by trial: on which parameter, which one, and that inputs fulfil them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from optgate.model import Decision
from optgate.verify.values import conditions
from optgate.verify.values.profiles import Chance

if TYPE_CHECKING:
    from tests.verify.conftest import Bench

LEARNED = [
    pytest.param(
        """
import math
def f(values):
    total = 0.0
    for v in values:
        total += math.log(v)
    return total
""",
        {"values": "positive"},
        id="logarithms",
    ),
    pytest.param(
        """
import math
def f(values, scale):
    return [math.sqrt(v) / scale for v in values]
""",
        {"values": "not negative"},
        id="roots",
    ),
    pytest.param(
        """
def f(p):
    if abs(sum(p) - 1.0) > 1e-6:
        raise ValueError("p must sum to one")
    best = 0
    for i in range(len(p)):
        if p[i] < 0.0:
            raise ValueError("negative")
        if p[i] > p[best]:
            best = i
    return best
""",
        {"p": "weights with the sum 1"},
        id="probabilities",
    ),
    pytest.param(
        """
def f(order):
    assert sorted(order) == list(range(len(order)))
    inverse = [0] * len(order)
    for i, o in enumerate(order):
        inverse[o] = i
    return inverse
""",
        {"order": "a permutation"},
        id="permutations",
    ),
    pytest.param(
        """
import numpy as np
def f(a, b):
    low = np.linalg.cholesky(a)
    out = np.zeros(len(b))
    for i in range(len(b)):
        out[i] = (b[i] - low[i, :i] @ out[:i]) / low[i, i]
    return out
""",
        {"a": "positive definite"},
        id="cholesky",
    ),
    pytest.param(
        """
def f(values, window):
    if window % 2 == 0 or window < 0:
        raise ValueError("window must be odd")
    half = window // 2
    return [max(values[max(0, i - half):i + half + 1]) for i in range(len(values))]
""",
        {"window": "odd"},
        id="odd window",
    ),
]


@pytest.mark.parametrize(("text", "wanted"), LEARNED)
def test_what_makes_calls_return_is_learned(bench: Bench, text: str, wanted: dict[str, str]) -> None:
    explored = bench.start(text).explore()
    assert explored.state is not None, explored.unproven
    assert explored.unproven == ""
    found = {name: list(some) for name, some in explored.state.conditions.items()}
    for name, condition in wanted.items():
        assert condition in found.get(name, []), found
        assert condition in explored.domain[name]


def test_nothing_is_asked_of_what_takes_any_number(bench: Bench) -> None:
    explored = bench.start("def f(values):\n    return [v * v for v in values]\n").explore()
    assert explored.state is not None
    assert explored.state.conditions == {}


def test_a_mistake_behind_a_condition_is_found(bench: Bench) -> None:
    text = """
def f(p):
    if len(p) == 0 or abs(sum(p) - 1.0) > 1e-9:
        raise ValueError("not a distribution")
    out = []
    run = 0.0
    for v in p:
        run += v
        out.append(run)
    return out
"""
    verdict = bench.start(text).judge(
        text.replace("out.append(run)\n    return out", "out.append(run)\n    out[-1] = 1.0\n    return out")
    )
    assert verdict.decision is Decision.WRONG


NUMBERS = st.one_of(
    st.lists(st.floats()),
    st.lists(st.integers()),
    st.lists(st.one_of(st.floats(), st.integers())),
    st.lists(st.lists(st.floats(), max_size=4), max_size=4),
    hnp.arrays(st.sampled_from(["f8", "f4", "i8", "u1", "bool"]), hnp.array_shapes(min_dims=1, max_dims=3)),
    st.floats(),
    st.integers(),
    st.text(),
    st.dictionaries(st.text(), st.floats()),
)


def shape(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.dtype, value.shape
    if isinstance(value, list):
        return list, [shape(item) for item in value]
    return (dict, list(value)) if isinstance(value, dict) else type(value)


@given(NUMBERS, st.sampled_from(conditions.TRIED_IN_ORDER))
def test_types_shapes_and_keys_stay(value: Any, name: str) -> None:
    made = conditions.fulfilled(name, value, Chance(1))
    if name != conditions.SORTED:
        assert shape(made) == shape(value)


@given(st.lists(st.floats(), min_size=1))
def test_weights_sum_to_one(values: list[float]) -> None:
    made = conditions.fulfilled("weights with the sum 1", values, Chance(1))
    assert min(made) >= 0
    assert sum(made) == pytest.approx(1.0)


@given(st.lists(st.integers(-(2**40), 2**40), min_size=1))
def test_distinct_numbers_keep_their_order(values: list[int]) -> None:
    made = conditions.fulfilled("distinct", values, Chance(1))
    assert len(set(made)) == len(made)
    pairs = [
        (a, b, c, d) for a, c in zip(values, made, strict=True) for b, d in zip(values, made, strict=True)
    ]
    assert all(c < d for a, b, c, d in pairs if a < b)
