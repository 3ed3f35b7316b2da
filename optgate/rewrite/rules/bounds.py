"""Least values of index expressions, from the ranges of the loops around."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from ..lift.facts import Facts
from ..lift.linear import Linear, linear
from ..lift.nodes import UnliftableError, call, const, same
from .patterns import range_of
from .view import View

Range = tuple[Linear, Linear]
"""The least and the greatest value of an index, both reached at most."""


class Bounds:
    """Answers for a place inside loops, outermost first."""

    def __init__(self, view: View, around: Iterable[ast.stmt]) -> None:
        self.facts = view.facts
        self.ranges: dict[str, Range] = {}
        for loop in around:
            found = _range(loop, self.facts)
            if found is not None and _stores(view.nodes(loop), found[0]) == 1:
                self.ranges[found[0]] = found[1]

    def runs(self, loop: ast.stmt) -> bool:
        """Whether a loop over a range surely has a pass, given that those around it have."""
        found = _range(loop, self.facts)
        return found is not None and self.nonnegative(found[1][1].plus(found[1][0], -1))

    def nonnegative(self, form: Linear) -> bool:
        """Whether the form surely is 0 or more, inside the loops."""
        spans = [high.plus(low, -1) for low, high in self.ranges.values()]
        return any(self._nonnegative(form.plus(span, -1)) for span in [Linear(), *spans])

    def _nonnegative(self, form: Linear) -> bool:
        for key in reversed(self.ranges):
            factor, rest = form.without(key)
            if factor:
                form = rest.plus(self.ranges[key][0 if factor > 0 else 1], factor)
        form = self.facts.reduce(form.code())
        return form.constant >= 0 and all(
            factor > 0 and _counts(term) for factor, term in form.parts.values()
        )


def _counts(term: ast.expr) -> bool:
    """Whether a term is a length, a magnitude or a square."""
    if isinstance(term, ast.BinOp):
        return isinstance(term.op, ast.Mult) and same(term.left, term.right)
    return isinstance(term, ast.Call) and isinstance(term.func, ast.Name) and term.func.id in {"len", "abs"}


def _stores(nodes: Iterable[ast.AST], identifier: str) -> int:
    return sum(
        isinstance(node, ast.Name) and node.id == identifier and isinstance(node.ctx, ast.Store)
        for node in nodes
    )


def _range(loop: ast.stmt, facts: Facts) -> tuple[str, Range] | None:
    try:
        index, arguments = range_of(loop)
    except UnliftableError:
        return _enumerated(loop)
    start = facts.reduce(arguments[0]) if len(arguments) > 1 else Linear()
    stop = facts.reduce(arguments[1] if len(arguments) > 1 else arguments[0])
    step = linear(arguments[2]) if len(arguments) == 3 else Linear(1)
    if not step.is_constant or step.constant == 0:
        return None
    if step.constant < 0:
        return index, (stop.shifted(1), start)
    return index, (start, stop.shifted(-1))


def _enumerated(loop: ast.stmt) -> tuple[str, Range] | None:
    if not (isinstance(loop, ast.For) and isinstance(loop.target, ast.Tuple)):
        return None
    made, first = loop.iter, loop.target.elts[0]
    if not (isinstance(made, ast.Call) and getattr(made.func, "id", "") == "enumerate"):
        return None
    if len(made.args) != 1 or not isinstance(first, ast.Name) or not isinstance(made.args[0], ast.Name):
        return None
    return first.id, (linear(const(0)), linear(call("len", made.args[0])).shifted(-1))
