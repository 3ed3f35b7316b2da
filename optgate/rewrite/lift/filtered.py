"""Loops that skip elements: what is left is chosen first, then the rest of the body is for those alone.

``if v < low: continue`` at the head of a body, or a body that is one ``if`` without ``else``, keeps the rest
from elements on which it would divide by zero, convert NaN or index beyond the end; masks that come after
the computation do not.
"""

from __future__ import annotations

import ast
import copy

from ..trees import walk
from .axis import axis_of
from .nodes import Expr, assign, item, mentions, name, names, negate, transform
from .site import Lowering, Site
from .vector import Vector

_PARTIAL = (ast.Div, ast.FloorDiv, ast.Mod, ast.Pow)


def split(site: Site, exact: bool) -> tuple[Site, Lowering] | None:
    """The site of the loop over what is chosen, and the statement that chooses it.

    None where the loop does not begin with a test of its element, or the rest is harmless for all elements.

    Raises:
        UnliftableError: The test has no array form.
    """
    loop = site.loop
    if not isinstance(loop, ast.For) or not isinstance(loop.target, ast.Name) or loop.orelse:
        return None
    found = _head(loop.body)
    if found is None or loop.target.id in site.live or not isinstance(loop.iter, ast.Name):
        return None
    test, rest = found
    axis, _ = axis_of(loop, site.facts)
    if not mentions(test, loop.target.id) or names(test) & _assigned(loop.body) or not _partial(rest):
        return None
    element = axis.elements[loop.target.id]

    def change(part: Expr) -> Expr | None:
        return element if isinstance(part, ast.Name) and part.id == axis.walked[0][1] else None

    alias, _ = site.imports.numpy()
    chosen = site.fresh("kept")
    condition = Vector(axis, site.facts, alias, exact).condition(transform(test, change))
    inner = ast.For(loop.target, name(chosen), rest, [], lineno=loop.lineno, end_lineno=loop.end_lineno)
    choosing = assign(chosen, item(loop.iter, condition))
    place = site.place
    within = copy.copy(site)
    within.loop, within.refused = inner, ""
    within.block = [*site.block[:place], inner, *site.block[place + 1 :]]
    lowering = Lowering("array", exact)
    lowering.statements.append(choosing)
    return within, lowering


def joined(first: Lowering, rest: Lowering) -> Lowering:
    """The choice, and what the rest of the loop became, where anything is chosen."""
    choosing = first.statements[0]
    assert isinstance(choosing, ast.Assign) and isinstance(choosing.targets[0], ast.Name)
    some = ast.Attribute(name(choosing.targets[0].id), "size", ast.Load())
    rest.statements = [choosing, ast.If(some, rest.statements, [])]
    return rest


def _head(body: list[ast.stmt]) -> tuple[Expr, list[ast.stmt]] | None:
    """The condition under which a pass does something, and what it does then."""
    first = body[0]
    if not isinstance(first, ast.If) or first.orelse:
        return None
    if len(first.body) == 1 and isinstance(first.body[0], ast.Continue) and len(body) > 1:
        return negate(first.test), body[1:]
    if len(body) == 1 and not isinstance(first.body[-1], ast.Break | ast.Return):
        return first.test, first.body
    return None


def _assigned(body: list[ast.stmt]) -> set[str]:
    return {
        node.id
        for part in body
        for node in walk(part)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def _partial(rest: list[ast.stmt]) -> bool:
    """Whether items are stored at places computed by what fails on some elements, or warns."""
    stored = any(
        isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store)
        for part in rest
        for node in walk(part)
    )
    fails = any(
        (isinstance(node, ast.BinOp) and isinstance(node.op, _PARTIAL))
        or (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "int")
        for part in rest
        for node in walk(part)
    )
    return stored and fails
