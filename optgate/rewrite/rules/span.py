"""What is run again and again: loops, and statements with a comprehension in them, outermost first."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..lift.nodes import Expr, names
from ..trees import walk
from .draft import inside
from .effects import Effects
from .view import View

COMPREHENSIONS = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


class Span:
    """A statement of which ``repeated`` are the parts that run once a pass.

    What does not change in it may be computed before it.
    """

    def __init__(self, statement: ast.stmt, repeated: list[ast.AST]) -> None:
        self.statement = statement
        self.repeated = repeated
        self._changed: set[str] | None = None

    def nodes(self, kind: type[ast.AST]) -> Iterator[ast.AST]:
        """Nodes of a kind that run once a pass, outside nested functions."""
        for root in self.repeated:
            for node in walk(root):
                if isinstance(node, kind):
                    yield node

    def invariant(self, effects: Effects, expression: Expr) -> bool:
        """Whether the expression gives the same in every pass."""
        if self._changed is None:
            self._changed = effects.changed([self.statement])
        return not names(expression) & self._changed


def spans(view: View) -> tuple[Span, ...]:
    """The loops of a function, outer ones before those inside, and statements with comprehensions."""
    return tuple(_spans(view))


def _spans(view: View) -> Iterator[Span]:
    for place in view.places():
        statement = place.statement
        if isinstance(statement, ast.For):
            yield Span(statement, [*statement.body])
        elif isinstance(statement, ast.While):
            yield Span(statement, [statement.test, *statement.body])
        elif not isinstance(statement, ast.If | ast.With | ast.Try | ast.FunctionDef | ast.ClassDef):
            repeated = [
                part
                for node in walk(statement)
                if isinstance(node, COMPREHENSIONS)
                for part in _per_pass(node)
            ]
            if repeated:
                yield Span(statement, repeated)


def _per_pass(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.comprehension):
            yield from child.ifs
        else:
            yield child
    for clause in getattr(node, "generators", [])[1:]:
        yield clause.iter


def stores_of(block: list[ast.stmt]) -> set[str]:
    """Names bound in a block."""
    return {
        node.id
        for statement in inside(block)
        for node in walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
