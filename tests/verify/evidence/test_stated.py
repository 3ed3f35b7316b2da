"""Kinds that annotations, defaults and docstrings state."""

from __future__ import annotations

import ast

import pytest

from optgate.verify.evidence import stated
from optgate.verify.values.kinds import BOOL, FLOAT, INT, NONE, STR, Kind, sequence


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("None", (NONE,)),
        ("3", (INT,)),
        ("-0.5", (FLOAT,)),
        ("True", (BOOL,)),
        ("'cv'", (STR,)),
        ("()", (Kind("tuple"),)),
        ("(1, 2.0)", (Kind("tuple", (INT, FLOAT), fixed=True),)),
        ("[1]", (sequence(INT),)),
        ("np.pi", ()),
        ("make()", ()),
    ],
)
def test_defaults(text: str, kinds: tuple[Kind, ...]) -> None:
    assert stated.of_default(ast.parse(text, mode="eval").body) == kinds


NUMPYDOC = """Weighted mean.

Parameters
----------
x : ndarray of float32, shape (n, m)
weights, other : array_like
k : int, optional
mode : {'cv', 'pil'}
flag : bool
table : dict
rows : list of int
"""
GOOGLE = """Gray.

Args:
    image (np.ndarray): uint8 image of shape (h, w, 3).
    gain (float, optional): how much.
    names (list of str): the names.
"""
SPHINX = """:param x: it
:type x: 2-D array of uint16
"""


@pytest.mark.parametrize(
    ("text", "name", "kinds"),
    [
        (NUMPYDOC, "x", (Kind("array", dtype="float32", ndim=2),)),
        (NUMPYDOC, "weights", (Kind("array"), Kind("list"))),
        (NUMPYDOC, "other", (Kind("array"), Kind("list"))),
        (NUMPYDOC, "k", (INT, NONE)),
        (NUMPYDOC, "mode", (Kind("str", choices=("cv", "pil")),)),
        (NUMPYDOC, "flag", (BOOL,)),
        (NUMPYDOC, "table", (Kind("dict"),)),
        (NUMPYDOC, "rows", (sequence(INT),)),
        (NUMPYDOC, "missing", ()),
        (GOOGLE, "image", (Kind("array", dtype="uint8", ndim=3),)),
        (GOOGLE, "gain", (FLOAT, NONE)),
        (GOOGLE, "names", (sequence(STR),)),
        (SPHINX, "x", (Kind("array", dtype="uint16", ndim=2),)),
        ("Compute x: a thing.", "x", ()),
    ],
)
def test_docstrings(text: str, name: str, kinds: tuple[Kind, ...]) -> None:
    assert stated.of_docstring(text, name) == kinds
