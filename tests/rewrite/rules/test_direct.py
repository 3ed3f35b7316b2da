# ruff: noqa: E501
"""Positions of several lists, sums in the loop's order, nests without passes, functions of math."""

from __future__ import annotations

import numpy as np
import pytest

from optgate.model import Observed

from .table import check, untouched

LISTS = {"x": Observed("list", "float", 1, 9), "y": Observed("list", "float", 1, 9)}
WORDS = "elements instead of positions"
DOT = """
def f(x, y):
    best = 0.0
    for i in range(len(x)):
        best = best / 2 + x[i] * y[i]
    return best
"""


def test_several_lists_are_walked_together_and_short_ones_still_fail():
    inputs = [([1.0, 2.0], [3.0, 4.0]), ([], []), ([1.0], [2.0, 3.0]), ([1.0, 2.0], [3.0])]
    assert "zip(x, y)" in check(DOT, WORDS, inputs, LISTS)


@pytest.mark.parametrize(
    "body",
    [
        DOT.replace("best = best", "if y[i] < 0:\n            return best\n        best = best"),
        DOT.replace("best = best", "print(x[i])\n        best = best"),
        DOT.replace("best = best", "x[i] = best\n        best = best"),
    ],
)
def test_a_loop_that_may_end_earlier_or_is_seen_outside_is_left_alone(body):
    untouched(body, WORDS, LISTS)


def test_arrays_of_unknown_length_are_left_alone():
    untouched(DOT, WORDS, {key: Observed("array", "float64", 1, 9) for key in "xy"})


def test_a_careful_sum_adds_in_the_order_of_the_loop():
    body = "def f(x):\n    s = 0.0\n    for v in x:\n        s += v\n    return s\n"
    made = check(
        body,
        "careful",
        [(np.full(8, 0.1),), (np.array([]),), (np.array([1e16, 1.0, -1e16]),)],
        {"x": Observed("array", "float64", 1, 9)},
    )
    assert "cumsum" in made


def test_a_nest_without_passes_is_not_run():
    body = """
    def f(a):
        h, w = a.shape[0], a.shape[1]
        out = np.zeros((h, w))
        for i in range(h):
            for j in range(w):
                out[i, j] = a[i, j, 0] + a[i, j, 1]
        return out
    """
    inputs = [(np.ones((2, 3, 2)),), (np.ones((0, 3, 0)),), (np.ones((2, 0, 0)),)]
    made = check(body, "over several axes, careful", inputs, {"a": Observed("array", "float64", 3, 9)})
    assert "if h > 0 and w > 0:" in made


def test_functions_that_raise_fall_back_to_the_loop():
    body = """
    def f(x):
        out = []
        for v in x:
            out.append(math.sqrt(v))
        return out
    """
    inputs = [(np.array([1.0, 4.0]),), (np.array([]),), (np.array([1.0, np.inf]),)]
    made = check(body, "careful", inputs, {"x": Observed("array", "float64", 1, 9)})
    assert made


def test_text_is_not_summed():
    untouched('def f(x):\n    s = ""\n    for v in x:\n        s += v\n    return s\n', "sum")


NEIGHBOURS = {
    "the next": "for i in range(len(x) - 1):\n        s = s / 2 + x[i] * x[i + 1]",
    "the one before": "for i in range(1, len(x)):\n        s = s / 2 + x[i - 1] * x[i]",
    "three": "for i in range(1, len(x) - 1):\n        s = s / 2 + x[i - 1] - 2 * x[i] + x[i + 1]",
    "round the end": "for i in range(len(x)):\n        s = s / 2 + x[i] * x[(i + 1) % len(x)]",
    "round the beginning": "for i in range(len(x)):\n        s = s / 2 + x[i] * x[(i - 1) % len(x)]",
    "round both": "n = len(x)\n    for i in range(n):\n        j = (i + 1) % n\n        s += x[i] * y[j] - x[j] * y[i]",
    "of another list": "for i in range(1, len(x)):\n        s = s / 2 + x[i - 1] * y[i]",
}
PAIRS = [
    ([], []), ([1.0], []), ([1.0], [2.0]), ([], [1.0]), ([1.0, 2.0], [3.0]), ([1.0, 2.5], [3.0, 4.0]),
    ([1.0, 2.0, 4.0], [0.5, 3.0, 1.0, 7.0]), ([1.0, 2.0, 4.0], [0.5, 3.0]),
]  # fmt: skip


@pytest.mark.parametrize("case", NEIGHBOURS)
def test_neighbours_are_walked_side_by_side(case):
    body = f"def f(x, y):\n    s = 0.0\n    {NEIGHBOURS[case]}\n    return s\n"
    assert "zip(" in check(body, WORDS, PAIRS, LISTS)


def test_a_range_inside_the_list_is_a_slice_and_empty_where_the_range_is():
    body = """
    def f(x, n):
        out = []
        for i in range(len(x) - n + 1):
            s = 0.0
            for j in range(i, i + n):
                s = s / 2 + x[j]
            out.append(s)
        return out
    """
    inputs = [(list(range(k)), n) for k in range(5) for n in range(-3, 7)]
    made = check(body, WORDS, inputs, {"x": LISTS["x"], "n": Observed("int")})
    assert "x[i:i + width]" in made


@pytest.mark.parametrize(
    "loop",
    [
        "for i in range(len(x)):\n        s = s / 2 + x[i] * x[i - 1]",
        "for i in range(len(x) - n):\n        s = s / 2 + x[i] * x[i + n]",
        "for i in range(n, len(x)):\n        s = s / 2 + x[i]",
        "for i in range(len(x)):\n        s = s / 2 + x[(i + n) % len(x)]",
        "for i in range(len(x)):\n        s = s / 2 + x[i] * x[i + 1]",
    ],
)
def test_positions_that_may_be_negative_or_beyond_the_end_are_left_alone(loop):
    body = f"def f(x, n):\n    s = 0.0\n    {loop}\n    return s\n"
    untouched(body, WORDS, {"x": LISTS["x"], "n": Observed("int")})
