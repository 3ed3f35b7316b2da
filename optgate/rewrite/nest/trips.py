"""Array statements for a nest that may have no passes at all: only run where the loops would run."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from ..lift.nodes import Expr, call, const, is_const, names, same


def guarded(loop: ast.stmt, statements: Sequence[ast.stmt]) -> tuple[ast.stmt, ...] | None:
    """The statements under a test that every loop they stand for has passes; None where that is not told.

    Constant indices, mixed lengths and types of results then need not be right for loops that never run.
    """
    if not isinstance(loop, ast.For):
        return None
    kept = statements[0] if len(statements) == 1 else None
    if isinstance(kept, ast.For) and same(kept.target, loop.target) and same(kept.iter, loop.iter):
        inner = guarded(loop.body[0], kept.body) if len(loop.body) == 1 else None
        if inner is None:
            return None
        return (ast.For(kept.target, kept.iter, list(inner), [], lineno=kept.lineno),)
    tests = passes(loop)
    if not tests:
        return None
    test = tests[0] if len(tests) == 1 else ast.BoolOp(ast.And(), tests)
    return (ast.If(test, list(statements), []),)


def passes(loop: ast.For) -> list[Expr]:
    """Conditions for passes of a loop and of those that are all there is in it."""
    tests: list[Expr] = []
    inside: set[str] = set()
    level: ast.stmt = loop
    while isinstance(level, ast.For):
        test = runs(level.iter)
        if test is None or names(test) & inside:
            break
        if not any(same(test, other) for other in tests):
            tests.append(test)
        inside |= names(level.target)
        level = level.body[0] if len(level.body) == 1 else ast.Pass()
    return tests


def runs(header: Expr) -> Expr | None:
    """When a loop over this has passes."""
    if isinstance(header, ast.Name):
        return call("len", header)
    if not (isinstance(header, ast.Call) and isinstance(header.func, ast.Name) and header.args):
        return None
    if header.func.id == "enumerate" and isinstance(header.args[0], ast.Name):
        return call("len", header.args[0])
    if header.func.id != "range" or len(header.args) > 2:
        return None
    start = header.args[0] if len(header.args) == 2 else const(0)
    stop = header.args[-1]
    if isinstance(stop, ast.Constant):
        return None
    counted = isinstance(stop, ast.Call) and getattr(stop.func, "id", "") == "len"
    return stop if counted and is_const(start, 0) else ast.Compare(stop, [ast.Gt()], [start])
