"""Values as source: what is evaluated is what was rendered."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from optgate.guest import codec
from optgate.guest.codec import Recipe
from optgate.verify.values import render
from optgate.verify.values.calls import MISSING
from optgate.verify.values.kinds import Param

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=3),
    st.binary(max_size=3),
    st.complex_numbers(),
)
hashables = st.one_of(st.integers(), st.text(max_size=3), st.booleans())
dtypes = [
    "uint8",
    "int8",
    "int16",
    "int64",
    "uint32",
    "float32",
    "float64",
    "float16",
    "bool",
    "complex128",
    ">i4",
    "<f8",
]
arrays = hnp.arrays(st.sampled_from(dtypes), hnp.array_shapes(min_dims=0, min_side=0, max_dims=3, max_side=4))
values = st.recursive(
    st.one_of(scalars, arrays),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.tuples(inner),
        st.tuples(inner, inner),
        st.dictionaries(hashables, inner, max_size=3),
        st.sets(hashables, max_size=3),
        st.frozensets(hashables, max_size=3),
    ),
    max_leaves=8,
)


def evaluated(text: str) -> Any:
    return eval(text, {"np": np})


@given(values)
def test_a_rendered_value_evaluates_to_itself(value: Any) -> None:
    again = evaluated(render.source(value))
    plain = codec.decode(codec.encode(value))
    assert repr(codec.decode(codec.encode(again))) == repr(plain)


@given(hnp.arrays(np.float64, st.integers(5, 40), elements=st.sampled_from([0.0, -0.0, 1.5])))
def test_arrays_of_one_value_are_short_and_right(value: Any) -> None:
    assert codec.encode(evaluated(render.source(value))) == codec.encode(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (np.array([], dtype=np.float64), "np.array([], dtype=np.float64)"),
        (np.zeros((1, 1), np.uint8), "np.zeros((1, 1), np.uint8)"),
        (np.zeros(9, np.int64), "np.zeros(9, np.int64)"),
        (np.full((2, 3), 7, np.uint8), "np.full((2, 3), 7, np.uint8)"),
        (np.array([1.5, np.nan]), "np.array([1.5, float('nan')], dtype=np.float64)"),
        ([0] * 100, "[0] * 100"),
        ((1,), "(1,)"),
        (set(), "set()"),
        (float("-inf"), "float('-inf')"),
        (np.float32(0.5), "np.float32(0.5)"),
        (Recipe("iter", ([1, 2],)), "iter([1, 2])"),
    ],
)
def test_how_values_look(value: Any, text: str) -> None:
    assert render.source(value) == text


@pytest.mark.parametrize(
    "value",
    [
        np.asfortranarray(np.arange(6).reshape(2, 3)),
        np.arange(6)[::-1],
        np.repeat(np.arange(4.0), 2)[::2],
        np.repeat(np.arange(6).reshape(2, 3), 2, axis=-1)[..., ::2],
    ],
)
def test_unusual_layouts_are_kept(value: Any) -> None:
    again = evaluated(render.source(value))
    assert np.array_equal(again, value)
    assert again.flags.c_contiguous == value.flags.c_contiguous
    assert again.flags.f_contiguous == value.flags.f_contiguous


def test_a_read_only_array_stays_read_only() -> None:
    value = np.arange(3)
    value.flags.writeable = False
    assert not evaluated(render.source(value)).flags.writeable


PARAMS = [Param("x", "pos", True), Param("y", "pos", False), Param("z", "kwonly", False)]


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ([1, MISSING, MISSING], "f(1)"),
        ([1, 2, MISSING], "f(x=1, y=2)"),
        ([1, MISSING, None], "f(1, z=None)"),
    ],
)
def test_calls(arguments: list[Any], text: str) -> None:
    assert render.call("f", PARAMS, arguments) == text


def test_one_object_in_two_places_is_made_once() -> None:
    shared = [1, 2]
    text = render.call("f", PARAMS, [shared, shared, MISSING])
    assert eval(text, {"f": lambda x, y: x is y and x == [1, 2]})


def test_outcomes_in_a_line() -> None:
    assert render.outcome({"kind": "return", "result": np.arange(3)}, "return", "value") == "array([0, 1, 2])"
    raised = {"kind": "raise", "exception": ("ValueError", "no", True)}
    assert render.outcome(raised, "raise", "exception") == "raises ValueError('no')"
    assert render.outcome(None, "timeout", "timeout") == "never returned"
    assert len(render.outcome({"kind": "return", "result": list(range(10000))}, "return", "value")) < 200
    printed = {"kind": "return", "result": 1, "stdout": "hello"}
    assert "hello" in render.outcome(printed, "return", "stdout")
