"""Statements that add to what they store, however they are written."""

from __future__ import annotations

import ast
from typing import NamedTuple

from ..lift.nodes import Expr, same
from ..lift.syntax import as_read, flatten

_FOLDS = (ast.Add, ast.Sub, ast.Mult)


def folded(statement: ast.stmt) -> ast.AugAssign | None:
    """``x += e`` in its three spellings."""
    if isinstance(statement, ast.AugAssign):
        return statement
    if not (isinstance(statement, ast.Assign) and len(statement.targets) == 1):
        return None
    target, value = statement.targets[0], statement.value
    if not (isinstance(value, ast.BinOp) and isinstance(target, ast.Name | ast.Subscript)):
        return None
    if isinstance(value.op, _FOLDS) and same(value.left, as_read(target)):
        return ast.AugAssign(target, value.op, value.right)
    if isinstance(value.op, ast.Add | ast.Mult) and same(value.right, as_read(target)):
        return ast.AugAssign(target, value.op, value.left)
    return None


class Best(NamedTuple):
    """``target`` keeps the larger (``max``) or smaller of itself and ``term``."""

    target: ast.Subscript
    which: str
    term: Expr


def best_of(statement: ast.stmt) -> Best | None:
    """``x[i] = max(x[i], e)`` and ``if e > x[i]: x[i] = e``."""
    if isinstance(statement, ast.If):
        return _compared(statement)
    if not (isinstance(statement, ast.Assign) and len(statement.targets) == 1):
        return None
    target, value = statement.targets[0], statement.value
    if not (isinstance(target, ast.Subscript) and isinstance(value, ast.Call) and len(value.args) == 2):
        return None
    if not (isinstance(value.func, ast.Name) and value.func.id in {"min", "max"}) or value.keywords:
        return None
    first, second = value.args
    if same(second, as_read(target)):
        first, second = second, first
    return Best(target, value.func.id, second) if same(first, as_read(target)) else None


def _compared(statement: ast.If) -> Best | None:
    test, body = statement.test, statement.body
    if statement.orelse or len(body) != 1 or not isinstance(body[0], ast.Assign):
        return None
    target = body[0].targets[0]
    if not (isinstance(target, ast.Subscript) and isinstance(test, ast.Compare) and len(test.ops) == 1):
        return None
    larger = isinstance(test.ops[0], ast.Gt | ast.GtE)
    if not larger and not isinstance(test.ops[0], ast.Lt | ast.LtE):
        return None
    left, right = test.left, test.comparators[0]
    if same(left, as_read(target)):
        left, right, larger = right, left, not larger
    if not (same(right, as_read(target)) and same(left, body[0].value)):
        return None
    return Best(target, "max" if larger else "min", left)


class Placed(NamedTuple):
    """``if term < name: name = term; k = position``: the best term and where it was, the first of equals."""

    name: str
    which: str
    term: Expr
    position: str
    targets: tuple[Expr, ...]

    def starts_beyond(self, start: Expr) -> bool:
        """Whether every number is better than a start value, or as bad: the infinity on the other side."""
        written = ast.unparse(start).replace("numpy", "np").replace('"', "'")
        sign = "" if self.which == "min" else "-"
        return written in {f"{sign}np.inf", f"{sign}math.inf", f"{sign}float('inf')", f"float('{sign}inf')"}


def placed_of(statement: ast.If) -> Placed | None:
    """The best term with its position, if that is what the statement looks for."""
    test = statement.test
    plain = isinstance(test, ast.Compare) and len(test.ops) == 1 and not statement.orelse
    if not plain or not isinstance(test, ast.Compare) or not isinstance(test.ops[0], ast.Lt | ast.Gt):
        return None
    assigned = [
        (part.targets[0], part.value)
        for part in statement.body
        if isinstance(part, ast.Assign) and len(part.targets) == 1
    ]
    if len(assigned) < 2 or len(assigned) < len(statement.body):
        return None
    sides = [(test.left, test.comparators[0], "max"), (test.comparators[0], test.left, "min")]
    larger = isinstance(test.ops[0], ast.Gt)
    for term, best, which in sides:
        own = [value for target, value in assigned if same(as_read(target), best)]
        others = [(target, value) for target, value in assigned if not same(as_read(target), best)]
        if not isinstance(best, ast.Name) or len(own) != 1 or not same(own[0], term):
            continue
        positions = {value.id if isinstance(value, ast.Name) else "" for _, value in others}
        if len(positions) == 1 and "" not in positions:
            chosen = which if larger else {"max": "min", "min": "max"}[which]
            return Placed(best.id, chosen, term, positions.pop(), tuple(target for target, _ in others))
    return None


def choice_of(statement: ast.If) -> ast.Assign | None:
    """``if c: x[i] = a`` ``else: x[i] = b`` as one assignment of a conditional value."""
    branches = [_only(statement.body), _only(statement.orelse)]
    first, second = branches
    if first is None or second is None or not same(first.targets[0], second.targets[0]):
        return None
    chosen = ast.IfExp(statement.test, first.value, second.value)
    return ast.Assign([first.targets[0]], chosen, lineno=statement.lineno)


def _only(block: list[ast.stmt]) -> ast.Assign | None:
    if len(block) != 1:
        return None
    if isinstance(block[0], ast.If):
        return choice_of(block[0])
    return block[0] if isinstance(block[0], ast.Assign) and len(block[0].targets) == 1 else None


class Pivot(NamedTuple):
    """``x[i][j] = min(x[i][j], x[i][k] + x[k][j])``: row and column ``k`` stay while ``x[k][k] >= 0``."""

    owner: str
    position: str


def pivot_of(best: Best) -> Pivot | None:
    """The pivot of a relaxation step as in the method of Floyd and Warshall, if it is one."""
    term = best.term
    if best.which != "min" or not (isinstance(term, ast.BinOp) and isinstance(term.op, ast.Add)):
        return None
    (root, place), *others = (flatten(part) for part in (as_read(best.target), term.left, term.right))
    if not isinstance(root, ast.Name) or any(not same(other, root) or len(at) != 2 for other, at in others):
        return None
    for first, second in ((others[0][1], others[1][1]), (others[1][1], others[0][1])):
        through = first[1]
        fits = len(place) == 2 and same(first[0], place[0]) and same(second[1], place[1])
        if fits and isinstance(through, ast.Name) and same(second[0], through):
            return Pivot(root.id, through.id)
    return None
