"""The floats inside an input: found and changed wherever they stand, everything else left alone."""

from __future__ import annotations

import array
import collections
from typing import Any

import numpy as np

from optgate.guest.codec import Recipe
from optgate.verify.equal.perturb import changed, keeping, nudge, wider
from optgate.verify.values.calls import Call
from optgate.verify.values.floats import floats_in, over_floats


def doubled(values: Any) -> Any:
    return values * 2


def test_floats_are_changed_in_every_place() -> None:
    inner = Recipe("instance", ("Filter", {"weights": [0.5], "gain": 1.5, "n": 3}))
    value = [1.0, np.float32(2.0), 1 + 2j, {3.0}, collections.deque([4.0]), array.array("f", [5.0]), inner]
    after = over_floats(value, doubled)
    assert after[:4] == [2.0, np.float32(4.0), 2 + 4j, {6.0}]
    assert type(after[1]) is np.float32
    assert list(after[4]) == [8.0] and list(after[5]) == [10.0]
    assert after[6].args == ("Filter", {"weights": [1.0], "gain": 3.0, "n": 3})
    made = Recipe("after", (Recipe("call", ("Welford", [1.0], {"eps": 0.25})), [["add", [2.0], {}]]))
    found = over_floats(made, doubled).args
    assert found[0].args == ("Welford", [2.0], {"eps": 0.5}) and found[1] == [["add", [4.0], {}]]
    masked = over_floats(np.ma.array([1.0, 2.0], mask=[0, 1]), doubled)
    assert isinstance(masked, np.ma.MaskedArray) and masked.mask.tolist() == [False, True]
    assert sum(part.size for part in floats_in(value)) == 9


def test_what_was_shared_stays_shared() -> None:
    base = np.arange(6.0)
    view, reverse, shared = base[1:4], base[::-2], [1.0]
    after = over_floats([base, view, reverse, shared, shared], lambda v: v.astype(np.longdouble) + 1)
    assert after[1].tolist() == [2.0, 3.0, 4.0] and after[2].tolist() == [6.0, 4.0, 2.0]
    assert np.shares_memory(after[0], after[1]) and np.shares_memory(after[0], after[2])
    assert after[3] is after[4]
    frozen = np.broadcast_to(np.array([1.0]), (3,))
    assert not over_floats(frozen, doubled).flags.writeable


def test_wider_numbers_are_numpys_own() -> None:
    after = over_floats([0.1, [0.2, 0.3], 1j, np.array([1j], "c8")], wider)
    assert type(after[0]) is np.longdouble and type(after[1][0]) is np.longdouble
    assert type(after[2]) is np.clongdouble and after[3].dtype == np.complex128


def test_random_rounding_keeps_ties_zeros_and_the_constants_of_the_source() -> None:
    values = [0.1, 0.7, -0.7, 0.7, 0.0, float("inf"), 1e308]
    moved = 0
    for seed in range(20):
        call = changed(Call([list(values), 0.7], (None, None), "test"), keeping([0.1], nudge(seed)))
        items, lone = call.values
        assert items[0] == 0.1 and items[4] == 0.0 and items[5] == float("inf")
        assert items[1] == -items[2] == items[3] == lone
        assert abs(items[1] - 0.7) <= np.spacing(0.7)
        moved += items[1] != 0.7
    assert moved == 20
