"""Searches in blocks: a hit near the start ends the work there, as it ends the loop."""

from __future__ import annotations

import ast
import copy

from .arraywriter import Writer
from .axis import ANONYMOUS
from .effects import Exit
from .nodes import Expr, UnliftableError, assign, call, const, is_const, mentions, method, name, same
from .vector import Vector

BLOCK = 4096
"""Elements that are looked at together."""


def search(writer: Writer, leaving: Exit) -> None:
    """A loop that ends at its first hit, block by block.

    Raises:
        UnliftableError: More than the hit's own values is read after the loop.
    """
    axis, site = writer.kernel.axis, writer.site
    if axis.reverse or axis.step != 1 or axis.counter or writer.vector.cut is not None:
        raise UnliftableError("a search that is not done in blocks")
    if any(fold.name in site.live for fold in writer.carried.folds) or writer.carried.folds:
        raise UnliftableError("a search that counts")
    first = site.fresh("first")
    body: list[ast.stmt] = []
    stop: Expr = ast.BinOp(name(first), ast.Add(), const(BLOCK))
    if not _covered(writer, leaving.guard):
        behind = site.fresh("behind")
        body.append(assign(behind, call("min", stop, axis.stop)))
        stop = name(behind)
    block = copy.copy(axis)
    block.start, block.stop = name(first), stop
    vector = Vector(block, site.facts, writer.alias, True)
    hits = site.fresh("hits")
    body.append(assign(hits, vector.condition(leaving.guard)))
    place = axis.index if axis.index in axis.bound and axis.index not in site.live else site.fresh("place")
    found = ast.BinOp(name(first), ast.Add(), call("int", method(name(hits), "argmax")))
    body.append(ast.If(method(name(hits), "any"), _outcome(writer, leaving, place, found), []))
    bounds = [axis.stop] if is_const(axis.start, 0) else [axis.start, axis.stop]
    if len(bounds) == 1:
        bounds = [const(0), axis.stop]
    iterable = call("range", *bounds, const(BLOCK))
    writer.emit(ast.For(ast.Name(first, ast.Store()), iterable, body, [], lineno=0))


def _outcome(writer: Writer, leaving: Exit, place: str, found: Expr) -> list[ast.stmt]:
    """What is done at the hit."""
    axis, live = writer.kernel.axis, writer.site.live
    if leaving.returns:
        value = writer.started(leaving.value) if leaving.value is not None else None
        if axis.bound & live:
            raise UnliftableError("the loop variable is read after the loop")
        if value is None or not writer.vector.varies(value):
            return [ast.Return(value)]
        if same(value, axis.position):
            return [ast.Return(found)]
        return [assign(place, found), ast.Return(writer.element(value, name(place)))]
    results = {key: value for key, value in leaving.values.items() if key in live}
    if axis.bound & live or not results:
        raise UnliftableError("a search without a result of its own")
    statements: list[ast.stmt] = []
    position = next((key for key, value in results.items() if same(value, axis.position)), "")
    if any(writer.vector.varies(value) for value in results.values()):
        place = position or place
        statements.append(assign(place, found))
    for key, value in results.items():
        if key != position:
            statements.append(assign(key, writer.element(value, name(place))))
    return [*statements, ast.Break()]


def _covered(writer: Writer, guard: Expr) -> bool:
    """Whether the block's slices end with the passes by themselves: all items are read at the position."""
    axis = writer.kernel.axis
    pending: list[Expr] = [guard]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Subscript) and mentions(node.slice, axis.index):
            whole = isinstance(node.value, ast.Name) and same(node.slice, axis.position)
            if not whole or writer.site.facts.covers(node.value, axis.stop) != 0:
                return False
        elif isinstance(node, ast.Name) and node.id in {axis.index, ANONYMOUS}:
            return False
        else:
            pending.extend(child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr))
    return True
