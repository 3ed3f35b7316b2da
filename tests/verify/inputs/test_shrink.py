"""Differing inputs made small, on real sides."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pytest

from optgate.verify.equal.duel import Duel, Trial
from optgate.verify.inputs.shrink import measure, shrink
from optgate.verify.values.calls import MISSING, Call
from tests.verify.conftest import Bench


def shrunk(bench: Bench, original: str, wrong: str, values: list[Any], seconds: float = 10.0) -> Trial:
    bench.start(original).explore()
    domain = bench.explored.state
    assert domain is not None, bench.explored.unproven
    duel = Duel(domain.params, bench.original, bench.side(wrong), timeout=0.5, rounded=False)
    call = Call(values, domain.primary(), "test")
    trial = duel.run([call])[0]
    assert trial.difference is not None
    return shrink(trial, domain, duel.run, deadline=time.monotonic() + seconds)


COUNT = """
def f(xs: list[int], t: int = 3) -> int:
    n = 0
    for v in xs:
        if v > t:
            n += 1
    return n
"""


def test_a_list_is_cut_to_the_element_that_matters(bench: Bench) -> None:
    wrong = COUNT.replace("v > t", "v >= t")
    found = shrunk(bench, COUNT, wrong, [[9, 44, -7, 81, 12, 5, 0, 63, 12], 12])
    xs, t = found.call.values
    assert (xs == [3] and t is MISSING) or (xs == [0] and t == 0)


@pytest.mark.parametrize("order", ["C", "F"])
def test_linked_arrays_shrink_together(bench: Bench, order: str) -> None:
    original = """
    import numpy as np

    def f(img: np.ndarray, mask: np.ndarray):
        n = 0
        for i in range(img.shape[0]):
            for j in range(img.shape[1]):
                if mask[i, j]:
                    n += 1
        return n
    """
    wrong = original.replace("if mask[i, j]:", "if mask[i, j] == 1:")
    rng = np.random.default_rng(1)
    img = np.asarray(rng.integers(0, 256, (9, 7)), dtype=np.uint8, order=order)
    mask = np.asarray(rng.choice([0, 255], (9, 7)), dtype=np.uint8, order=order)
    found = shrunk(bench, original, wrong, [img, mask])
    small, cover = found.call.values
    assert small.shape == cover.shape == (1, 1)
    assert cover[0, 0] > 1 and small[0, 0] == 0


def test_the_class_of_the_difference_is_kept(bench: Bench) -> None:
    wrong = """
    def f(xs: list[int], t: int = 3) -> int:
        if not xs:
            return 0.0
        n = 0
        for v in xs:
            if v > t:
                n += 1
        return n if n < 3 else n + 1
    """
    found = shrunk(bench, COUNT, wrong, [[9, 8, 7, 6, 5], 1])
    assert found.difference is not None and found.difference.aspect == "value"
    assert len(found.call.values[0]) == 3


def test_no_time_leaves_the_input_as_it_is(bench: Bench) -> None:
    values = [[9, 44, 12], 12]
    found = shrunk(bench, COUNT, COUNT.replace("v > t", "v >= t"), list(values), seconds=-1.0)
    assert found.call.values == values


def test_what_is_smaller() -> None:
    def size(*values: Any) -> tuple[int, int]:
        return measure(Call(list(values), (None,) * len(values), "test"))

    assert size([1]) < size([1, 2]) < size([1, 2, 3])
    assert size([0]) < size([1]) < size([2]) < size([1000]) < size([2**63])
    assert size(1.0) < size(0.1) < size(float("nan"))
    assert size(MISSING) < size(None) < size([])
    array = np.zeros((2, 2))
    assert size(array) < size(np.asfortranarray(np.ones((2, 2)))) and size(array) < size(array[::-1])
    assert size(array, array.copy()) < size(array, array)
