"""Small pieces of the statements that stand in the place of a loop over rows."""

from __future__ import annotations

import ast

from ..lift.nodes import Expr, item, method, name, same

_REDUCING = frozenset({"sum", "prod", "min", "max", "mean"})


def method_of(owner: Expr, *path: str) -> Expr:
    """``df.index.is_unique``."""
    for part in path:
        owner = ast.Attribute(owner, part, ast.Load())
    return owner


def listed(statement: ast.stmt, identifier: str) -> Expr | None:
    """The array of ``identifier = list(array)``."""
    if not isinstance(statement, ast.Assign) or not same(
        statement.targets[0], ast.Name(identifier, ast.Store())
    ):
        return None
    value = statement.value
    if not isinstance(value, ast.Call):
        return None
    if isinstance(value.func, ast.Name) and value.func.id == "list":
        return value.args[0]
    unboxed = isinstance(value.func, ast.Attribute) and value.func.attr == "tolist"
    return value.func.value if unboxed and isinstance(value.func, ast.Attribute) else None


class Items(ast.NodeTransformer):
    """``price[i]`` in the place of ``price``."""

    def __init__(self, columns: set[str], index: str) -> None:
        self.columns = columns
        self.index = index

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """An item of the column."""
        if node.id in self.columns and isinstance(node.ctx, ast.Load):
            return item(name(node.id), name(self.index))
        return node


class Unboxed(ast.NodeTransformer):
    """``list(array)`` as ``array.tolist()`` and sums as Python numbers, where the loop had Python numbers."""

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        """The last of running sums as a number of Python's own."""
        self.generic_visit(node)
        made = node.value.func if isinstance(node.value, ast.Call) else None
        return method(node, "item") if isinstance(made, ast.Attribute) and made.attr == "cumsum" else node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """The call with a result of Python's own types."""
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id == "list" and len(node.args) == 1:
            return method(node.args[0], "tolist")
        if isinstance(node.func, ast.Attribute) and node.func.attr in _REDUCING:
            return method(node, "item")
        return node
