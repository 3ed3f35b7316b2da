"""Array code under the conditions that it is written for."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from optgate.model import Observed
from optgate.rewrite import propose

from .harness import agrees, source, target_of

RNG = np.random.default_rng(2)
VECTOR = (Observed("array", "float64", 1, 100), Observed("array", "int64", 1, 100))
MATRIX = (Observed("array", "float64", 2, 100),)
ENDING = ", on its conditions"

QUADRATIC = source("""
    def f(w, c):
        total = 0.0
        for i in range(len(w)):
            for j in range(len(w)):
                total += w[i] * w[j] * c[i, j]
        return total
""")
DRAWDOWN = source("""
    def f(prices):
        peak = prices[0]
        worst = 0.0
        for price in prices:
            if price > peak:
                peak = price
            fall = (peak - price) / peak
            if fall > worst:
                worst = fall
        return worst
""")
BAND = source("""
    def f(x, y):
        total = 0.0
        for i in range(len(x) - 1):
            total += (x[i + 1] - x[i]) * y[i]
        return total
""")


def conditioned(text, **observed):
    return [one for one in propose(target_of(text), (), observed) if one.summary.endswith(ENDING)]


def test_the_loops_stay_for_every_other_kind_and_shape():
    first = conditioned(QUADRATIC, w=VECTOR, c=MATRIX)[0]
    assert "w.dtype == c.dtype == np.float64" in first.text
    assert "len(w) <= min(c.shape)" in first.text
    inputs = [
        (RNG.random(n), RNG.random(shape))
        for n in (0, 1, 3)
        for shape in ((0, 0), (1, 3), (3, 3), (5, 4), (2, 2))
    ]
    inputs += [
        (np.arange(3), RNG.random((3, 3))),
        ([0.5, 1.0], RNG.random((2, 2))),
        (np.arange(3), np.eye(3, dtype=int)),
    ]
    assert agrees(QUADRATIC, first.text, inputs) is None


def test_numbers_that_are_not_finite_go_to_the_loop_where_order_decides():
    found = conditioned(DRAWDOWN, prices=VECTOR)
    assert "np.isfinite(prices).all()" in found[0].text
    inputs = [(np.exp(RNG.normal(size=n)),) for n in (1, 2, 50)]
    inputs += [
        (np.array(x),) for x in ([np.nan, 2.0, 1.0], [1.0, np.nan, 0.5], [np.inf, 1.0], [0.0, -0.0, -1.0])
    ]
    inputs += [(np.zeros(0),), (np.array([3, 1, 2]),)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert agrees(DRAWDOWN, found[0].text, inputs) is None


def test_a_loop_without_passes_and_arrays_that_are_too_short_go_to_the_loop():
    first = conditioned(BAND, x=VECTOR, y=VECTOR)[0]
    assert "len(x) - 1 > 0" in first.text
    inputs = [(RNG.random(n), RNG.random(m)) for n in (0, 1, 2, 9) for m in (0, 1, 8, 9)]
    assert agrees(BAND, first.text, inputs) is None


@pytest.mark.parametrize(
    "observed",
    [
        {},
        {"x": (Observed("list", "float", 1, 9),), "y": (Observed("list", "float", 1, 9),)},
        {"x": (Observed("array", "int64", 1, 9),)},
        {"x": (Observed("array", "float64", 1, 9), Observed("array", "float64", 2, 9))},
    ],
)
def test_without_floating_arrays_of_one_shape_there_are_no_conditions(observed):
    assert not conditioned(BAND, **observed)


def test_comments_of_the_loop_are_kept_with_it():
    text = BAND.replace("* y[i]", "* y[i]  # trapezoid")
    assert "# trapezoid" in conditioned(text, x=VECTOR, y=VECTOR)[0].text
