"""What is surely evaluated when a piece of code runs."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from ..lift.nodes import same
from ..lift.syntax import as_read
from ..trees import walk


def always(node: ast.AST, expression: ast.AST) -> bool:
    """Whether evaluating the node evaluates the expression, or stores it, whatever the values."""
    if same(node, expression) or (isinstance(node, ast.Subscript) and same(as_read(node), expression)):
        return True
    if isinstance(node, ast.BoolOp):
        return always(node.values[0], expression)
    if isinstance(node, ast.IfExp):
        return always(node.test, expression)
    if isinstance(node, ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        return False
    if isinstance(node, ast.Compare) and len(node.ops) > 1:
        return always(node.left, expression) or always(node.comparators[0], expression)
    return any(always(child, expression) for child in ast.iter_child_nodes(node))


def reaches(block: Sequence[ast.stmt], expression: ast.AST, runs: Callable[[ast.stmt], bool]) -> bool:
    """Whether running a block evaluates the expression; ``runs`` tells loops that surely have a pass."""
    for statement in block:
        if isinstance(statement, ast.Assign | ast.AugAssign | ast.AnnAssign | ast.Expr | ast.Return):
            if always(statement, expression):
                return True
        elif isinstance(statement, ast.If):
            branches = (statement.body, statement.orelse)
            if always(statement.test, expression) or all(reaches(one, expression, runs) for one in branches):
                return True
        elif isinstance(statement, ast.For):
            inner = runs(statement) and reaches(statement.body, expression, runs)
            if always(statement.iter, expression) or inner:
                return True
        elif isinstance(statement, ast.While) and always(statement.test, expression):
            return True
        if any(isinstance(node, _JUMPS) for node in walk(statement)):
            return False
    return False


_JUMPS = ast.Break | ast.Continue | ast.Return | ast.Raise | ast.Try
