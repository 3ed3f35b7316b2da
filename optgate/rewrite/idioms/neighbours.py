"""Passes that read two items beside each other and nothing else: pairs of ``zip(x, x[1:])``."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import NamedTuple

from ..lift.axis import Axis
from ..lift.facts import Facts
from ..lift.linear import Linear, linear
from ..lift.nodes import Expr, is_const, names


class Neighbours(NamedTuple):
    """The sequence, its item that comes first as it stands in the pass, and the position's offset there."""

    owner: Expr
    first: Expr
    offset: Linear
    position: str

    def choose(self, part: Expr, first: Expr, second: Expr) -> Expr | None:
        """The name for an item of the pair; nothing for other expressions."""
        read = _read(part, self.position)
        if read is None:
            return None
        distance = read[1].plus(self.offset, -1)
        return first if distance.constant == 0 else second


def neighbours(axis: Axis, facts: Facts, expressions: Sequence[Expr]) -> Neighbours | None:
    """The pair that every pass reads, when the passes run over all pairs of one sequence."""
    if axis.step != 1 or axis.reverse or axis.counter or not isinstance(axis.start, ast.Constant):
        return None
    found: dict[int, tuple[Expr, Expr]] = {}
    pending = list(expressions)
    while pending:
        part = pending.pop()
        read = _read(part, axis.index)
        if read is None:
            if isinstance(part, ast.Name) and part.id == axis.index:
                return None
            pending += [child for child in ast.iter_child_nodes(part) if isinstance(child, ast.expr)]
            continue
        owner, offset = read
        if not offset.is_constant:
            return None
        found.setdefault(offset.constant, (owner, part))
        if ast.dump(owner) != ast.dump(found[offset.constant][0]):
            return None
    if len(found) != 2 or max(found) - min(found) != 1:
        return None
    (one, first), (other, _) = found[min(found)], found[max(found)]
    begins = linear(axis.start).shifted(min(found))
    ends = linear(axis.stop).shifted(max(found))
    whole = ast.dump(one) == ast.dump(other) and is_const(begins.code(), 0)
    if not whole or facts.covers(one, ends.code()) != 0:
        return None
    return Neighbours(one, first, Linear(min(found)), axis.index)


def _read(part: Expr, index: str) -> tuple[Expr, Linear] | None:
    """The sequence and the offset from the position of an item that is read; ``x[1:][i]`` is ``x[i + 1]``."""
    if not isinstance(part, ast.Subscript) or isinstance(part.slice, ast.Slice | ast.Tuple):
        return None
    factor, offset = linear(part.slice).without(index)
    owner = part.value
    if factor != 1 or any(index in names(term) for _, term in offset.parts.values()):
        return None
    if isinstance(owner, ast.Subscript) and isinstance(owner.slice, ast.Slice):
        cut = owner.slice
        if cut.upper is None and cut.step is None and isinstance(cut.lower, ast.Constant):
            skipped = cut.lower.value
            if type(skipped) is int and skipped >= 0:
                owner, offset = owner.value, offset.shifted(skipped)
    return (owner, offset) if isinstance(owner, ast.Name) else None
