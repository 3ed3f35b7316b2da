"""The table of what counts as the same behaviour, a property for each row, in both directions."""

from __future__ import annotations

import array
import collections
import copy
import dataclasses
import datetime
import decimal
import enum
import fractions
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from optgate.verify.equal.compare import Comparison, compare
from tests.verify.equal.test_compare import raised, returned


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


class Pair(NamedTuple):
    first: Any
    second: Any


@dataclasses.dataclass
class Holder:
    value: Any
    name: str = ""


def both_ways(one: Any, other: Any) -> tuple[Comparison, Comparison]:
    return compare(returned(one), returned(other)), compare(returned(other), returned(one))


def same(one: Any, other: Any) -> bool:
    return not any(found.difference or found.gaps or found.unknown for found in both_ways(one, other))


def rejected(one: Any, other: Any) -> bool:
    return all(found.difference is not None for found in both_ways(one, other))


DTYPES = (
    "?",
    "i1",
    "u1",
    "i2",
    "<i4",
    ">i4",
    "i8",
    "u8",
    "f2",
    "f4",
    "<f8",
    ">f8",
    "c8",
    "c16",
    "M8[s]",
    "U3",
)
finite = st.floats(allow_nan=False, allow_infinity=False)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.complex_numbers(),
    st.text(max_size=4),
    st.binary(max_size=4),
    st.datetimes(),
    st.dates(),
    st.timedeltas(),
    st.decimals(),
    st.fractions(),
    st.sampled_from(Colour),
    st.builds(range, st.integers(-9, 9), st.integers(-9, 9), st.integers(1, 3)),
    st.sampled_from([int, float, Holder, np.float64, np.dtype("f4"), Ellipsis]),
)
arrays = st.sampled_from(DTYPES).flatmap(
    lambda dtype: hnp.arrays(dtype, hnp.array_shapes(min_dims=0, min_side=0, max_side=4))
)
numpy_scalars = st.sampled_from(DTYPES).flatmap(lambda dtype: hnp.arrays(dtype, ()).map(lambda a: a[()]))
masked = hnp.arrays("f8", 4).flatmap(
    lambda data: hnp.arrays("?", 4).map(lambda mask: np.ma.MaskedArray(data, mask=mask))
)
hashable = st.one_of(st.integers(), st.text(max_size=3), st.tuples(st.booleans(), st.integers()))
anything = st.recursive(
    st.one_of(scalars, arrays, numpy_scalars, masked),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.tuples(inner, inner),
        st.dictionaries(hashable, inner, max_size=3),
        st.dictionaries(hashable, inner, max_size=3).map(collections.OrderedDict),
        st.lists(inner, max_size=3).map(collections.deque),
        st.sets(hashable, max_size=4),
        st.frozensets(finite, max_size=3),
        st.builds(Pair, inner, inner),
        st.builds(Holder, inner, st.text(max_size=2)),
        st.lists(finite, max_size=3).map(lambda items: array.array("d", items)),
    ),
    max_leaves=8,
)


@given(anything)
def test_everything_that_can_be_encoded_equals_itself_and_its_copy(value: Any) -> None:
    assert same(value, value)
    assert same(value, copy.deepcopy(value))
    assert same([value, [1]], [copy.deepcopy(value), [1]])


# types, whole numbers, texts


LADDER: list[Callable[[int], Any]] = [
    int,
    bool,
    float,
    complex,
    str,
    np.bool_,
    np.int8,
    np.int64,
    np.uint64,
    np.float32,
    np.float64,
    np.complex128,
    decimal.Decimal,
    fractions.Fraction,
    np.array,
    lambda n: [n],
    lambda n: (n,),
    lambda n: {n},
    lambda n: frozenset((n,)),
    lambda n: collections.deque((n,)),
    lambda n: np.array([n]),
    lambda n: np.ma.array([n]),
    lambda n: array.array("q", [n]),
    lambda n: Pair(n, n),
    Holder,
    lambda n: str(n).encode(),
    lambda n: bytearray(str(n).encode()),
]


@given(st.integers(0, 1), st.sampled_from(LADDER), st.sampled_from(LADDER))
def test_equal_numbers_of_other_types_differ(number: int, one: Any, other: Any) -> None:
    assume(one is not other)
    assert rejected(one(number), other(number))


@given(st.integers(), st.integers())
def test_whole_numbers_are_exact(one: int, other: int) -> None:
    assert same(one, other) == (one == other)
    assert rejected([one], [other]) == (one != other)


