"""What is stored in a row of an array made in the body is a row of an argument."""

from __future__ import annotations

import ast
from collections.abc import Callable

import pytest

from optgate.verify.domain.domain import Domain
from optgate.verify.evidence.made_arrays import row, shape_of
from optgate.verify.values.kinds import TRIED

LOOKUP = """
import numpy as np

def f(codes: np.ndarray, table: np.ndarray):
    h, w = codes.shape
    out = np.zeros((h, w, 3), dtype=table.dtype)
    for y in range(h):
        for x in range(w):
            out[y, x] = table[codes[y, x]]
    return out
"""


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("np.zeros((h, w, 3))", (None, None, 3)),
        ("np.empty((2, n), dtype=int)", (2, None)),
        ("np.zeros(n)", None),
        ("np.zeros(shape)", None),
        ("other((1, 2))", None),
    ],
)
def test_the_shape_of_a_new_array(text: str, shape: object) -> None:
    assert shape_of(ast.parse(text, mode="eval").body) == shape


@pytest.mark.parametrize(
    ("text", "left"),
    [("out[y, x]", (3,)), ("out[y]", (None, 3)), ("out[y, :, x]", ()), ("out[None, y]", ()), ("out[-1]", ())],
)
def test_what_an_index_leaves_of_a_shape(text: str, left: object) -> None:
    target = ast.parse(text, mode="eval").body
    assert isinstance(target, ast.Subscript)
    assert row(target, (None, None, 3)) == left


def test_a_table_of_rows_has_two_dimensions(domain_of: Callable[..., Domain]) -> None:
    domain = domain_of(LOOKUP)
    firm = [option.kind for option in domain.options[1] if option.level < TRIED]
    assert {kind.ndim for kind in firm} == {2}
    assert ("table", 1, 3) in [(dim.param, dim.axis, extent) for dim, extent in domain.pinned()]
