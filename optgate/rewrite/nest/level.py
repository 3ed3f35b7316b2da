"""The loops of a nest as a tree."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..lift.axis import ANONYMOUS, Axis, axis_of
from ..lift.facts import Facts
from ..lift.nodes import Expr, UnliftableError, name, transform
from ..trees import walk

Loop = ast.For | ast.While

DEEPEST = 5
"""Loops within loops that are looked at."""


class Level:
    """One loop of a nest; ``axis`` is nothing when the loop can only be kept."""

    def __init__(self, loop: Loop, parent: Level | None, facts: Facts, number: list[int]) -> None:
        self.loop = loop
        self.parent = parent
        self.depth: int = 0 if parent is None else parent.depth + 1
        if self.depth >= DEEPEST:
            raise UnliftableError("a nest that is too deep")
        self.axis: Axis | None = None
        self.body = loop.body
        try:
            if isinstance(loop, ast.For):
                self.axis, self.body = axis_of(loop, facts)
                _own_position(self.axis, number)
        except UnliftableError:
            pass
        self.assigned = assigned(loop.body)
        if self.axis is not None and self.axis.bound & self.assigned:
            self.axis = None
        self.inner = [Level(found, self, facts, number) for found in directly_inside(loop.body)]

    def all(self) -> Iterator[Level]:
        """This level and those inside, outer ones first."""
        yield self
        for level in self.inner:
            yield from level.all()

    def chain(self) -> tuple[Level, ...]:
        """The levels from the outermost to this one."""
        return (self,) if self.parent is None else (*self.parent.chain(), self)


class BlameError(UnliftableError):
    """A plan does not work; ``level`` should stay a loop (nothing: no plan will do)."""

    def __init__(self, reason: str, level: Level | None) -> None:
        super().__init__(reason)
        self.level = level


def _own_position(axis: Axis, number: list[int]) -> None:
    """Positions without a name in the source get one that is unique in the nest."""
    if axis.index != ANONYMOUS:
        return
    axis.index = f"{ANONYMOUS}{number[0]}"
    number[0] += 1
    fresh = name(axis.index)

    def change(part: Expr) -> Expr | None:
        return fresh if isinstance(part, ast.Name) and part.id == ANONYMOUS else None

    axis.elements = {key: transform(value, change) for key, value in axis.elements.items()}


def directly_inside(block: list[ast.stmt]) -> Iterator[Loop]:
    """The outermost loops in a block, those in branches included."""
    for statement in block:
        if isinstance(statement, ast.For | ast.While):
            yield statement
        elif isinstance(statement, ast.If):
            yield from directly_inside(statement.body)
            yield from directly_inside(statement.orelse)


def assigned(block: list[ast.stmt]) -> frozenset[str]:
    """Names that statements bind, loop variables included."""
    return frozenset(
        node.id
        for statement in block
        for node in walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    )
