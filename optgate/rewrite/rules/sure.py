"""Whether an item may be taken ahead of a loop: it is there, or the code around comes to it anyway."""

from __future__ import annotations

import ast

from ..lift.linear import Linear, linear
from ..lift.nodes import Expr, item, names
from ..lift.syntax import flatten
from ..trees import walk
from .bounds import Bounds
from .evaluation import always, reaches
from .view import Place, View


def sure(view: View, place: Place, found: ast.Subscript, nested: bool) -> bool:
    """Whether taking the item ahead of the loop fails only where the code would fail for lack of it.

    For items of tables (``nested``) it is enough that the loops come to the item when each has a pass, and
    that they have the same number of passes each time or the table is known to have the row.
    """
    loop = place.statement
    assert isinstance(loop, ast.For | ast.While)
    bounds = Bounds(view, place.around)
    head = loop.iter if isinstance(loop, ast.For) else loop.test
    if always(head, found) or _inside(view, bounds, found) or _before(place, found):
        return True
    if bounds.runs(loop) and reaches(loop.body, found, bounds.runs):
        return True
    if reaches(place.block[place.number + 1 :], found, bounds.runs) and not _jumps(loop):
        return True
    owner, indices = flatten(found)
    if not nested or not all(bounds.nonnegative(linear(index)) for index in indices):
        return False
    if reaches([loop], found, lambda one: not _triangular(bounds, one)):
        return True
    return (
        len(indices) == 2 and _inside(view, bounds, item(owner, indices[0])) and reaches([loop], found, bool)
    )


def _triangular(bounds: Bounds, loop: ast.stmt) -> bool:
    """Whether a loop's range depends on the loops around, so that it may be empty now and then."""
    return not isinstance(loop, ast.For) or bool(names(loop.iter) & set(bounds.ranges))


def _inside(view: View, bounds: Bounds, found: ast.Subscript) -> bool:
    if not isinstance(found.value, ast.Name):
        return False
    index = linear(found.slice)
    past = _length(view, found.value).plus(index, -1).shifted(-1)
    return bounds.nonnegative(index) and bounds.nonnegative(past)


def _length(view: View, owner: ast.Name) -> Linear:
    """The length of a name, also of one that a comprehension over a range makes."""
    made = view.facts.definitions.get(owner.id)
    if isinstance(made, ast.ListComp) and owner.id not in view.facts.changed and len(made.generators) == 1:
        clause = made.generators[0]
        walked = clause.iter
        counted = isinstance(walked, ast.Call) and getattr(walked.func, "id", "") == "range"
        if counted and not clause.ifs and len(walked.args) == 1:  # type: ignore[attr-defined]
            return view.facts.reduce(walked.args[0])  # type: ignore[attr-defined]
    return view.facts.length(owner)


def _before(place: Place, found: Expr) -> bool:
    """Whether a statement ahead of the loop in its block takes or stores the item."""
    for statement in reversed(place.block[: place.number]):
        plain = isinstance(statement, ast.Assign | ast.AugAssign | ast.Expr)
        if plain and always(statement, found):
            return True
        stored = {
            node.id
            for node in walk(statement)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }
        if stored & names(found):
            return False
    return False


def _jumps(loop: ast.stmt) -> bool:
    return any(isinstance(node, ast.Break | ast.Continue | ast.Return | ast.Raise) for node in walk(loop))
