"""Changes that make numbers fulfil a condition: what fulfils it already stays as it is."""

from __future__ import annotations

import math

import numpy as np
import pytest

from optgate.verify.values.conditions import between, fulfilled
from optgate.verify.values.profiles import Chance


@pytest.mark.parametrize(
    ("low", "high", "value", "expected"),
    [
        (0, 254, 300, 45),
        (0, 254, -1, 1),
        (0, 254, 254, 254),
        (-math.inf, 255, -7, -7),
        (-math.inf, 255, 256, 0),
        (1, 2, 2**70, None),
        (0.5, 1.5, 1.25, 1.25),
    ],
)
def test_a_range(low: float, high: float, value: float, expected: float | None) -> None:
    found = fulfilled(between(low, high), value, Chance(1))
    assert low <= found <= high
    assert type(found) is type(value)
    assert expected is None or found == expected


def test_a_range_of_every_dtype() -> None:
    for dtype in ("uint8", "int16", "int64", "float32"):
        row = np.array([0, 3, 100, 120], dtype=dtype)
        found = fulfilled(between(0, 10), row, Chance(1))
        assert found.dtype == row.dtype
        assert found[:2].tolist() == [0, 3]
        assert found.max() <= 10


@pytest.mark.parametrize("name", ["a permutation", "increasing", "distinct", "weights with the sum 1"])
def test_what_is_asked_of_several_numbers_leaves_one_alone(name: str) -> None:
    assert fulfilled(name, 3, Chance(1)) == 3
    assert fulfilled(name, -2.5, Chance(1)) == -2.5
