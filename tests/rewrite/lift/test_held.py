# ruff: noqa: E501
"""Values that stay until they are set again, read by other results of the pass."""

from __future__ import annotations

import numpy as np
import pytest

from ..harness import agrees, proposals, source

RNG = np.random.default_rng(3)
SIGNALS = [RNG.normal(size=n) for n in (0, 1, 2, 7, 80)]
GAPS = [np.where(RNG.random(n) < 0.4, np.nan, RNG.normal(size=n)) for n in (1, 2, 7, 80)]

SWITCHES = {
    "crossings": """
        def f(x, t):
            spikes = 0
            above = False
            for v in x:
                if v > t and not above:
                    spikes += 1
                    above = True
                elif v <= t:
                    above = False
            return spikes
    """,
    "two thresholds": """
        def f(x, t):
            out = np.zeros(len(x), dtype=bool)
            on = False
            for i in range(len(x)):
                if x[i] > t:
                    on = True
                elif x[i] < -t:
                    on = False
                out[i] = on
            return out
    """,
    "read after the loop": """
        def f(x, t):
            count = 0
            on = True
            for v in x:
                if v > t:
                    on = False
                elif v < -t:
                    on = True
                if on:
                    count += 1
            return count, on
    """,
}
FILLS = {
    "last valid value": """
        def f(x):
            out = np.empty(len(x))
            last = 0.0
            for i in range(len(x)):
                if not np.isnan(x[i]):
                    last = x[i]
                out[i] = last
            return out
    """,
    "in place": """
        def f(x):
            filled = x.copy()
            for i in range(1, len(filled)):
                if np.isnan(filled[i]):
                    filled[i] = filled[i - 1]
            return filled
    """,
    "from another array": """
        def f(x):
            out = np.zeros_like(x)
            out[0] = x[0]
            for i in range(1, len(x)):
                if x[i] > 0:
                    out[i] = x[i]
                else:
                    out[i] = out[i - 1]
            return out
    """,
}


def lifted(text):
    return [one for one in proposals(text) if "values that stay" in one.summary]


@pytest.mark.parametrize("name", SWITCHES)
def test_a_switch_is_taken_from_the_last_pass_that_set_it(name):
    text = source(SWITCHES[name])
    found = lifted(text)
    assert found
    inputs = [(x, 0.3) for x in [*SIGNALS, *GAPS]]
    assert any(agrees(text, one.text, inputs) is None for one in found)


@pytest.mark.parametrize("name", FILLS)
def test_missing_values_are_filled_with_the_last_before_them(name):
    text = source(FILLS[name])
    found = lifted(text)
    assert found
    inputs = [(x,) for x in [*SIGNALS[1:], *GAPS]]
    assert any(agrees(text, one.text, inputs) is None for one in found)


@pytest.mark.parametrize(
    "body",
    [
        "last = 0.0\n    for i in range(len(x)):\n        if x[i] > last:\n            last = 0.5 * x[i]\n        out[i] = last",
        "on = False\n    for i in range(len(x)):\n        if x[i] > 0:\n            on = not on\n        out[i] = on",
        "for i in range(1, len(x)):\n        if out[i - 1] > 1:\n            out[i] = out[i - 1]\n        else:\n            out[i] = x[i]",
    ],
)
def test_what_depends_on_the_value_before_is_left_alone(body):
    text = source(f"def f(x):\n    out = np.zeros(len(x))\n    {body}\n    return out\n")
    assert not lifted(text)
