"""Loops that skip elements: the rest of the body is for those that are left."""

from __future__ import annotations

import numpy as np

from ..harness import agrees, proposals, source

HISTOGRAM = source("""
    def f(values, bins, low, high):
        counts = np.zeros(bins, dtype=int)
        width = (high - low) / bins
        for v in values:
            if v < low or v >= high:
                continue
            k = int((v - low) / width)
            if k < bins:
                counts[k] += 1
        return counts
""")
VALUES = [np.random.default_rng(5).normal(size=n) for n in (0, 1, 5, 300)]


def test_places_are_computed_for_the_elements_that_are_left():
    found = [one for one in proposals(HISTOGRAM) if "histogram" in one.summary]
    inputs = [(x, 20, low, high) for x in VALUES for low, high in ((-2.0, 2.0), (0.0, 0.0), (9.0, 10.0))]
    assert found
    assert all("kept = values[" in one.text for one in found)
    assert agrees(HISTOGRAM, found[0].text, inputs) is None


def test_one_condition_around_the_whole_body_is_the_same():
    text = source("""
        def f(values, counts, low, width):
            for v in values:
                if v >= low:
                    counts[int((v - low) / width)] += 1
    """)
    found = [one for one in proposals(text) if "kept = " in one.text]
    inputs = [(x, np.zeros(100, dtype=int), 0.0, 0.1) for x in VALUES]
    assert found
    assert agrees(text, found[0].text, inputs) is None


def test_the_loop_variable_that_is_read_later_keeps_the_loop_whole():
    text = HISTOGRAM.replace("return counts", "return counts, v")
    assert not [one for one in proposals(text) if "kept = " in one.text]


def test_a_name_that_nothing_reads_later_is_no_result():
    assert all("hits" not in one.text for one in proposals(HISTOGRAM))
