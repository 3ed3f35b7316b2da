"""Arguments as source: evaluated, they are the arguments."""

import base64
import zlib

import numpy as np
import pytest

from optgate.guest import codec
from optgate.guest.codec import Recipe
from optgate.verify import arguments


def array(data, dtype, shape):
    return np.frombuffer(zlib.decompress(base64.b85decode(data)), dtype).reshape(shape).copy()


def evaluated(text, **names):
    return eval(text, {"np": np, "_array": array, **names})


SHARED = [1.0, 2.0]


@pytest.mark.parametrize(
    ("args", "kwargs"),
    [
        ((), {}),
        ((1,), {"k": "text", "odd name": None}),
        (([0.1, float("nan"), -0.0, float("inf")], {"a": (1, 2)}, b"x"), {}),
        ((np.arange(3, dtype=np.uint8), np.zeros((2, 0))), {}),
        (
            (np.arange(5000) / 7, np.arange(600, dtype=">i2").reshape(20, 30)),
            {"m": np.full((9, 9), 2.5 + 1j)},
        ),
        ((np.asfortranarray(np.arange(200.0).reshape(10, 20)),), {}),
        ((np.arange(400)[::2],), {}),
        ((list(range(3000)),), {}),
    ],
)
def test_they_come_back_as_they_were(args, kwargs):
    text = arguments(codec.encode_call(args, kwargs))
    assert codec.encode(evaluated(text)) == codec.encode((args, kwargs))


def test_the_layout_of_an_array_stays():
    text = arguments(codec.encode_call((np.asfortranarray(np.arange(200.0).reshape(10, 20)),), {}))
    [found] = evaluated(text)[0]
    assert found.flags.f_contiguous
    assert not found.flags.c_contiguous


def test_large_arrays_are_short_and_writeable():
    text = arguments(codec.encode_call((np.arange(40_000) % 7,), {}))
    assert len(text) < 2000
    [found] = evaluated(text)[0]
    found[0] = 9


def test_one_object_passed_twice_stays_one():
    args, kwargs = evaluated(arguments(codec.encode_call((SHARED, 1), {"again": SHARED})))
    assert args[0] is kwargs["again"]
    assert args[0] == SHARED


def test_objects_of_the_module_are_built_by_its_names():
    call = codec.encode_call((Recipe("call", ("Box", [3], {"k": 4})),), {})
    args, _ = evaluated(arguments(call), Box=lambda n, k: ("box", n, k))
    assert args == (("box", 3, 4),)


def test_what_has_no_reasonable_source_has_none():
    assert arguments(codec.encode_call((1 << 20_000,), {})) == ""
