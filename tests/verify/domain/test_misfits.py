"""Kinds that pass on some paths only are no part of the domain."""

from __future__ import annotations

import pytest

CROP = """
import numpy as np

def f(image, top, height):
    rows, cols = image.shape
    out = np.zeros((height, cols), dtype=image.dtype)
    for r in range(height):
        y = top + r
        if 0 <= y < rows:
            out[r] = image[y]
    return out
"""

REACH = """
import numpy as np

def f(mask, radius=1):
    out = np.zeros(len(mask), dtype=bool)
    for i in range(len(mask)):
        if mask[i]:
            for k in range(max(i - radius, 0), min(i + radius + 1, len(mask))):
                out[k] = True
    return out
"""

SCALE = """
def f(x, factor):
    total = 0.0
    for value in x:
        total += value * factor
    return total
"""


@pytest.mark.parametrize(
    ("text", "name", "taken", "left"),
    [(CROP, "top", "int", "float"), (REACH, "radius", "int", "float")],
)
def test_a_number_used_as_an_index_is_whole(bench, text: str, name: str, taken: str, left: str) -> None:
    line = bench.start(text).explore().domain[name]
    assert taken in line
    assert left not in line


def test_a_number_that_is_only_multiplied_is_not(bench) -> None:
    line = bench.start(SCALE).explore().domain["factor"]
    assert "int" in line
    assert "float" in line
