"""Expressions of single values as expressions of whole columns."""

from __future__ import annotations

import ast
from collections.abc import Callable

from ..lift.nodes import Expr, UnliftableError, call

_OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow)


class Arithmetic:
    """Writes an expression for columns; ``column`` gives what stands for a value, where it is one.

    ``where`` is how ``numpy.where`` is written, for conditional expressions.
    """

    def __init__(self, column: Callable[[Expr], Expr | None], where: Expr) -> None:
        self._column = column
        self._where = where
        self.chooses = False

    def of(self, node: Expr) -> Expr:
        """The expression of whole columns.

        Raises:
            UnliftableError: There is something in it that columns do not do.
        """
        column = self._column(node)
        if column is not None:
            return column
        if isinstance(node, ast.Constant):
            return node
        if isinstance(node, ast.Name):
            return node
        if isinstance(node, ast.BinOp) and isinstance(node.op, _OPERATORS):
            return ast.BinOp(self.of(node.left), node.op, self.of(node.right))
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return ast.UnaryOp(node.op, self.of(node.operand))
        if isinstance(node, ast.Compare) and len(node.ops) == 1 and not isinstance(node.ops[0], _MEMBERSHIP):
            return ast.Compare(self.of(node.left), node.ops, [self.of(node.comparators[0])])
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "abs":
            return call("abs", *(self.of(argument) for argument in node.args))
        if isinstance(node, ast.IfExp):
            self.chooses = True
            return call(self._where, self.of(node.test), self.of(node.body), self.of(node.orelse))
        raise UnliftableError("no arithmetic")


_MEMBERSHIP = (ast.In, ast.NotIn, ast.Is, ast.IsNot)