@given(hnp.arrays("i8", 5), st.integers(0, 4), st.integers(1, 2**40))
def test_integer_arrays_know_no_tolerance(values: Any, place: int, step: int) -> None:
    changed = values.copy()
    with np.errstate(all="ignore"):
        changed[place] += step
    assert rejected(values, changed)


@given(st.sampled_from(DTYPES), st.sampled_from(DTYPES), hnp.array_shapes(min_dims=0, min_side=0, max_side=3))
def test_another_dtype_or_byte_order_differs(one: str, other: str, shape: tuple[int, ...]) -> None:
    assume(np.dtype(one).str != np.dtype(other).str)
    assert rejected(np.zeros(shape, one), np.zeros(shape, other))


@given(
    hnp.array_shapes(min_dims=0, min_side=0, max_side=3), hnp.array_shapes(min_dims=0, min_side=0, max_side=3)
)
def test_another_shape_differs(one: tuple[int, ...], other: tuple[int, ...]) -> None:
    assume(one != other)
    assert rejected(np.zeros(one), np.zeros(other))


@given(st.one_of(st.text(), st.binary(), st.datetimes(), st.decimals(allow_nan=False)), st.data())
def test_texts_bytes_and_dates_are_strict(value: Any, data: st.DataObject) -> None:
    strategy = {str: st.text(), bytes: st.binary(), datetime.datetime: st.datetimes()}
    other = data.draw(strategy.get(type(value), st.decimals(allow_nan=False)))
    assume(repr(value) != repr(other))
    assert rejected(value, other)


@given(st.lists(anything, max_size=3), anything)
def test_another_length_differs(items: list[Any], more: Any) -> None:
    assert rejected(items, [*items, more])
    assert rejected(tuple(items), (*items, more))


# floats


@given(st.lists(st.floats(), min_size=1, max_size=5), st.integers(0, 4), st.sampled_from("fdL"))
def test_nan_in_another_place_differs(items: list[float], place: int, kind: str) -> None:
    place %= len(items)
    assume(not np.isnan(items[place]))
    changed = [*items]
    changed[place] = float("nan")
    if kind == "L":
        assert rejected(items, changed)
    else:
        with np.errstate(all="ignore"):
            assert rejected(np.array(items, kind), np.array(changed, kind))


@given(st.sampled_from([1.0, 0.0, -1e308, float("-inf")]), st.sampled_from([np.float64, np.float32, float]))
def test_infinities_are_strict(value: float, kind: Any) -> None:
    with np.errstate(all="ignore"):
        assert rejected(kind(value), kind("inf"))
        assert rejected(complex(value, 0.0), complex(float("inf"), 0.0))


@given(st.integers(1, 2**51 - 1))
def test_the_payload_of_nan_is_ignored(payload: int) -> None:
    odd = np.array([0x7FF8 << 48 | payload], np.uint64).view(np.float64)
    assert same(odd, np.array([np.nan])) and same(odd[0], np.float64("nan"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (0.0, -0.0),
        ([1.0, 0.0], [1.0, -0.0]),
        (np.zeros(2, "f4"), -np.zeros(2, "f4")),
        (complex(1.0, 0.0), complex(1.0, -0.0)),
        ({"k": 0.0}, {"k": -0.0}),
        (Holder(0.0), Holder(-0.0)),
        ([0.0, 1.0], [-0.0, 1.0 + 2**-52]),
    ],
)
def test_the_sign_of_zero_is_noted_or_strict_on_request(one: Any, other: Any) -> None:
    for a, b in ((one, other), (other, one)):
        found = compare(returned(a), returned(b))
        assert found.difference is None and found.notes == {"the sign of a zero differs"}
        strict = compare(returned(a), returned(b), signed_zero=True)
        assert strict.difference is not None and strict.difference.aspect == "zero"
    assert compare(returned(one), returned(one), signed_zero=True).difference is None


@given(finite, finite)
def test_floats_that_differ_are_gaps_wherever_they_stand(one: float, other: float) -> None:
    assume(one != other)
    wraps: list[Callable[[float], Any]] = [
        lambda v: v,
        lambda v: [v, v],
        lambda v: (1, v),
        lambda v: {"k": [v]},
        lambda v: {Colour.RED: v},
        lambda v: Pair(1, v),
        Holder,
        lambda v: np.array([v, 1.0]),
        np.float64,
        lambda v: complex(v, 1.0),
        lambda v: np.array([complex(1.0, v)]),
        lambda v: np.array([(1, v)], dtype="i4,f8"),
        lambda v: np.ma.array([v, 1.0], mask=[False, True]),
        lambda v: collections.deque([v]),
        lambda v: array.array("d", [v]),
        lambda v: {v},
    ]
    for wrap in wraps:
        for found in both_ways(wrap(one), wrap(other)):
            assert found.difference is None and len(found.gaps) == 1


