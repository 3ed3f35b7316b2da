"""Values that vary along axes: array code with the axis of every dimension."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

from ..lift.nodes import Expr, const, item, method
from .level import Level


class VectorAxis:
    """A level turned into a dimension: positions from ``start`` to ``stop``, which no other axis changes."""

    def __init__(self, level: Level, index: str, start: Expr, stop: Expr, step: int) -> None:
        self.level = level
        self.index = index
        self.start = start
        self.stop = stop
        self.step = step


class Triangle:
    """``column - row >= offset`` (or ``<=`` when not ``upper``), in positions within the two axes."""

    def __init__(self, row: VectorAxis, column: VectorAxis, offset: int, upper: bool) -> None:
        self.row = row
        self.column = column
        self.offset = offset
        self.upper = upper


class Value:
    """Code whose dimensions run along ``axes``; ``triangle`` is set on the condition of a triangular loop."""

    def __init__(self, code: Expr, axes: Iterable[VectorAxis] = (), triangle: Triangle | None = None) -> None:
        self.code = code
        self.axes = tuple(axes)
        self.triangle = triangle


def union(values: Iterable[Value]) -> tuple[VectorAxis, ...]:
    """The axes of all values, outer ones first."""
    found = {axis.index: axis for value in values for axis in value.axes}
    return tuple(sorted(found.values(), key=lambda axis: axis.level.depth))


def ordered(value: Value, axes: Sequence[VectorAxis]) -> Value:
    """The value with its dimensions in the order of ``axes``, transposed where needed."""
    wanted = [axis for axis in axes if axis in value.axes]
    if list(value.axes) == wanted:
        return value
    if len(wanted) == 2:
        code = value.code
        if isinstance(code, ast.Attribute) and code.attr == "T":
            return Value(code.value, wanted)
        return Value(ast.Attribute(code, "T", ast.Load()), wanted)
    places = [const(value.axes.index(axis)) for axis in wanted]
    return Value(method(value.code, "transpose", *places), wanted)


def aligned(value: Value, axes: Sequence[VectorAxis]) -> Expr:
    """Code that broadcasts to dimensions ``axes``; leading dimensions may be missing."""
    value = ordered(value, axes)
    if not value.axes:
        return value.code
    needed = list(axes)[list(axes).index(value.axes[0]) :]
    if len(needed) == len(value.axes):
        return value.code
    return _spread(value.code, [axis in value.axes for axis in needed])


def _spread(code: Expr, pattern: list[bool]) -> Expr:
    """New dimensions of length one where the pattern has gaps."""
    owner, parts = code, []
    if isinstance(code, ast.Subscript) and hasattr(code, "basic"):
        owner = code.value
        parts = list(code.slice.elts) if isinstance(code.slice, ast.Tuple) else [code.slice]
    made: list[Expr] = []
    for own in pattern:
        if not own:
            made.append(const(None))
            continue
        while parts and not isinstance(parts[0], ast.Slice):
            made.append(parts.pop(0))
        made.append(parts.pop(0) if parts else ast.Slice())
        while parts and not isinstance(parts[0], ast.Slice):
            made.append(parts.pop(0))
    return basic(owner, [*made, *parts])


def basic(owner: Expr, parts: list[Expr]) -> Expr:
    """``owner[parts]`` of integers, slices and new dimensions only; marked, so that it can be extended."""
    made = item(owner, parts[0] if len(parts) == 1 else ast.Tuple(parts, ast.Load()))
    made.basic = True  # type: ignore[attr-defined]
    return made
