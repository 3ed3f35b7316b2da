"""Shapes in docstrings are extents of inputs, and names in them are the same extent everywhere."""

from __future__ import annotations

import textwrap

import pytest

from optgate.model import Decision
from optgate.verify.evidence.shapes import links, of_parameter
from optgate.verify.values.kinds import Dim, Link
from tests.verify.conftest import Bench

NUMPYDOC = """
Add.

Parameters
----------
top : ndarray of float, shape (H, W, 4)
bottom : ndarray of float, shape (H, W, 3)
gain : float
"""
GOOGLE = """
Args:
    points: array of shape (n, 2).
    weights (ndarray): of shape (n,), not negative.
    matrix: square, shape [m, m]
"""


@pytest.mark.parametrize(
    ("text", "name", "shape"),
    [
        (NUMPYDOC, "top", ("H", "W", "4")),
        (NUMPYDOC, "gain", ()),
        (GOOGLE, "points", ("n", "2")),
        (GOOGLE, "weights", ("n",)),
        (GOOGLE, "other", ()),
        ("a, b : ndarray, shape (n,)", "b", ("n",)),
    ],
)
def test_the_shape_of_a_parameter(text: str, name: str, shape: tuple[str, ...]) -> None:
    assert of_parameter(text, name) == shape


def test_names_link_and_numbers_pin() -> None:
    found = links({"top": NUMPYDOC, "bottom": NUMPYDOC}, ["top", "bottom"])
    assert Link("same", Dim("top", 0), Dim("bottom", 0), "docstring") in found
    assert Link("pinned", Dim("top", 2), Dim("", 4), "docstring") in found
    assert Link("pinned", Dim("bottom", 2), Dim("", 3), "docstring") in found
    assert not any(link.relation == "same" and link.left.axis == 2 for link in found)


def test_one_name_twice_in_a_shape_is_a_square() -> None:
    assert links({"matrix": GOOGLE}, ["matrix"]) == {
        Link("same", Dim("matrix", 0), Dim("matrix", 1), "square")
    }


COMPOSITE = f'''
import numpy as np

def f(top, bottom):
    """{textwrap.indent(NUMPYDOC, "    ")}
    """
    h, w, _ = top.shape
    out = bottom.copy()
    for i in range(h):
        for j in range(w):
            a = top[i, j, 3]
            for c in range(3):
                out[i, j, c] = top[i, j, c] * a + bottom[i, j, c] * (1 - a)
    return out
'''
WHOLE = COMPOSITE.partition("    h, w")[0] + (
    "    h, w, _ = top.shape\n"
    "    a = top[:, :, 3:4]\n"
    "    out = bottom.copy()\n"
    "    out[:h, :w, :3] = top[:, :, :3] * a + bottom[:h, :w, :3] * (1 - a)\n"
    "    return out\n"
)


def test_a_function_of_images_with_other_channels_is_judged(bench: Bench) -> None:
    bench.start(COMPOSITE)
    right = bench.judge(WHOLE)
    assert right.decision is Decision.ACCEPTED, right
    wrong = bench.judge(WHOLE.replace("out = bottom.copy()", "out = bottom"))
    assert wrong.decision is Decision.WRONG, wrong