# structure


@given(st.dictionaries(hashable, st.integers(), min_size=2, max_size=5), st.randoms())
def test_the_order_of_a_dictionary_counts(items: dict[Any, int], chance: Any) -> None:
    keys = list(items)
    chance.shuffle(keys)
    assume(keys != list(items))
    assert rejected(items, {key: items[key] for key in keys})


@given(st.sets(hashable, min_size=2, max_size=6), st.randoms())
def test_the_order_of_a_set_does_not(items: set[Any], chance: Any) -> None:
    members = list(items)
    chance.shuffle(members)
    assert same(items, set(members)) and same(frozenset(items), frozenset(members))
    assert rejected(items, set(members[1:]))


@given(hnp.arrays("f8", 4, elements=finite), hnp.arrays("?", 4), hnp.arrays("f8", 4, elements=finite))
def test_masks_and_fill_values_are_strict_and_what_is_under_them_is_not(
    data: Any, mask: Any, under: Any
) -> None:
    value = np.ma.MaskedArray(data, mask=mask)
    assert same(value, np.ma.MaskedArray(np.where(mask, under, data), mask=mask))
    assert rejected(value, np.ma.MaskedArray(data, mask=~mask))
    assert rejected(value, np.ma.MaskedArray(data, mask=mask, fill_value=7.0))
    assert rejected(value, np.ma.MaskedArray(data, mask=mask, hard_mask=True))


@pytest.mark.parametrize(
    "make",
    [
        lambda: [1],
        lambda: {"a": 1},
        lambda: {1},
        lambda: bytearray(b"a"),
        lambda: np.arange(3),
        lambda: collections.deque([1]),
        lambda: array.array("d", [1.0]),
        lambda: Holder(1),
        lambda: np.ma.array([1, 2]),
        lambda: collections.OrderedDict(a=1),
    ],
)
def test_aliasing_is_strict(make: Callable[[], Any]) -> None:
    shared, argument = make(), make()
    assert rejected([shared, shared], [make(), make()])
    assert same([shared, shared], [argument, argument])
    kept = returned(argument, args=(argument,)), returned(make(), args=(argument,))
    for one, other in (kept, kept[::-1]):
        found = compare(one, other)
        assert found.difference is not None and found.difference.aspect == "aliasing"


@given(anything, anything)
def test_another_state_of_the_arguments_or_the_module_differs(before: Any, after: Any) -> None:
    assume(rejected(before, after))
    for key, wrap in (
        ("args", lambda v: (v,)),
        ("kwargs", lambda v: {"k": v}),
        ("state", lambda v: {"global g": v}),
    ):
        one, other = returned(1, **{key: wrap(before)}), returned(1, **{key: wrap(after)})
        assert compare(one, other).difference is not None and compare(other, one).difference is not None
        assert compare(one, one).difference is None


def test_a_change_of_state_on_one_side_alone_differs() -> None:
    quiet = returned(1)
    del quiet["state"]
    loud = returned(1, state={"closure n": 2})
    assert compare(quiet, loud).difference is not None and compare(loud, quiet).difference is not None


# exceptions, warnings, output


@given(st.sampled_from(["ValueError", "KeyError", "m.Refused", "n.Refused"]), st.text(), st.booleans())
def test_exceptions_equal_themselves_and_no_other(name: str, message: str, own: bool) -> None:
    one = raised(name, message, own)
    assert compare(one, one).difference is None
    for other in (raised("TypeError", message, own), returned(1)):
        assert compare(one, other).difference is not None and compare(other, one).difference is not None
    reworded = compare(one, raised(name, message + "!", own))
    assert (reworded.difference is not None) == own
    assert own or any("wording" in note for note in reworded.notes)


def test_a_candidate_that_runs_out_of_stack_differs() -> None:
    found = compare(returned(1), raised("RecursionError", "maximum recursion depth exceeded", own=False))
    assert found.difference is not None and found.difference.aspect == "exception"


