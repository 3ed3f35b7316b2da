"""Linear forms of integer expressions: enough algebra to see that ``n - 1 + 1`` is ``n``."""

from __future__ import annotations

import ast
import functools

from .nodes import Expr, binary, const


class Linear:
    """Terms with integer coefficients and a constant; ``parts`` maps the written term to (factor, node)."""

    def __init__(self, constant: int = 0, parts: dict[str, tuple[int, Expr]] | None = None) -> None:
        self.constant = constant
        self.parts = {key: part for key, part in (parts or {}).items() if part[0]}

    def plus(self, other: Linear, factor: int = 1) -> Linear:
        """``self + factor * other``."""
        parts = dict(self.parts)
        for key, (count, node) in other.parts.items():
            parts[key] = (parts[key][0] if key in parts else 0) + factor * count, node
        return Linear(self.constant + factor * other.constant, parts)

    def shifted(self, by: int) -> Linear:
        """With another constant added."""
        return Linear(self.constant + by, self.parts)

    @property
    def is_constant(self) -> bool:
        """Whether no term is left."""
        return not self.parts

    def without(self, identifier: str) -> tuple[int, Linear]:
        """The factor of a name and the rest."""
        key = _key(identifier)
        factor = self.parts[key][0] if key in self.parts else 0
        return factor, Linear(self.constant, {k: part for k, part in self.parts.items() if k != key})

    def code(self) -> Expr:
        """The form as an expression, written the usual way."""
        node: Expr | None = None
        ordered = sorted(self.parts.values(), key=lambda part: part[0] < 0)
        for factor, term in ordered:
            piece = term if abs(factor) == 1 else binary(const(abs(factor)), ast.Mult(), term)
            if node is None:
                node = piece if factor > 0 else ast.UnaryOp(ast.USub(), piece)
            else:
                node = binary(node, ast.Add() if factor > 0 else ast.Sub(), piece)
        if node is None:
            return _signed(self.constant)
        if self.constant:
            node = binary(node, ast.Add() if self.constant > 0 else ast.Sub(), const(abs(self.constant)))
        return node


@functools.lru_cache(maxsize=512)
def _key(identifier: str) -> str:
    return ast.dump(ast.Name(identifier, ast.Load()))


def _signed(value: int) -> Expr:
    return const(value) if value >= 0 else ast.UnaryOp(ast.USub(), const(-value))


def linear(node: Expr) -> Linear:
    """The linear form of an expression; what is not linear becomes a term of its own."""
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return Linear(node.value)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return Linear().plus(linear(node.operand), -1)
    if isinstance(node, ast.BinOp):
        if isinstance(node.op, ast.Add | ast.Sub):
            return linear(node.left).plus(linear(node.right), 1 if isinstance(node.op, ast.Add) else -1)
        if isinstance(node.op, ast.Mult):
            left, right = linear(node.left), linear(node.right)
            if left.is_constant:
                return Linear().plus(right, left.constant)
            if right.is_constant:
                return Linear().plus(left, right.constant)
    return Linear(0, {_key(node.id) if isinstance(node, ast.Name) else ast.dump(node): (1, node)})
