"""Small builders and questions for syntax trees."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from ..trees import walk

Expr = ast.expr


class UnliftableError(Exception):
    """The loop does something that the lifter does not know; the loop is left as it is."""


def name(identifier: str) -> ast.Name:
    """A name that is read."""
    return ast.Name(identifier, ast.Load())


def const(value: bool | int | float | str | None) -> ast.Constant:
    """A constant."""
    return ast.Constant(value)


def call(function: Expr | str, *arguments: Expr, **keywords: Expr) -> ast.Call:
    """A call; a function given as text may be dotted."""
    callee = dotted(function) if isinstance(function, str) else function
    return ast.Call(callee, list(arguments), [ast.keyword(key, value) for key, value in keywords.items()])


def dotted(path: str) -> Expr:
    """``np.add.at`` as a node."""
    first, *rest = path.split(".")
    node: Expr = name(first)
    for part in rest:
        node = ast.Attribute(node, part, ast.Load())
    return node


def method(owner: Expr, attribute: str, *arguments: Expr, **keywords: Expr) -> ast.Call:
    """A method call."""
    return call(ast.Attribute(owner, attribute, ast.Load()), *arguments, **keywords)


def binary(left: Expr, operator: ast.operator, right: Expr) -> ast.BinOp:
    """A binary operation."""
    return ast.BinOp(left, operator, right)


def item(owner: Expr, index: Expr) -> ast.Subscript:
    """An item or slice that is read."""
    return ast.Subscript(owner, index, ast.Load())


def assign(target: Expr | str, value: Expr) -> ast.Assign:
    """An assignment; the target's context is set."""
    place: Expr
    if isinstance(target, str):
        place = ast.Name(target, ast.Store())
    elif isinstance(target, ast.Subscript):
        place = ast.Subscript(target.value, target.slice, ast.Store())
    elif isinstance(target, ast.Name):
        place = ast.Name(target.id, ast.Store())
    else:
        raise UnliftableError("target")
    return ast.Assign([place], value, lineno=0)


def negate(condition: Expr) -> Expr:
    """``not condition``, double negation removed."""
    if isinstance(condition, ast.UnaryOp) and isinstance(condition.op, ast.Not):
        return condition.operand
    return ast.UnaryOp(ast.Not(), condition)


def same(left: ast.AST | None, right: ast.AST | None) -> bool:
    """Whether two trees are written alike."""
    if left is right:
        return True
    if left is None or right is None or type(left) is not type(right):
        return False
    return all(_alike(getattr(left, key, None), getattr(right, key, None)) for key in left._fields)


def _alike(left: object, right: object) -> bool:
    """Whether two fields of nodes are written alike."""
    if isinstance(left, ast.AST) and isinstance(right, ast.AST):
        return same(left, right)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(_alike, left, right))
    return type(left) is type(right) and repr(left) == repr(right)


def names(node: ast.AST) -> set[str]:
    """The names that a tree mentions."""
    return {found.id for found in walk(node) if isinstance(found, ast.Name)}


def mentions(node: ast.AST | None, identifier: str) -> bool:
    """Whether a tree mentions the name."""
    return node is not None and any(
        isinstance(found, ast.Name) and found.id == identifier for found in walk(node)
    )


def size(node: ast.AST) -> int:
    """How many operations, calls and subscripts a tree has."""
    return sum(
        isinstance(n, ast.BinOp | ast.Call | ast.Subscript | ast.Compare | ast.IfExp) for n in walk(node)
    )


def is_const(node: ast.AST | None, *values: object) -> bool:
    """Whether the node is one of the constants, of the very type."""
    return isinstance(node, ast.Constant) and any(
        type(node.value) is type(value) and node.value == value for value in values
    )


def transform(node: Expr, change: Callable[[Expr], Expr | None]) -> Expr:
    """A copy of the tree in which ``change`` replaced nodes, top down; unchanged parts are shared."""
    replaced = change(node)
    if replaced is not None:
        return replaced
    fields: dict[str, object] = {}
    altered = False
    for field, value in ast.iter_fields(node):
        fields[field] = value
        if isinstance(value, ast.expr):
            fields[field] = transform(value, change)
            altered |= fields[field] is not value
        elif isinstance(value, list) and value and isinstance(value[0], ast.expr):
            fields[field] = [transform(part, change) for part in value]
            altered |= any(new is not old for new, old in zip(fields[field], value, strict=True))  # type: ignore[call-overload]
    if not altered:
        return node
    made: Expr = type(node)(**fields)  # type: ignore[arg-type]
    hint = getattr(node, "hint", "")
    if hint:
        made.hint = hint  # type: ignore[attr-defined]
    return made


def children(node: Expr) -> Iterator[Expr]:
    """The expressions directly below."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            yield child
