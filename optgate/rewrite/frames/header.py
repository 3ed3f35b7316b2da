"""The header of a loop over the rows of a frame."""

from __future__ import annotations

import ast

from ..lift.nodes import Expr, same
from .reads import PYTHON, ROW, Rows


def rows_of(loop: ast.For) -> Rows | None:
    """How a loop walks the rows of a frame, or nothing when it does not.

    Loops that count (``range(len(df))``, ``df.index``) are taken for such; whether they read cells is told by
    their bodies.
    """
    if loop.orelse:
        return None
    walked, target = loop.iter, loop.target
    if not isinstance(walked, ast.Call):
        if isinstance(walked, ast.Attribute) and walked.attr == "index" and isinstance(target, ast.Name):
            return Rows(walked.value, "", "", "", target.id) if plain_frame(walked.value) else None
        return None
    if isinstance(walked.func, ast.Attribute) and plain_frame(walked.func.value):
        return _iterated(walked, walked.func.value, walked.func.attr, target)
    if isinstance(walked.func, ast.Name) and walked.func.id == "range" and isinstance(target, ast.Name):
        frame = _counted(walked.args)
        if frame is not None and plain_frame(frame) and not walked.keywords:
            return Rows(frame, "", "", target.id, target.id)
    return None


def plain_frame(node: Expr) -> bool:
    """Whether an expression gives the same frame each time: a name, or an attribute of one."""
    if isinstance(node, ast.Attribute):
        return isinstance(node.value, ast.Name)
    return isinstance(node, ast.Name)


def _iterated(walked: ast.Call, frame: Expr, way: str, target: Expr) -> Rows | None:
    if walked.args:
        return None
    if way == "itertuples" and isinstance(target, ast.Name):
        plain = all(keyword.arg == "index" for keyword in walked.keywords)
        return Rows(frame, target.id, PYTHON, "", "") if plain else None
    if way != "iterrows" or not isinstance(target, ast.Tuple) or len(target.elts) != 2:
        return None
    label, row = target.elts
    if isinstance(label, ast.Name) and isinstance(row, ast.Name) and label.id != row.id:
        return Rows(frame, row.id, ROW, "", label.id)
    return None


def _counted(arguments: list[Expr]) -> Expr | None:
    """``df`` of ``range(len(df))``, ``range(0, len(df))`` and ``range(df.shape[0])``."""
    if len(arguments) == 2 and same(arguments[0], ast.Constant(0)):
        arguments = arguments[1:]
    if len(arguments) != 1:
        return None
    stop = arguments[0]
    if isinstance(stop, ast.Call) and isinstance(stop.func, ast.Name) and stop.func.id == "len":
        only = stop.args[0] if len(stop.args) == 1 else None
        indexed = isinstance(only, ast.Attribute) and only.attr == "index"
        return only.value if indexed and isinstance(only, ast.Attribute) else only
    if (
        isinstance(stop, ast.Subscript)
        and isinstance(stop.value, ast.Attribute)
        and stop.value.attr == "shape"
        and same(stop.slice, ast.Constant(0))
    ):
        return stop.value.value
    return None
