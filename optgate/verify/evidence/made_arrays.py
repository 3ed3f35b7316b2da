"""Arrays that a body makes itself: what is stored in one of their rows is a row."""

from __future__ import annotations

import ast

from optgate.verify.evidence.refs import Refs, called, whole

_MAKERS = frozenset({"zeros", "empty", "ones", "full"})
Shape = tuple[int | None, ...]
"""The extents of an array; None for those that are not written out."""


def shape_of(value: ast.expr) -> Shape | None:
    """The shape of a new array such as ``np.zeros((h, w, 3))``, where it is written as a tuple."""
    if called(value) not in _MAKERS or not isinstance(value, ast.Call) or not value.args:
        return None
    first = value.args[0]
    if not isinstance(first, ast.Tuple) or any(isinstance(part, ast.Starred) for part in first.elts):
        return None
    return tuple(whole(part) for part in first.elts)


def whole_shape(value: ast.expr) -> ast.Name | None:
    """The name that gives the shape of a new array such as ``np.zeros(shape)``, or None."""
    if called(value) not in _MAKERS or not isinstance(value, ast.Call) or not value.args:
        return None
    return value.args[0] if isinstance(value.args[0], ast.Name) else None


def row(target: ast.Subscript, shape: Shape) -> Shape:
    """The shape of what stands at a target in an array: ``(3,)`` for ``out[y, x]`` of ``(h, w, 3)``."""
    places = target.slice.elts if isinstance(target.slice, ast.Tuple) else [target.slice]
    if any(not isinstance(place, ast.Name | ast.Constant | ast.BinOp) or _special(place) for place in places):
        return ()
    return shape[len(places) :]


def _special(place: ast.expr) -> bool:
    """Whether an index is none that takes a dimension away: ``None`` and ``...``."""
    return isinstance(place, ast.Constant) and type(place.value) is not int


def rows_of(refs: Refs, shape: Shape) -> list[tuple[str, int, Shape]]:
    """The elements of arguments among what is stored, with the parameter, their depth and their shape."""
    return [(ref.param, ref.at, shape) for ref in refs if ref.what == "value" and ref.at > 0] if shape else []
