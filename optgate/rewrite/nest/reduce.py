"""Sums, products and extremes over axes; sums of products of two operands as matrix products."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from ..lift.nodes import Expr, UnliftableError, binary, call, const, is_const, method
from .translate import Translator
from .value import Triangle, Value, VectorAxis, ordered

_NEUTRAL = {"sum": 0, "prod": 1}


class Reducer:
    """Reduces terms over axes under a condition; ``used`` once a sum or product was taken."""

    def __init__(self, translator: Translator) -> None:
        self.translator = translator
        self.used = False

    def total(self, term: Expr, over: Sequence[VectorAxis], mask: Value | None) -> Value:
        """The sum of a term over the axes; matrix products where the term is a product.

        Raises:
            UnliftableError: The term does not vary along one of the axes.
        """
        if isinstance(term, ast.UnaryOp) and isinstance(term.op, ast.USub) and self.translator.varies(term):
            inner = self.total(term.operand, over, mask)
            return Value(ast.UnaryOp(ast.USub(), inner.code), inner.axes)
        if isinstance(term, ast.BinOp):
            made = self._of_operation(term, over, mask)
            if made is not None:
                return made
        if mask is not None and isinstance(term, ast.Constant) and type(term.value) is int:
            counted = self._counted(mask, over)
            if counted is not None:
                return (
                    counted
                    if term.value == 1
                    else Value(binary(term, ast.Mult(), counted.code), counted.axes)
                )
        return self.plain("sum", self.translator.value(term), over, mask)

    def _of_operation(self, term: ast.BinOp, over: Sequence[VectorAxis], mask: Value | None) -> Value | None:
        left, right = self.translator.value(term.left), self.translator.value(term.right)
        if isinstance(term.op, ast.Add | ast.Sub):
            parts = [self._product_of(side) for side in (term.left, term.right)]
            if not any(parts) or not all(set(over) <= set(side.axes) for side in (left, right)):
                return None
            first, second = self.total(term.left, over, mask), self.total(term.right, over, mask)
            return self.translator.both(first, term.op, second)
        if not isinstance(term.op, ast.Mult):
            return None
        if len(over) == 1:
            product = self._matrix(left, right, over[0], mask)
            if product is not None:
                return product
        masked = mask is not None and mask.axes
        for varying, node, fixed in ((left, term.left, right), (right, term.right, left)):
            if not set(over) & set(fixed.axes) and set(over) <= set(varying.axes) and not masked:
                inner = self.total(node, over, mask)
                pair = (inner, fixed) if fixed is right else (fixed, inner)
                return self.translator.both(pair[0], ast.Mult(), pair[1])
        return None

    def _product_of(self, node: Expr) -> bool:
        return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult)

    def _counted(self, mask: Value, over: Sequence[VectorAxis]) -> Value | None:
        if not set(over) <= set(mask.axes):
            return None
        left = [axis for axis in mask.axes if axis not in over]
        if not left:
            return Value(call("int", self.translator.code_of("count_nonzero", mask.code)))
        return Value(self.translator.code_of("count_nonzero", mask.code, **_along(mask, over)), left)

    def _matrix(self, left: Value, right: Value, over: VectorAxis, mask: Value | None) -> Value | None:
        if set(left.axes) & set(right.axes) != {over}:
            return None
        if mask is not None:
            if set(mask.axes) <= set(left.axes):
                left = self.masked(left, mask, 0)
            elif set(mask.axes) <= set(right.axes):
                right = self.masked(right, mask, 0)
            else:
                return None
        rest = [[axis for axis in side.axes if axis is not over] for side in (left, right)]
        if _swaps(left, right, rest, over):
            left, right, rest = right, left, rest[::-1]
        if len(rest[1]) > 1 or len(rest[0]) > 2:
            return None
        self.used = True
        one = ordered(left, [*rest[0], over])
        two = ordered(right, [over, *rest[1]])
        return Value(binary(one.code, ast.MatMult(), two.code), [*rest[0], *rest[1]])

    def masked(self, value: Value, mask: Value, neutral: int) -> Value:
        """The value where the condition holds, ``neutral`` elsewhere."""
        triangle = mask.triangle
        both = triangle is not None and set(value.axes) == {triangle.row, triangle.column}
        if triangle is not None and both and neutral == 0:
            return Value(self._triangle(value, triangle), value.axes)
        return self.translator.where(mask, value, Value(const(neutral)))

    def _triangle(self, value: Value, triangle: Triangle) -> Expr:
        straight = value.axes[0] is triangle.row
        upper = triangle.upper == straight
        offset = triangle.offset if straight else -triangle.offset
        arguments = [value.code]
        if offset:
            arguments.append(const(offset) if offset > 0 else ast.UnaryOp(ast.USub(), const(-offset)))
        return self.translator.code_of("triu" if upper else "tril", *arguments)

    def plain(self, function: str, value: Value, over: Sequence[VectorAxis], mask: Value | None) -> Value:
        """``value.sum(axis=…)`` and the like."""
        if mask is not None and function in _NEUTRAL:
            value = self.masked(value, mask, _NEUTRAL[function])
        elif mask is not None:
            raise UnliftableError("an extreme under a condition")
        if not set(over) <= set(value.axes):
            raise UnliftableError("the same term in every pass")
        if len(value.axes) > 3:
            raise UnliftableError("an intermediate result with too many dimensions")
        self.used |= function in _NEUTRAL
        left = [axis for axis in value.axes if axis not in over]
        keywords = _along(value, over) if left else {}
        return Value(method(value.code, function, **keywords), left)


def _swaps(left: Value, right: Value, rest: list[list[VectorAxis]], over: VectorAxis) -> bool:
    """Whether a matrix product reads better with the second operand first."""
    if len(rest[1]) > 1 or not rest[1]:
        return len(rest[1]) > 1 and len(rest[0]) <= 1
    if not rest[0]:
        return right.axes[0] is not over
    if len(rest[0]) > 1:
        return False
    return rest[1][0].level.depth < rest[0][0].level.depth


def _along(value: Value, over: Sequence[VectorAxis]) -> dict[str, Expr]:
    places: list[Expr] = [const(place) for place, axis in enumerate(value.axes) if axis in over]
    return {"axis": places[0] if len(places) == 1 else ast.Tuple(places, ast.Load())}


def is_neutral(node: Expr | None) -> bool:
    """Whether a start value adds nothing to a sum."""
    return is_const(node, 0, 0.0)
