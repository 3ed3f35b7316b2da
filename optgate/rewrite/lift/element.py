"""Expressions of single elements: put at a given position, and the Python type they surely have."""

from __future__ import annotations

import ast

from .axis import Axis
from .facts import Facts
from .forms import STREAK
from .linear import linear
from .nodes import Expr, name, transform

_BOOLEAN = frozenset(
    {"isnan", "isinf", "isfinite", "logical_and", "logical_or", "logical_not", "signbit", "bool"}
)
_MATH_INT = frozenset({"floor", "ceil", "trunc", "gcd", "comb", "factorial"})


def at(node: Expr, axis: Axis, position: Expr) -> Expr:
    """The expression for one position instead of the running one, integer sums simplified."""
    index = axis.index

    def change(part: Expr) -> Expr | None:
        if isinstance(part, ast.Name) and part.id == index:
            return position
        return None

    return tidy(transform(node, change))


def tidy(node: Expr) -> Expr:
    """The expression with ``0 +`` and the like removed from its integer sums."""

    def change(part: Expr) -> Expr | None:
        if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Add | ast.Sub):
            for this, other in ((part.left, part.right), (part.right, part.left)):
                removable = isinstance(part.op, ast.Add) or this is part.right
                if (
                    removable
                    and isinstance(this, ast.Constant)
                    and this.value == 0
                    and type(this.value) is int
                ):
                    return tidy(other)
            if _integral(part):
                return linear(part).code()
        return None

    return transform(node, change)


def _integral(node: Expr) -> bool:
    """Whether a sum is made of names, integer constants and ``int(...)`` or ``len(...)`` calls alone."""
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Add | ast.Sub) and _integral(node.left) and _integral(node.right)
    if isinstance(node, ast.Constant):
        return type(node.value) is int
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"int", "len"}


def starts(node: Expr, initial: dict[str, Expr]) -> Expr:
    """The expression with the counters' start values put in."""

    def change(part: Expr) -> Expr | None:
        if isinstance(part, ast.Name) and part.id.endswith(":start"):
            identifier = part.id.removesuffix(":start")
            return initial.get(identifier, name(identifier))
        return None

    return transform(node, change)


def python_type(node: Expr, axis: Axis, facts: Facts) -> str:
    """``int``, ``float`` or ``bool`` when the source computes a Python number; else an empty string."""
    if isinstance(node, ast.Constant):
        return type(node.value).__name__ if isinstance(node.value, bool | int | float) else ""
    if isinstance(node, ast.Name):
        return "int" if node.id == axis.index or node.id.endswith((STREAK, ":steps")) else ""
    if isinstance(node, ast.UnaryOp):
        return "bool" if isinstance(node.op, ast.Not) else python_type(node.operand, axis, facts)
    if isinstance(node, ast.BinOp):
        kinds = {python_type(node.left, axis, facts), python_type(node.right, axis, facts)}
        if "" in kinds:
            return ""
        return "float" if "float" in kinds or isinstance(node.op, ast.Div) else "int"
    if isinstance(node, ast.IfExp):
        kinds = {python_type(node.body, axis, facts), python_type(node.orelse, axis, facts)}
        return kinds.pop() if len(kinds) == 1 else ""
    if isinstance(node, ast.Call):
        return _call_type(node, facts)
    return ""


def _call_type(node: ast.Call, facts: Facts) -> str:
    function = node.func
    if isinstance(function, ast.Name):
        origin = facts.imports.origin(function.id)
        if origin.startswith("math."):
            return "int" if function.id in _MATH_INT else "float"
        if function.id == "round":
            return "int" if len(node.args) == 1 else ""
        return {"int": "int", "float": "float", "bool": "bool", "len": "int"}.get(function.id, "")
    if not (isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name)):
        return ""
    if facts.imports.origin(function.value.id) == "math":
        return "int" if function.attr in _MATH_INT else "bool" if function.attr.startswith("is") else "float"
    return ""


def is_boolean(node: Expr) -> bool:
    """Whether the value is surely a truth value."""
    if isinstance(node, ast.Compare):
        return True
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.op, ast.Not)
    if isinstance(node, ast.BoolOp):
        return all(is_boolean(part) for part in node.values)
    if isinstance(node, ast.Constant):
        return isinstance(node.value, bool)
    if isinstance(node, ast.Call):
        function = node.func
        called = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        return called in _BOOLEAN
    return False
