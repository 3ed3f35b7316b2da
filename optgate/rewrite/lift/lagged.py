"""Names that hold what the pass before had: ``previous = x[i]`` at the end of a pass.

Where the start value is the item ahead of the first pass the name is that item's neighbour (``x[i - 1]``);
elsewhere it is the running name ``previous:lag``, an array moved on by one place.
"""

from __future__ import annotations

import ast
from collections.abc import Callable

from .axis import Axis
from .element import at
from .forms import LAG, Lag
from .kernel import Kernel
from .linear import linear
from .nodes import Expr, const, is_const, item, mentions, name, names, same, transform


def unlag(kernel: Kernel, initial: Callable[[str], Expr | None]) -> list[Lag]:
    """Put what the pass before had in place of names that carry it; answers those that need an array.

    ``initial`` gives the value that a name starts with, where it is known.
    """
    lags: list[Lag] = []
    stored = kernel.changed
    while True:
        done = {lag.name for lag in lags}
        found = next((key for key in kernel.values if key not in done and _carries(kernel, key, stored)), "")
        if not found:
            return lags
        value, start = kernel.values[found], initial(found)
        before = _before(value, kernel.axis)
        if start is not None and before is not None and same(before[1], start):
            replacement = before[0]
            replacement.hint = found  # type: ignore[attr-defined]
        else:
            lag = Lag(found, value, start)
            lags.append(lag)
            replacement = name(lag.before)
        _replace(kernel, found, replacement)


def _carries(kernel: Kernel, key: str, stored: set[str]) -> bool:
    """Whether a name is read in the pass after the one that sets it, and set from the elements alone."""
    value = kernel.values[key]
    found = names(value)
    if found & (set(kernel.values) | stored) or any(part.endswith(LAG) for part in found):
        return False
    if kernel.axis.index not in found:
        return False
    expressions = kernel.expressions()
    if kernel.exit is not None:
        expressions += [kernel.exit.guard, *([kernel.exit.value] if kernel.exit.value is not None else [])]
    return any(mentions(expression, key) for expression in expressions)


def _before(value: Expr, axis: Axis) -> tuple[Expr, Expr] | None:
    """The value of the pass before as an expression of the position, and what it would be in the first."""
    straight = _unsliced(value)
    step = -axis.step if not axis.reverse else 1
    moved = linear(axis.position).shifted(step).code()
    if axis.reverse:
        return _at(straight, axis, moved), _at(straight, axis, axis.stop)
    first = linear(axis.start).shifted(step).code()
    if is_const(axis.start, 0) and same(straight, value):
        return None
    return _at(straight, axis, moved), _at(straight, axis, first)


def _at(value: Expr, axis: Axis, position: Expr) -> Expr:
    def change(part: Expr) -> Expr | None:
        if isinstance(part, ast.Subscript) and isinstance(part.slice, ast.BinOp):
            return item(transform(part.value, change), linear(part.slice).code())
        return None

    return transform(at(value, axis, position), change)


def _unsliced(value: Expr) -> Expr:
    """``x[1:][i]`` as ``x[i + 1]``."""

    def change(part: Expr) -> Expr | None:
        if not isinstance(part, ast.Subscript) or isinstance(part.slice, ast.Slice | ast.Tuple):
            return None
        owner = part.value
        if not (isinstance(owner, ast.Subscript) and isinstance(owner.slice, ast.Slice)):
            return None
        cut = owner.slice
        if cut.upper is not None or cut.step is not None or not isinstance(cut.lower, ast.Constant):
            return None
        if type(cut.lower.value) is not int or cut.lower.value < 0:
            return None
        return item(owner.value, linear(part.slice).plus(linear(const(cut.lower.value))).code())

    return transform(value, change)


def _replace(kernel: Kernel, key: str, replacement: Expr) -> None:
    known: dict[int, tuple[Expr, Expr]] = {}

    def change(part: Expr) -> Expr | None:
        if isinstance(part, ast.Name):
            return replacement if part.id == key else None
        if id(part) not in known:
            known[id(part)] = (part, part)
            known[id(part)] = (part, transform(part, change))
            return known[id(part)][1]
        made = known[id(part)][1]
        return made if made is not part else None

    kernel.revise(lambda node: transform(node, change))
