"""Statements in the forms that a kernel's reader works with."""

from __future__ import annotations

import ast
from typing import NamedTuple


class Guard(NamedTuple):
    """A condition around a statement, and whether the statement stands where it holds."""

    test: ast.expr
    holds: bool


Guards = tuple[Guard, ...]


def pairs(
    statement: ast.Assign | ast.AugAssign | ast.AnnAssign, value: ast.expr
) -> list[tuple[ast.expr, ast.expr]]:
    """Every target of an assignment with the value it takes, tuples of equal length taken apart."""
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    found: list[tuple[ast.expr, ast.expr]] = []
    for target in targets:
        matching = isinstance(value, ast.Tuple) and isinstance(target, ast.Tuple)
        if matching and len(target.elts) == len(value.elts):  # type: ignore[attr-defined]
            found += zip(target.elts, value.elts, strict=True)  # type: ignore[attr-defined]
        else:
            found.append((target, value))
    return found


def taken_apart(
    found: list[tuple[ast.expr, ast.expr]], elements: set[str]
) -> list[tuple[ast.expr, ast.expr]]:
    """The pairs, with ``a, b = pair`` for an item or one of the elements as one set of each name."""
    apart: list[tuple[ast.expr, ast.expr]] = []
    for place, piece in found:
        item = isinstance(piece, ast.Subscript) or (isinstance(piece, ast.Name) and piece.id in elements)
        names = isinstance(place, ast.Tuple) and all(isinstance(part, ast.Name) for part in place.elts)
        apart += [(part, piece) for part in place.elts] if item and names else [(place, piece)]  # type: ignore[attr-defined]
    return apart


def fresh(value: ast.expr) -> bool:
    """Whether an expression makes an empty list or a list or array of one value."""
    if isinstance(value, ast.List):
        return all(isinstance(part, ast.Constant) for part in value.elts)
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult):
        return isinstance(value.left, ast.List)
    called = value.func if isinstance(value, ast.Call) else None
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    return name in {"zeros", "ones", "empty", "zeros_like", "empty_like", "list"}


def passed(statement: ast.stmt) -> Guards:
    """What holds after ``if …: continue``: none of the parts of its condition."""
    if not isinstance(statement, ast.If) or statement.orelse:
        return ()
    if not isinstance(statement.body[-1], ast.Continue):
        return ()
    test = statement.test
    parts = test.values if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or) else [test]
    return tuple(Guard(part, False) for part in parts)
