"""pandas objects: everything a caller can see of them, as records that the gate reads without pandas."""

from __future__ import annotations

import copy
import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optgate.guest import codec
from optgate.guest.build import build
from optgate.guest.codec import Opaque, Record, Unsupported, decode, decode_call, encode
from optgate.verify.equal.compare import compare

DAYS = pd.date_range("2020-01-31", periods=3, freq="D")
SERIES = {
    "float": lambda: pd.Series([1.5, np.nan, -0.0]),
    "float32": lambda: pd.Series([1.5, 2, 3], dtype="float32"),
    "integer": lambda: pd.Series([1, 2, 3]),
    "uint8": lambda: pd.Series([1, 2, 3], dtype="uint8"),
    "bool": lambda: pd.Series([True, False, True]),
    "complex": lambda: pd.Series([1j, 2, 3]),
    "text": lambda: pd.Series(["a", "b", None]),
    "string": lambda: pd.Series(["a", None, "c"], dtype="string"),
    "object": lambda: pd.Series([1, "a", [2.0]], dtype=object),
    "dates": lambda: pd.Series(DAYS),
    "seconds": lambda: pd.Series(np.array([0, 1, 2], "M8[s]")),
    "zoned dates": lambda: pd.Series(DAYS.tz_localize("Europe/Berlin")),
    "lengths": lambda: pd.Series(pd.to_timedelta([1, 2, None], unit="h")),
    "category": lambda: pd.Series(["a", "b", "a"], dtype="category"),
    "ordered": lambda: pd.Series(pd.Categorical(["a", "b", "a"], ["b", "a"], ordered=True)),
    "nullable integer": lambda: pd.Series([1, None, 3], dtype="Int64"),
    "nullable float": lambda: pd.Series([1.5, None, 3], dtype="Float64"),
    "nullable bool": lambda: pd.Series([True, None, False], dtype="boolean"),
    "named": lambda: pd.Series([1, 2, 3], name="n"),
    "labelled": lambda: pd.Series([1, 2, 3], index=["x", "y", "z"]),
    "shifted": lambda: pd.Series([1, 2, 3], index=pd.RangeIndex(1, 4)),
    "by day": lambda: pd.Series([1, 2, 3], index=DAYS),
    "two levels": lambda: pd.Series(
        [1, 2], index=pd.MultiIndex.from_tuples([(1, "a"), (2, "b")], names=["p", None])
    ),
    "empty": lambda: pd.Series([], dtype=float),
}
FRAMES = {
    "frame": lambda: pd.DataFrame(
        {"a": [1.0, 2], "b": ["x", "y"], "c": [True, False], "d": DAYS[:2], "e": [1, "q"]}
    ),
    "block": lambda: pd.DataFrame(np.arange(6.0).reshape(2, 3)),
    "named columns": lambda: pd.DataFrame(
        np.ones((2, 2)), columns=pd.Index(["a", "b"], name="n"), index=DAYS[:2]
    ),
    "two levels of columns": lambda: pd.DataFrame({("a", 1): [1], ("a", 2): [2.0]}),
    "no rows": lambda: pd.DataFrame({"a": [], "b": []}),
    "no columns": lambda: pd.DataFrame(index=[1, 2]),
    "nothing": pd.DataFrame,
    "duplicate labels": lambda: pd.DataFrame({"a": [1, 2], "b": ["x", 5]}, index=[0, 0]),
}
OTHERS = {
    "index": lambda: pd.Index([3, 1, 2]),
    "float index": lambda: pd.Index([0.5, 1.5], name="n"),
    "text index": lambda: pd.Index(["a", "b"]),
    "range": lambda: pd.RangeIndex(0, 9, 2, name="n"),
    "date index": lambda: pd.DatetimeIndex(DAYS),
    "date index without frequency": lambda: pd.DatetimeIndex(DAYS, freq=None)[[0, 2]],
    "zoned index": lambda: DAYS.tz_localize("Europe/Berlin"),
    "category index": lambda: pd.CategoricalIndex(["a", "b"]),
    "levels": lambda: pd.MultiIndex.from_product([[1, 2], ["a"]]),
    "categorical": lambda: pd.Categorical(["a", "b"]),
    "nullable array": lambda: pd.array([1, None], dtype="Int64"),
    "timestamp": lambda: pd.Timestamp("2020-01-01 03:00"),
    "utc": lambda: pd.Timestamp("2020-01-01", tz="UTC"),
    "timedelta": lambda: pd.Timedelta("3h"),
    "not a time": lambda: pd.NaT,
    "not available": lambda: pd.NA,
}
NOT_SENT = {
    "periods": lambda: pd.Series(pd.period_range("2020", periods=2, freq="M")),
    "intervals": lambda: pd.Series(pd.interval_range(0, 2)),
    "sparse": lambda: pd.Series(pd.arrays.SparseArray([0.0, 0, 1])),
    "two columns of one name": lambda: pd.DataFrame(np.ones((2, 2)), columns=["a", "a"]),
    "timestamp of a zone": lambda: pd.Timestamp("2020-01-01", tz="Europe/Berlin"),
    "period": lambda: pd.Period("2020-01", "M"),
    "interval": lambda: pd.Interval(0, 1),
    "period index": lambda: pd.period_range("2020", periods=2, freq="M"),
}
SENT = {**SERIES, **FRAMES, **OTHERS}
ALL = {**SENT, **NOT_SENT}


