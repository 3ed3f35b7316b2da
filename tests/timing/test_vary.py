import time

import numpy as np
import pytest

from optgate.guest import codec
from optgate.guest.codec import Recipe
from optgate.timing.vary import Way, in_turn, variants


def made(args, way, count=3):
    calls = variants(codec.encode_call(args, {}), way, count, until=time.monotonic() + 5)
    return [codec.decode_call(call)[0] for call in calls]


def test_every_element_of_every_argument_is_another():
    for args in made(([1.0, 2.0], 5, "abc", {"a": 3}), Way.ALL):
        (xs, n, text, table) = args
        assert xs[0] != 1.0 and xs[1] != 2.0 and n != 5 and text != "abc" and table["a"] != 3


def test_order_signs_and_ties_of_floats_stay():
    for (xs,) in made(([-2.5, 0.0, 1.0, 1.0, 7.5],), Way.FLOATS):
        assert xs == sorted(xs) and xs[2] == xs[3] and xs[1] == 0.0


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "uint8", "int64", "complex128"])
def test_arrays_keep_dtype_and_shape(dtype):
    found = made((np.arange(1, 7, dtype=dtype).reshape(2, 3),), Way.ALL)
    assert len(found) == 3
    for (array,) in found:
        assert array.dtype == dtype and array.shape == (2, 3)


def test_the_order_of_text_and_containers_is_turned():
    assert made(("abc",), Way.TEXT, 2) == [("cab",), ("bca",)]
    assert sorted(made(([3, 1, 2],), Way.ORDER, 2)[0][0]) == [1, 2, 3]


def test_an_object_that_stands_twice_is_one_object():
    shared = [1.0, 2.0]
    for one, other in made((shared, shared), Way.ALL):
        assert one is other


def test_fields_of_an_object_change_and_its_class_does_not():
    (args, *_) = made((Recipe("instance", ("Point", {"x": 1.0})),), Way.ALL)
    assert args[0].args[0] == "Point" and args[0].args[1]["x"] != 1.0


def test_where_nothing_can_change_there_is_no_further_input():
    assert all(made((True, None), way) == [] for way in Way)


def test_groups_are_taken_in_turn():
    assert list(in_turn([[b"a", b"b"], [b"c"]])) == [b"a", b"c", b"b"]
