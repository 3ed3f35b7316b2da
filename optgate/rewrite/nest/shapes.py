"""Extents of containers and integer forms in one normal form, so that equal lengths are seen to be equal."""

from __future__ import annotations

import ast

from ..lift.facts import Facts
from ..lift.linear import Linear, linear
from ..lift.nodes import Expr, const, is_const, item, name
from ..lift.syntax import flatten

_SIZED = frozenset({"zeros", "ones", "empty", "full"})
_LIKE = frozenset(
    {"zeros_like", "ones_like", "empty_like", "full_like", "copy", "array", "asarray", "ascontiguousarray"}
)


class Shapes:
    """What is known of lengths in one function."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    def reduce(self, node: Expr, depth: int = 4) -> Linear:
        """The linear form with single definitions put in and lengths written as ``x.shape[k]``."""
        form = linear(node)
        total = Linear(form.constant)
        for factor, term in form.parts.values():
            total = total.plus(self._term(term, depth), factor)
        return total

    def _term(self, term: Expr, depth: int) -> Linear:
        found = measured(term)
        if found is not None:
            return self.extent(found[0], found[1], depth)
        if isinstance(term, ast.Name) and depth > 0:
            defined = self.facts.definitions.get(term.id)
            if isinstance(defined, ast.BinOp | ast.Name) or (
                defined is not None and measured(defined) is not None
            ):
                return self.reduce(defined, depth - 1)
        return Linear(0, {ast.dump(term): (1, term)})

    def extent(self, owner: str, dimension: int, depth: int = 4) -> Linear:
        """The length of a container along a dimension."""
        made = self.facts.definitions.get(owner) if depth > 0 else None
        found = self._made(made, dimension, depth - 1) if made is not None else None
        if found is not None:
            return found
        term = shape_of(owner, dimension)
        return Linear(0, {ast.dump(term): (1, term)})

    def _made(self, made: Expr, dimension: int, depth: int) -> Linear | None:
        if isinstance(made, ast.Name):
            return self.extent(made.id, dimension, depth)
        if isinstance(made, ast.ListComp) and len(made.generators) == 1:
            return self._comprehended(made, dimension, depth)
        if isinstance(made, ast.BinOp) and isinstance(made.op, ast.Mult) and isinstance(made.left, ast.List):
            return self.reduce(made.right, depth) if dimension == 0 and len(made.left.elts) == 1 else None
        if not isinstance(made, ast.Call):
            return None
        function = made.func
        called = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        if called == "copy" and not made.args and isinstance(function, ast.Attribute):
            return self._made(function.value, dimension, depth)
        if not made.args:
            return None
        first = made.args[0]
        if called in _LIKE and isinstance(first, ast.Name):
            return self.extent(first.id, dimension, depth)
        if called not in _SIZED:
            return None
        if isinstance(first, ast.Tuple | ast.List):
            return self.reduce(first.elts[dimension], depth) if dimension < len(first.elts) else None
        if isinstance(first, ast.Attribute) and first.attr == "shape" and isinstance(first.value, ast.Name):
            return self.extent(first.value.id, dimension, depth)
        return self.reduce(first, depth) if dimension == 0 else None

    def _comprehended(self, made: ast.ListComp, dimension: int, depth: int) -> Linear | None:
        walked = made.generators[0].iter
        if dimension:
            return self._made(made.elt, dimension - 1, depth)
        if (
            isinstance(walked, ast.Call)
            and isinstance(walked.func, ast.Name)
            and walked.func.id == "range"
            and len(walked.args) == 1
            and not made.generators[0].ifs
        ):
            return self.reduce(walked.args[0], depth)
        return None


def shape_of(owner: str, dimension: int) -> Expr:
    """``owner.shape[dimension]``."""
    return item(ast.Attribute(name(owner), "shape", ast.Load()), const(dimension))


def measured(node: Expr) -> tuple[str, int] | None:
    """The container and dimension whose length an expression is, if it is one."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "len":
        if len(node.args) != 1:
            return None
        root, parts = flatten(node.args[0])
        sliced = any(isinstance(part, ast.Slice) for part in parts)
        return (root.id, len(parts)) if isinstance(root, ast.Name) and not sliced else None
    if not (isinstance(node, ast.Subscript) and isinstance(node.value, ast.Attribute)):
        return None
    if node.value.attr != "shape" or not isinstance(node.slice, ast.Constant):
        return None
    root, parts = flatten(node.value.value)
    if not isinstance(root, ast.Name) or not any(is_const(node.slice, k) for k in range(6)):
        return None
    return root.id, len(parts) + int(str(node.slice.value))