def again(*args):
    """The arguments after the way through the gate and back."""
    data = codec.capture_call(args, {}, "judged")
    passed = codec.encode_call(*decode_call(data))
    return decode_call(passed, build=lambda recipe: build(recipe, sys))[0]


def differences(one, two):
    """What the gate makes of the two as results."""
    about = {"args": (), "kwargs": {}, "stdout": "", "stderr": "", "warnings": []}
    outcomes = [decode(encode({"kind": "return", "result": value, **about})) for value in (one, two)]
    return compare(*outcomes)


@pytest.mark.parametrize("kind", SENT)
def test_captured_pandas_objects_are_built_again(kind):
    value = SENT[kind]()
    (back,) = again(value)
    assert type(back) is type(value)
    assert encode(back) == encode(value)
    if isinstance(value, pd.Series):
        pd.testing.assert_series_equal(back, value, check_freq=True)
    if isinstance(value, pd.DataFrame):
        pd.testing.assert_frame_equal(back, value, check_freq=True, check_column_type=True)


@pytest.mark.parametrize("kind", NOT_SENT)
def test_what_plain_values_cannot_tell_is_unsupported(kind):
    with pytest.raises(Unsupported):
        codec.capture_call((NOT_SENT[kind](),), {}, "judged")


@pytest.mark.parametrize("kind", ALL)
def test_pandas_objects_are_equal_when_made_anew(kind):
    data = encode([ALL[kind](), ALL[kind]()])
    back = decode(data)
    assert isinstance(back[0], Record) and back[0].type_name.startswith("pandas:")
    assert encode(back) == data
    found = differences(ALL[kind](), ALL[kind]())
    assert (found.difference, found.unknown, found.gaps) == (None, "", [])


def test_no_two_of_them_have_equal_bytes():
    assert len({encode(make()) for make in ALL.values()}) == len(ALL)


@pytest.mark.parametrize(
    "change",
    {
        "value": lambda f: f.assign(a=f.a + 1),
        "dtype": lambda f: f.astype({"a": "float32"}),
        "column": lambda f: f.rename(columns={"a": "z"}),
        "order of columns": lambda f: f[["b", "a"]],
        "order of rows": lambda f: f.iloc[::-1],
        "one row less": lambda f: f.iloc[:-1],
        "index": lambda f: f.set_axis([0.0, 1.0], axis=0),
        "materialised index": lambda f: f.set_axis(pd.Index([0, 1]), axis=0),
        "name of the index": lambda f: f.rename_axis("n"),
        "name of the columns": lambda f: f.rename_axis(columns="n"),
        "series": lambda f: f.a,
        "attrs": lambda f: (f.attrs.update(k=1), f)[1],
        "numpy": lambda f: f.a.to_numpy(),
    }.values(),
)
def test_whatever_can_be_seen_is_a_difference(change):
    def made():
        return pd.DataFrame({"a": [1, 2], "b": ["x", "y"]})

    assert encode(change(made())) == encode(change(made())) != encode(made())
    found = differences(made(), change(made()))
    assert found.difference is not None


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (pd.Series([1, 2], dtype="Int64"), pd.Series([1, 2])),
        (pd.Series([1, None], dtype="Int64"), pd.Series([1, 0], dtype="Int64")),
        (pd.Series(["a"], dtype="string"), pd.Series(["a"], dtype=object)),
        (pd.Series([None], dtype=object), pd.Series([np.nan], dtype=object)),
        (pd.Series([1, True], dtype=object), pd.Series([1, 1], dtype=object)),
        (pd.Series(["a"], dtype="category"), pd.Series(pd.Categorical(["a"], ["a", "b"]))),
        (pd.Series(DAYS), pd.Series(DAYS.tz_localize("UTC"))),
        (DAYS.tz_localize("UTC"), DAYS.tz_localize("Europe/Berlin").tz_convert("UTC")),
        (pd.DatetimeIndex(DAYS), pd.DatetimeIndex(list(DAYS))),
        (pd.Timestamp("2020"), np.datetime64("2020-01-01", "us")),
        (pd.NaT, pd.NA),
        (pd.NaT, None),
        (pd.Timestamp("2020").as_unit("s"), pd.Timestamp("2020").as_unit("ns")),
        (pd.RangeIndex(2), pd.Index([0, 1])),
    ],
)
def test_pairs_that_differ(one, two):
    assert encode(one) == encode(one) != encode(two)
    assert differences(one, two).difference is not None


