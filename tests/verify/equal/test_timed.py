"""What is called different on inputs that speed is measured with."""

import numpy as np
import pytest

from optgate.guest import codec
from optgate.model import Observation
from optgate.verify import differs

ARRAY = np.linspace(-1, 1, 1001)


def observed(result, kind="return", **more):
    quiet = {"stdout": "", "stderr": "", "warnings": []}
    found = {"kind": kind, "result": result, "args": (ARRAY,), "kwargs": {}, **quiet, **more}
    return Observation(kind, codec.encode(found), 0.001, b"")


def told(before, after, array=ARRAY):
    return differs(codec.encode_call((array,), {}), observed(before), observed(after))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (7, 7),
        (0.0, 1e-17),
        (float(ARRAY.sum() + 1), float(np.add.reduce(ARRAY[::-1]) + 1)),
        (np.float32(0.1) + np.zeros(3, np.float32), np.float32(0.10001) + np.zeros(3, np.float32)),
    ],
    ids=["the same", "a zero by cancelling", "another order of summation", "single precision"],
)
def test_what_rounding_explains_is_the_same(before, after):
    assert told(before, after) == ""


@pytest.mark.parametrize(
    ("before", "after"),
    [(7, 8), (7, 7.0), (0.5, 0.500001), ([1.0], (1.0,)), (np.zeros(3), np.zeros(4)), (1.0, float("nan"))],
)
def test_everything_else_is_another_result(before, after):
    assert told(before, after)


def test_what_is_left_in_the_arguments_counts():
    before, after = observed(1), observed(1, args=(ARRAY + 1,))
    assert "args" in differs(codec.encode_call((ARRAY,), {}), before, after)


def test_calls_that_did_not_end_are_not_compared():
    late = Observation("timeout", b"", 1.0, b"")
    assert differs(codec.encode_call((ARRAY,), {}), late, observed(1)) == ""
