"""The best of every row with its place."""

from __future__ import annotations

import numpy as np

from ..harness import agrees, proposals, source

RNG = np.random.default_rng(8)

CLUSTERS = source("""
    def f(points, centers):
        labels = np.zeros(len(points), dtype=int)
        for i in range(len(points)):
            best = np.inf
            for c in range(len(centers)):
                dist = 0.0
                for k in range(points.shape[1]):
                    dist += (points[i, k] - centers[c, k]) ** 2
                if dist < best:
                    best = dist
                    labels[i] = c
        return labels
""")
PEAKS = source("""
    def f(a):
        n, m = a.shape
        where = np.zeros(n, dtype=int)
        peak = np.zeros(n)
        for i in range(n):
            top = -np.inf
            for j in range(m):
                if a[i, j] > top:
                    top = a[i, j]
                    where[i] = j
            peak[i] = top
        return where, peak
""")


def test_the_nearest_is_an_argmin_along_the_inner_axis():
    first = proposals(CLUSTERS)[0]
    assert ".argmin(axis=1)" in first.text
    inputs = [(RNG.random((n, 2)), RNG.random((m, 2))) for n in (1, 4, 30) for m in (1, 3, 7)]
    inputs.append((np.ones((4, 2)), np.ones((3, 2))))
    assert agrees(CLUSTERS, first.text, inputs) is None


def test_the_largest_and_its_place_come_from_one_array():
    first = proposals(PEAKS)[0]
    assert ".argmax(axis=1)" in first.text
    inputs = [(RNG.normal(size=shape),) for shape in ((1, 1), (3, 5), (6, 2))]
    assert agrees(PEAKS, first.text, inputs) is None


def test_the_last_of_equals_and_other_starts_are_no_argmin():
    assert all("argmax" not in one.text for one in proposals(PEAKS.replace("> top", ">= top")))
    assert all("argmax" not in one.text for one in proposals(PEAKS.replace("top = -np.inf", "top = 0.5")))
