"""Affine indices as slices."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from .forms import LAG, STREAK
from .linear import Linear, linear
from .nodes import Expr, const, mentions, names

if TYPE_CHECKING:
    from .vector import Vector


def slice_of(vector: Vector, owner: Expr, index: Expr, dimension: int = 0) -> tuple[ast.Slice, bool] | None:
    """The slice that an index runs over and whether it is walked backwards; nothing when not affine."""
    if any(
        part.endswith((":before", ":after", ":loop", ":state", ":steps", LAG, STREAK))
        for part in names(index)
    ):
        return None
    factor, offset = linear(index).without(vector.axis.index)
    if factor == 0 or any(mentions(node, vector.axis.index) for _, node in offset.parts.values()):
        return None
    axis = vector.axis
    if axis.step != 1 and factor != 1:
        return None
    stop = vector.cut if vector.cut is not None else axis.stop
    if factor == -1:
        low = offset.plus(linear(stop), -1).shifted(1)
        high = offset.plus(linear(axis.start), -1).shifted(1)
    else:
        low = offset.plus(linear(axis.start), factor)
        high = offset.plus(linear(stop), factor)
    step = factor * axis.step if factor > 0 else 1
    if factor < -1:
        return None
    if low.is_constant and low.constant < 0:
        return None
    lower = None if low.is_constant and low.constant == 0 else low.code()
    upper = _upper(vector, owner, high, step, dimension)
    return ast.Slice(lower, upper, const(step) if step != 1 else None), axis.reverse != (factor == -1)


def _upper(vector: Vector, owner: Expr, high: Linear, step: int, dimension: int) -> Expr | None:
    if step == 1:
        beyond = vector.facts.covers(owner, high.code(), dimension)
        if beyond == 0:
            return None
        if beyond is not None and beyond < 0:
            return ast.UnaryOp(ast.USub(), const(-beyond))
    return high.code()


def backwards() -> ast.Slice:
    """``[::-1]``."""
    return ast.Slice(None, None, ast.UnaryOp(ast.USub(), const(1)))


def owner_and_depth(owner: Expr) -> tuple[Expr, int]:
    """The container at the bottom of ``a[i][j]`` and how many indices stand above it."""
    depth = 0
    while isinstance(owner, ast.Subscript) and not isinstance(owner.slice, ast.Slice):
        depth += len(owner.slice.elts) if isinstance(owner.slice, ast.Tuple) else 1
        owner = owner.value
    return owner, depth
