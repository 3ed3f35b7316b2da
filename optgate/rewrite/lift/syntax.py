"""Questions about statements and expressions of a body that symbolic execution asks."""

from __future__ import annotations

import ast

from ..trees import walk
from .nodes import Expr, UnliftableError, item, name

_words = str.split

PURE_METHODS = frozenset(
    _words("sum mean min max std var any all ravel flatten tolist copy to_numpy get_loc")
)
_OPAQUE = (
    ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Await, ast.Yield,
    ast.YieldFrom, ast.NamedExpr, ast.Starred, ast.JoinedStr, ast.Dict, ast.Set, ast.List,
)  # fmt: skip
_IMPURE = frozenset(
    _words("print open input next iter eval exec setattr delattr globals locals vars exit breakpoint")
)


def refuse(node: Expr) -> None:
    """Refuse an expression that is not executed symbolically.

    Raises:
        UnliftableError: Always, when it is one.
    """
    if isinstance(node, _OPAQUE):
        raise UnliftableError(type(node).__name__)
    if isinstance(node, ast.Call):
        if node.keywords and not (
            isinstance(node.func, ast.Name) and node.func.id in {"min", "max", "sum", "len"}
        ):
            raise UnliftableError("keyword arguments")
        if isinstance(node.func, ast.Name) and node.func.id in _IMPURE:
            raise UnliftableError("a call with a side effect")
        if isinstance(node.func, ast.Attribute) and not isinstance(
            node.func.value, ast.Name | ast.Attribute | ast.Subscript
        ):
            raise UnliftableError("a method of something computed")


def flatten(node: Expr) -> tuple[Expr, list[Expr]]:
    """``a`` and ``[i, j]`` of ``a[i][j]`` or ``a[i, j]``."""
    parts: list[Expr] = []
    while isinstance(node, ast.Subscript):
        parts = [*index_parts(node.slice), *parts]
        node = node.value
    return node, parts


def index_parts(index: Expr) -> list[Expr]:
    """The indices of ``[i, j]``, or the one of ``[i]``."""
    return list(index.elts) if isinstance(index, ast.Tuple) else [index]


def as_read(target: Expr) -> Expr:
    """The target of an augmented assignment as a value."""
    if isinstance(target, ast.Name):
        return name(target.id)
    if isinstance(target, ast.Subscript):
        return item(target.value, target.slice)
    raise UnliftableError("target")


def both(guard: Expr | None, test: Expr) -> Expr:
    """Two conditions as one."""
    if guard is None:
        return test
    earlier = guard.values if isinstance(guard, ast.BoolOp) and isinstance(guard.op, ast.And) else [guard]
    return ast.BoolOp(ast.And(), [*earlier, test])


def jumps(block: list[ast.stmt]) -> str:
    """``leave`` or ``continue`` when the block ends so and jumps nowhere else, else an empty string."""
    if not block or any(contains_jump(statement) for statement in block[:-1]):
        return ""
    last = block[-1]
    if isinstance(last, ast.Break | ast.Return):
        return "leave"
    return "continue" if isinstance(last, ast.Continue) else ""


def contains_jump(statement: ast.stmt, below: bool = False) -> bool:
    """Whether the statement jumps; ``below``: elsewhere than at the end of its branches."""
    found = [node for node in walk(statement) if isinstance(node, ast.Break | ast.Return | ast.Continue)]
    if below and isinstance(statement, ast.If):
        ends = {id(block[-1]) for block in (statement.body, statement.orelse) if block}
        found = [node for node in found if id(node) not in ends]
    return bool(found)
