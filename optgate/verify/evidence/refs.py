"""References of expressions to the parameters.

A *reference* says what an expression stands for: the value of a parameter, an element of it (depth 1), an
element of an element (depth 2), an index that runs over one of its dimensions, or the length of one. What
stands under an attribute or a string key has a name of its own (``p.x``, ``rows@1['k']``).
"""

from __future__ import annotations

import ast
from typing import NamedTuple

KEEPS = frozenset(
    {"copy", "astype", "ravel", "flatten", "reshape", "tolist", "T", "flat", "clip", "view", "squeeze"}
)


class Ref(NamedTuple):
    """``what``: ``value`` (``at`` is the depth), ``index``, ``length`` or ``shape`` (``at`` is the axis)."""

    what: str
    param: str
    at: int


PLAIN = frozenset(
    {
        "ndim",
        "dtype",
        "itemsize",
        "nbytes",
        "strides",
        "flags",
        "base",
        "real",
        "imag",
        "numerator",
        "denominator",
    }
    | {
        "values",
        "index",
        "columns",
        "iloc",
        "loc",
        "iat",
        "at",
        "empty",
        "str",
        "dt",
        "name",
        "args",
        "kwargs",
    }
    | {
        "__class__",
        "__dict__",
        "__name__",
        "__len__",
        "append",
        "get",
        "days",
        "seconds",
        "start",
        "stop",
        "step",
    }
)
"""Attributes of values that are no fields of an object."""

Refs = frozenset[Ref]
NOTHING: Refs = frozenset()


MOST_STEPS = 4


def maybe_none(node: ast.expr) -> bool:
    """Whether an expression gives None by what is written there."""
    if isinstance(node, ast.IfExp):
        return maybe_none(node.body) or maybe_none(node.orelse)
    return isinstance(node, ast.Constant) and node.value is None


def whole(node: ast.expr) -> int | None:
    """The whole number that an expression writes out, or None."""
    return node.value if isinstance(node, ast.Constant) and type(node.value) is int else None


def text(node: ast.expr) -> bool:
    """Whether an expression is a string by what is written there."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return text(node.left) or text(node.right)
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def inner(ref: Ref, step: str) -> Ref:
    """What stands under an attribute (``.x``) or a string key (``['x']``) of a value."""
    place = f"{ref.param}@{ref.at}" if ref.at else ref.param
    return Ref("value", place + step, 0)


def steps(name: str) -> int:
    """How many attributes and keys lead from a parameter to a value."""
    return name.count(".") + name.count("[")


def called(node: ast.expr) -> str:
    """The last part of the name of the function that is called, or nothing."""
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Name):
            return node.func.id
        if isinstance(node.func, ast.Attribute):
            return node.func.attr
    return ""
