"""The table of what counts as the same behaviour."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optgate.guest import codec
from optgate.verify.equal.compare import Comparison, compare


def returned(result: Any, **more: Any) -> dict[str, Any]:
    outcome = {
        "kind": "return",
        "result": result,
        "args": (),
        "kwargs": {},
        "stdout": "",
        "stderr": "",
        "warnings": [],
        "state": {},
        "rng": None,
        **more,
    }
    decoded = codec.decode(codec.encode(outcome))
    assert isinstance(decoded, dict)
    return decoded


def raised(name: str, message: str = "", own: bool = True, **more: Any) -> dict[str, Any]:
    return returned(None, **{"kind": "raise", "exception": (name, message, own), **more})


def compared(one: Any, other: Any) -> Comparison:
    return compare(returned(one), returned(other))


SHARED = [1]
ARRAY = np.arange(3)


@pytest.mark.parametrize(
    ("one", "other", "aspect"),
    [
        (1, True, "type"),
        (1, 1.0, "type"),
        (1, np.int64(1), "type"),
        (np.int64(1), np.int32(1), "type"),
        (np.bool_(True), True, "type"),
        (1.0, np.float64(1.0), "type"),
        ([1], (1,), "type"),
        ([1], [1, 2], "length"),
        ([1, 2], [1, 3], "value"),
        (10**20, 10**20 + 1, "value"),
        (np.array([1, 2]), np.array([1, 3]), "value"),
        (np.array(200000), np.array(200001), "value"),
        (np.array([1, 2]), np.array([1.0, 2.0]), "dtype"),
        (np.array([1, 2], "<i4"), np.array([1, 2], ">i4"), "dtype"),
        (np.zeros((2, 3)), np.zeros((3, 2)), "shape"),
        (np.array([1.0, np.nan]), np.array([np.nan, 1.0]), "nan"),
        (np.inf, -np.inf, "infinity"),
        (1e308, np.inf, "infinity"),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, "order"),
        ({"a": 1}, {"a": 2}, "value"),
        ({"a": 1}, {"b": 1}, "value"),
        ({1, 2}, {1, 3}, "value"),
        ([SHARED, SHARED], [[1], [1]], "aliasing"),
        ([[1], [1]], [SHARED, SHARED], "aliasing"),
        ([ARRAY, ARRAY[:2]], [ARRAY, ARRAY[:2].copy()], "type"),
        (np.ma.array([1, 2], mask=[0, 1]), np.ma.array([1, 2], mask=[1, 0]), "mask"),
        ("a", "b", "value"),
        (b"a", bytearray(b"a"), "type"),
        (np.array(["a"]), np.array(["b"]), "value"),
        (range(3), range(4), "value"),
        (complex(1, np.nan), complex(1, 2), "nan"),
        (None, 0, "type"),
    ],
)
def test_differences(one: Any, other: Any, aspect: str) -> None:
    found = compared(one, other)
    assert found.difference is not None
    assert found.difference.aspect == aspect
    assert not found.difference.weaker


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (float("nan"), -float("nan")),
        (np.array([np.nan, 1.0]), np.array([-np.nan, 1.0])),
        (np.asfortranarray(np.eye(3)), np.eye(3)),
        ({3, 1, 2}, {2, 3, 1}),
        (np.ma.array([1, 2], mask=[0, 1]), np.ma.array([1, 9], mask=[0, 1])),
        ([SHARED, SHARED], [SHARED, SHARED]),
        (np.array([(1, 2.0)], dtype="i4,f8"), np.array([(1, 2.0)], dtype="i4,f8")),
    ],
)
def test_the_same(one: Any, other: Any) -> None:
    found = compared(one, other)
    assert found.difference is None and not found.gaps and not found.unknown


def test_the_sign_of_zero_is_a_note() -> None:
    found = compared([0.0, np.array([-0.0])], [-0.0, np.array([0.0])])
    assert found.difference is None and found.notes == {"the sign of a zero differs"}


def test_finite_floats_are_left_to_the_error_rule() -> None:
    found = compared([1.0, np.array([1.0, 2.0])], [1.0 + 2**-52, np.array([1.0, 2.5])])
    assert found.difference is None
    assert [gap.path for gap in found.gaps] == [("result", 0), ("result", 1)]


def test_a_view_that_became_a_copy_is_seen_through_the_arguments() -> None:
    view = compare(returned(ARRAY[1:], args=(ARRAY,)), returned(ARRAY[1:].copy(), args=(ARRAY,)))
    assert view.difference is not None


def test_a_result_that_is_the_argument_differs_from_a_copy() -> None:
    found = compare(returned(SHARED, args=(SHARED,)), returned([1], args=(SHARED,)))
    assert found.difference is not None and found.difference.aspect == "aliasing"


@pytest.mark.parametrize("key", ["args", "kwargs", "state", "stdout", "stderr", "rng"])
def test_everything_around_the_result_counts(key: str) -> None:
    values: dict[str, tuple[Any, Any]] = {
        "args": (([1],), ([2],)),
        "kwargs": ({"k": 1}, {"k": 2}),
        "state": ({"m": [1]}, {"m": [1, 2]}),
        "stdout": ("a", ""),
        "stderr": ("", "a"),
        "rng": (1, 2),
    }
    before, after = values[key]
    found = compare(returned(1, **{key: before}), returned(1, **{key: after}))
    assert found.difference is not None
    assert compare(returned(1, **{key: before}), returned(1, **{key: before})).difference is None


@pytest.mark.parametrize(
    ("before", "after", "aspect", "weaker"),
    [
        (raised("ValueError", "a"), raised("ValueError", "b"), "message", False),
        (raised("ValueError", "a"), raised("TypeError", "a"), "exception", False),
        (raised("ValueError", "a"), returned(1), "exception", False),
        (returned(1), raised("IndexError", "x", own=False), "exception", False),
        (raised("IndexError", "x", own=False), raised("ValueError", "x", own=False), "exception", True),
        (raised("IndexError", "x", own=False), returned(1), "exception", True),
    ],
)
def test_exceptions(before: dict[str, Any], after: dict[str, Any], aspect: str, weaker: bool) -> None:
    found = compare(before, after)
    assert found.difference is not None
    assert (found.difference.aspect, found.difference.weaker) == (aspect, weaker)


def test_accidental_exceptions_compare_by_type_alone() -> None:
    before = raised("IndexError", "list index", own=False, args=([1],))
    after = raised("IndexError", "index 3 is out of bounds", own=False, args=([2],))
    assert compare(before, after).difference is None


def test_own_exceptions_compare_with_what_was_changed_before() -> None:
    found = compare(raised("ValueError", "x", args=([1],)), raised("ValueError", "x", args=([2],)))
    assert found.difference is not None and found.difference.where.startswith("args")


def test_warnings() -> None:
    new = compare(returned(1), returned(1, warnings=["RuntimeWarning"]))
    assert new.difference is not None and new.difference.aspect == "warning"
    forgiven = compare(returned(1), returned(1, warnings=["RuntimeWarning"]), wild=True)
    assert forgiven.difference is None and forgiven.notes
    lost = compare(returned(1, warnings=["RuntimeWarning"]), returned(1))
    assert lost.difference is None and lost.notes == {"a RuntimeWarning is lost"}
    user = compare(returned(1, warnings=["UserWarning"]), returned(1))
    assert user.difference is not None
    assert (
        compare(
            returned(1, warnings=["RuntimeWarning"] * 3), returned(1, warnings=["RuntimeWarning"])
        ).difference
        is None
    )


@pytest.mark.parametrize("value", [lambda: 1, object(), np.array([object()], dtype=object)])
def test_what_nobody_knows_is_never_equal(value: Any) -> None:
    found = compared([value], [value])
    assert found.unknown and found.difference is None
    known = compared([value, 1], [value, 2])
    assert known.difference is not None


values = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=3), st.binary(max_size=3)
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.text(max_size=2), inner, max_size=3),
        st.tuples(inner, inner),
    ),
    max_leaves=10,
)


@given(values)
def test_every_value_is_equal_to_itself(value: Any) -> None:
    found = compared(value, value)
    assert found.difference is None and not found.gaps and not found.unknown


@given(values, values)
def test_values_that_differ_are_told_apart(one: Any, other: Any) -> None:
    found = compared(one, other)
    same = codec.encode(one) == codec.encode(other)
    told = found.difference is not None or bool(found.gaps) or bool(found.notes)
    if not same and not _has_nan(one):
        assert told
    if same:
        assert not told


def _has_nan(value: Any) -> bool:
    if isinstance(value, float):
        return math.isnan(value)
    if isinstance(value, dict):
        return any(map(_has_nan, value.values()))
    return isinstance(value, list | tuple) and any(map(_has_nan, value))