LOGGED = [("app", 20, "done")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (LOGGED, []),
        (LOGGED, LOGGED * 2),
        (LOGGED, [("app", 30, "done")]),
        (LOGGED, [("app.part", 20, "done")]),
        (LOGGED, [("app", 20, "Done")]),
        ([*LOGGED, ("app", 20, "next")], [("app", 20, "next"), *LOGGED]),
    ],
)
def test_records_handed_to_loggers_are_strict(one: list[Any], other: list[Any]) -> None:
    before, after = returned(1, logs=one), returned(1, logs=other)
    for a, b in ((before, after), (after, before)):
        found = compare(a, b)
        assert found.difference is not None and found.difference.aspect == "logs"
    assert compare(before, before).difference is None


@given(st.text(min_size=1), st.text())
def test_what_is_printed_is_strict(one: str, other: str) -> None:
    for name in ("stdout", "stderr"):
        before, after = returned(1, **{name: one}), returned(1, **{name: other})
        assert (compare(before, after).difference is None) == (one == other)


@pytest.mark.parametrize("name", ["RuntimeWarning", "UserWarning", "m.OwnWarning", "DeprecationWarning"])
def test_new_warnings_reject_and_lost_numeric_ones_are_noted(name: str) -> None:
    quiet, loud = returned(1), returned(1, warnings=[name])
    new, lost = compare(quiet, loud), compare(loud, quiet)
    assert (new.difference is None) == (name == "DeprecationWarning")
    assert (lost.difference is None) == (name in ("RuntimeWarning", "DeprecationWarning"))
    assert lost.difference is not None or lost.notes
    assert compare(loud, loud).difference is None


# iterators


def lazy(items: list[Any], pending: Any = (), first: Any = (), **more: Any) -> dict[str, Any]:
    from optgate.guest import codec

    about = {
        "kind": "builtins:generator",
        "truncated": False,
        "pending": codec.encode(pending),
        "first": codec.encode(first),
        **more,
    }
    return returned(items, lazy=about)


@pytest.mark.parametrize(
    ("other", "aspect"),
    [
        (returned([1, 2]), "type"),
        (lazy([1, 2], kind="builtins:map"), "type"),
        (lazy([1, 3]), "value"),
        (lazy([1, 2, 3]), "length"),
        (lazy([1, 2], truncated=True), "length"),
        (lazy([1, 2], pending=([1],)), "laziness"),
        (lazy([1, 2], first=([1],)), "laziness"),
        (lazy([1, 2], exception=("ValueError", "", True)), "exception"),
    ],
)
def test_iterators_are_of_one_kind_and_consume_alike(other: dict[str, Any], aspect: str) -> None:
    one = lazy([1, 2])
    assert compare(one, one).difference is None
    for a, b in ((one, other), (other, one)):
        found = compare(a, b)
        assert found.difference is not None and found.difference.aspect == aspect


def test_what_an_iterator_waits_on_may_be_unknown() -> None:
    found = compare(lazy([], pending=(object(),)), lazy([], pending=(object(),)))
    assert found.difference is None and found.unknown


# what nobody knows, and what is missing


UNKNOWN: list[Callable[[], Any]] = [
    lambda: lambda: 1,
    object,
    lambda: np.array([object()], dtype=object),
    lambda: (v for v in ()),
    lambda: {1: object()},
    lambda: {(1, object()): 1},
    lambda: {object()},
    lambda: frozenset([object()]),
    lambda: Holder(object()),
    lambda: collections.defaultdict(lambda: 1),
    lambda: collections.deque([object()]),
]


@pytest.mark.parametrize("make", UNKNOWN)
def test_unknown_is_never_equal(make: Callable[[], Any]) -> None:
    value = make()
    for found in (*both_ways(value, value), *both_ways(make(), make())):
        assert found.unknown
        assert found.difference is None


@given(anything, anything, st.sampled_from(UNKNOWN))
def test_a_difference_beside_something_unknown_is_still_seen(one: Any, other: Any, make: Any) -> None:
    assume(rejected(one, other))
    assert rejected([make(), one], [make(), other])


@pytest.mark.parametrize("key", ["result", "args", "kwargs"])
def test_a_missing_part_is_a_difference_even_on_both_sides(key: str) -> None:
    whole, part = returned(None), returned(None)
    del part[key]
    for one, other in ((whole, part), (part, whole), (part, part)):
        found = compare(one, other)
        assert found.difference is not None and found.difference.aspect == "missing"
    nameless = {**raised("ValueError"), "exception": ()}
    assert compare(nameless, nameless).difference is not None


def test_where_a_difference_stands_is_said_in_pythons_words() -> None:
    found = compare(returned({"k": [1, (2, 3)]}), returned({"k": [1, (2, 4)]}))
    assert found.difference is not None and found.difference.where == "result['k'][1][1]"
