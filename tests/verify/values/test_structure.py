"""Reading and changing nested values."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from optgate.guest.codec import Recipe
from optgate.verify.values import structure

leaves = st.one_of(
    st.integers(-5, 5), st.floats(allow_nan=False, width=32), st.text(max_size=2), st.booleans()
)
nested = st.recursive(leaves, lambda inner: st.lists(inner, max_size=4), max_leaves=12)


@given(nested)
def test_every_path_can_be_read_and_replaced(value: Any) -> None:
    found = list(structure.paths(value))
    assert len(found) == structure.count(value)
    for path in found:
        changed = structure.replace(value, path, "new")
        assert structure.get(changed, path) == "new"
        others = [one for one in found if one != path]
        assert [structure.get(changed, one) for one in others] == [
            structure.get(value, one) for one in others
        ]


@given(st.integers(0, 3), st.integers(0, 3), st.data())
def test_take_agrees_between_arrays_and_lists(rows: int, columns: int, data: st.DataObject) -> None:
    array = np.arange(rows * columns).reshape(rows, columns)
    axis = data.draw(st.integers(0, 1))
    size = array.shape[axis]
    places = data.draw(st.lists(st.integers(0, size - 1), max_size=4)) if size else []
    taken = structure.take(array, axis, places)
    assert taken.shape[axis] == len(places)
    assert structure.take(array.tolist(), axis, places) == taken.tolist()


def test_extents() -> None:
    assert structure.extent(np.zeros((2, 3)), 1) == 3
    assert structure.extent([[1, 2], [3, 4]], 1) == 2
    assert structure.extent([[1, 2], [3]], 1) is None
    assert structure.extent(Recipe("iter", ([1, 2],)), 0) == 2
    assert structure.extent({"a": 1}, 0) == 1
    assert structure.extent(3, 0) is None


def test_numbers_are_squeezed_into_the_dtype() -> None:
    assert structure.replace(np.zeros(2, np.uint8), ((0,),), 300)[0] == 255
    assert structure.replace(np.zeros(2, np.int16), ((1,),), float("nan"))[1] == 0
    assert structure.replace(np.zeros(2, np.float32), ((1,),), 1e300)[1] == np.inf


def test_floats_are_found_and_changed_everywhere() -> None:
    value = [1.0, {"k": (2.0, 3)}, np.array([4.0], dtype=np.float32), np.array([5]), [6.0, 7.0]]
    numbers = [float(v) for part in structure.floats_in(value) for v in part]
    assert numbers == [1.0, 2.0, 4.0, 6.0, 7.0]
    doubled = structure.over_floats(value, lambda part: part * 2)
    assert doubled[0] == 2.0 and doubled[1] == {"k": (4.0, 3)} and doubled[2].dtype == np.float32
    assert doubled[3][0] == 5 and doubled[4] == [12.0, 14.0]
    assert (
        type(structure.over_floats([1.0, 2.0], lambda part: part.astype(np.longdouble))[0]) is np.longdouble
    )


def test_whole_numbers_as_floats() -> None:
    assert structure.as_floats([1, [2, 2**60]]) == [1.0, [2.0, 2**60]]
    assert structure.as_floats(np.array([True])).dtype == np.float64
    assert structure.as_floats(3) == 3