@pytest.mark.parametrize("dtype", ["float64", "float32", "Float64", "complex128"])
def test_floats_reach_the_rule_for_floats(dtype):
    one, two = pd.Series([1.0, 2.0], dtype=dtype), pd.Series([1.0, 2.0000002], dtype=dtype)
    for a, b in (
        (one, two),
        (pd.DataFrame({"a": one}), pd.DataFrame({"a": two})),
        (pd.Index(one), pd.Index(two)),
    ):
        found = differences(a, b)
        assert found.difference is None and len(found.gaps) == 1
        assert found.gaps[0].expected.shape == (2,)


def test_unknown_elements_are_unknown():
    value = pd.Series([1, object()])
    assert encode(value) != encode(value)
    assert differences(value, value).unknown == "builtins:object"
    with pytest.raises(Unsupported):
        codec.capture_call((value,), {}, "judged")

    class Mine(pd.Series):
        pass

    assert isinstance(decode(encode(Mine([1.0]))), Opaque)


def test_the_same_frame_is_the_same_and_its_labels_belong_to_nobody():
    value = pd.DataFrame({"a": [1.0, 2.0]})
    assert encode([value, value]) != encode([value, value.copy()])
    assert encode([value, value.index]) == encode([value, value.index.copy()])
    stamp = pd.Timestamp("2020")
    assert encode([stamp, stamp]) == encode([stamp, pd.Timestamp("2020")])


def test_a_column_and_its_copy_cannot_be_told_apart_where_pandas_copies_on_write():
    value = pd.DataFrame({"a": [1.0, 2.0], "b": [1.0, 2.0]})
    same = encode([value, value["a"]]) == encode([value, value["a"].copy()])
    assert same is (int(pd.__version__.partition(".")[0]) >= 3)


def test_objects_of_the_user_hold_frames():
    frame = pd.DataFrame({"a": [1.0, 2.0]})
    (one, two) = again({"frame": frame, "rows": [frame.a.copy()]}, frame)
    assert one["frame"] is two
    assert encode([one, two]) == encode([{"frame": frame, "rows": [frame.a.copy()]}, frame])


def test_the_limit_counts_before_anything_is_made():
    with pytest.raises(codec.TooLarge):
        codec.capture_call((pd.Series(np.zeros(1_000_000)),), {}, "judged", 100_000)
    with pytest.raises(codec.TooLarge):
        codec.capture_call((pd.DataFrame({"a": ["x" * 50] * 1000}),), {}, "judged", 10_000)


COLUMNS = st.one_of(
    st.lists(st.floats(width=32), min_size=3, max_size=3),
    st.lists(st.integers(-9, 9), min_size=3, max_size=3),
    st.lists(st.booleans(), min_size=3, max_size=3),
    st.lists(st.sampled_from(["a", "b", ""]), min_size=3, max_size=3),
    st.just(list(DAYS)),
)
LABELS = st.sampled_from([None, [1, 2, 3], ["x", "y", "z"], [0.5, 0.5, 1.5], DAYS])


@given(st.dictionaries(st.sampled_from(["a", "b", 1, (2, 3)]), COLUMNS, max_size=3), LABELS)
@settings(max_examples=60, deadline=None)
def test_any_plain_frame_makes_the_journey(columns, labels):
    value = pd.DataFrame(columns, index=labels)
    (back,) = again(value)
    assert encode(back) == encode(value) == encode(copy.deepcopy(value))
