"""What the rules about data frames ask of a loop: whether it uses its rows for single cells only."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..walk import Function, own_nodes

_SHORT = 3
"""Sentences name at most so many columns."""


def iterations(function: Function, way: str) -> Iterator[tuple[ast.For, str, str]]:
    """Loops over ``frame.way()`` with the frame as written and the name of the row."""
    for node in own_nodes(function):
        if not isinstance(node, ast.For) or not isinstance(node.iter, ast.Call):
            continue
        called = node.iter.func
        if not isinstance(called, ast.Attribute) or called.attr != way or node.orelse:
            continue
        target = node.target
        if way == "iterrows" and isinstance(target, ast.Tuple) and len(target.elts) == 2:
            target = target.elts[1]
        if isinstance(target, ast.Name):
            yield node, ast.unparse(called.value), target.id


def columns_read(loop: ast.For, row: str) -> list[str]:
    """The columns whose cells the body reads; none when the row is used for anything else."""
    found: dict[str, None] = {}
    cells: set[int] = set()
    for node in (part for statement in loop.body for part in ast.walk(statement)):
        if isinstance(node, ast.Subscript | ast.Attribute) and _is_name(node.value, row):
            key = _column(node)
            if key and isinstance(node.ctx, ast.Load):
                found[key] = None
                cells.add(id(node.value))
    for node in (part for statement in loop.body for part in ast.walk(statement)):
        if _is_name(node, row) and id(node) not in cells:
            return []
    return list(found)


def _column(node: ast.Subscript | ast.Attribute) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return str(node.slice.value) if isinstance(node.slice, ast.Constant) else ""


def _is_name(node: ast.AST, identifier: str) -> bool:
    return isinstance(node, ast.Name) and node.id == identifier


def listed(columns: list[str]) -> str:
    """The columns for a sentence."""
    shown = ", ".join(f"`{column}`" for column in columns[:_SHORT])
    return shown + (" …" if len(columns) > _SHORT else "")
