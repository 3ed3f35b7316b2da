"""Small shapes that several rules look for."""

from __future__ import annotations

import ast

from ..lift.nodes import Expr, UnliftableError, is_const, mentions
from ..trees import walk
from .view import Place, View


def only(body: list[ast.stmt]) -> ast.stmt | None:
    """The statement of a block that has just one."""
    return body[0] if len(body) == 1 else None


def not_in(test: Expr) -> tuple[Expr, str] | None:
    """The value and the owner's name of ``value not in owner``."""
    if (
        isinstance(test, ast.UnaryOp)
        and isinstance(test.op, ast.Not)
        and isinstance(test.operand, ast.Compare)
    ):
        test, wanted = test.operand, ast.In
    else:
        wanted = ast.NotIn  # type: ignore[assignment]
    if not (isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], wanted)):
        return None
    owner = test.comparators[0]
    return (test.left, owner.id) if isinstance(owner, ast.Name) else None


def added_to(statement: ast.stmt) -> tuple[str, str, Expr] | None:
    """Owner, method and value of ``owner.append(value)`` or ``owner.add(value)``."""
    if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)):
        return None
    made = statement.value
    if not (isinstance(made.func, ast.Attribute) and isinstance(made.func.value, ast.Name)):
        return None
    if made.func.attr not in {"append", "add"} or len(made.args) != 1 or made.keywords:
        return None
    return made.func.value.id, made.func.attr, made.args[0]


def start_of(view: View, place: Place, identifier: str) -> ast.Assign | None:
    """The assignment, alone on its line, that gives a name its value before a loop in the loop's block."""
    for statement in reversed(place.block[: place.number]):
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target = statement.targets[0]
            if isinstance(target, ast.Name) and target.id == identifier:
                return statement if view.replaceable(statement) else None
        if mentions(statement, identifier):
            return None
    return None


def begins(
    view: View, place: Place, identifier: str, empty: tuple[str, ...] = ("list", "set")
) -> ast.stmt | None:
    """The statement ahead of the loop that makes the name an empty container."""
    start = start_of(view, place, identifier)
    return start if start is not None and is_empty(start.value, empty) else None


def is_empty(value: Expr, kinds: tuple[str, ...]) -> bool:
    """Whether an expression makes an empty container of one of the kinds."""
    if isinstance(value, ast.List):
        return not value.elts and "list" in kinds
    if isinstance(value, ast.Dict):
        return not value.keys and "dict" in kinds
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
        return value.func.id in kinds and not value.args and not value.keywords
    return is_const(value, "") and "str" in kinds


def range_of(loop: ast.stmt) -> tuple[str, list[Expr]]:
    """The index and the arguments of ``for i in range(…)``.

    Raises:
        UnliftableError: The loop is another one.
    """
    if isinstance(loop, ast.For) and isinstance(loop.target, ast.Name) and not loop.orelse:
        made = loop.iter
        if isinstance(made, ast.Call) and isinstance(made.func, ast.Name) and made.func.id == "range":
            return loop.target.id, made.args
    raise UnliftableError("not a range")


def seen_elsewhere(view: View, loop: ast.stmt, owner: str) -> bool:
    """Whether code of a function inside, or behind an exception in the loop, may see the name in the loop."""
    nodes = walk(view.function)
    around = [node for node in nodes if isinstance(node, ast.For | ast.While | ast.Try) and node is not loop]
    around = [node for node in around if any(part is loop for part in walk(node))]
    for node in nodes:
        inner = isinstance(node, ast.FunctionDef | ast.Lambda | ast.ClassDef) and node is not view.function
        later = not around and inner and node.lineno > (loop.end_lineno or 0)  # type: ignore[attr-defined]
        if inner and not later and mentions(node, owner):
            return True
    return any(isinstance(node, ast.Try) for node in around)
