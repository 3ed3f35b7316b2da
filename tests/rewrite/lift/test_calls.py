"""Values kept between two numbers."""

from __future__ import annotations

import numpy as np
import pytest

from ..harness import agrees, proposals, source

VALUES = np.array([-3.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, np.nan, np.inf, -np.inf])


def clipping(low, high):
    return source(f"""
        def f(x):
            out = np.zeros(len(x))
            for i in range(len(x)):
                v = x[i] * 1.5
                if v < {low}:
                    v = {low}
                elif v > {high}:
                    v = {high}
                out[i] = v
            return out
    """)


@pytest.mark.parametrize(("low", "high"), [("0", "255"), ("-1.0", "1.0"), ("0.5", "0.5")])
def test_two_bounds_become_two_limits(low, high):
    text = clipping(low, high)
    first = proposals(text)[0]
    assert "np.where" not in first.text
    assert agrees(text, first.text, [(VALUES,), (VALUES[:0],)]) is None


def test_bounds_that_cross_are_chosen_in_the_order_of_the_source():
    text = clipping("1.0", "0.0")
    first = proposals(text)[0]
    assert agrees(text, first.text, [(VALUES,)]) is None


def test_a_value_for_what_is_no_number_is_kept():
    text = source("""
        def f(x):
            out = np.zeros(len(x))
            for i in range(len(x)):
                out[i] = x[i] if x[i] > 0.0 else 0.0
            return out
    """)
    assert agrees(text, proposals(text)[0].text, [(VALUES,)]) is None
