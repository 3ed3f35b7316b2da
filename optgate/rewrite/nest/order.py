"""Which loops of a nest may become axes: the dependence test on pairs of accesses.

A vector level does each statement for all its positions before the next statement. That keeps the order of
two conflicting accesses when they never touch the same item from different positions, or when the order of
the statements in the text is the order in time.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from itertools import product

from ..lift.linear import Linear
from ..lift.nodes import name, names
from .access import Access, Scan
from .bounds import Range, never_zero
from .level import Level


def conflicts(level: Level, scan: Scan, kept: Collection[Level]) -> bool:
    """Whether the level must stay a loop, while the levels in ``kept`` stay loops as well."""
    inside = [access for access in scan.accesses if level in access.chain and access.root in scan.stored]
    for first, second in product(inside, inside):
        if first.root != second.root or not (first.write or second.write):
            continue
        if _stays(first, level) or _stays(second, level):
            continue
        if _folds_together(first, second, level) or _in_order(first, second, level, kept):
            continue
        if not _apart(first, second, level, scan):
            return True
    return False


def _stays(access: Access, level: Level) -> bool:
    """Whether a read is of the pivot's row or column and the level lies inside the pivot's loop."""
    return any(_position(outer) == access.pivot for outer in level.chain()[:-1])


def _position(level: Level) -> str:
    return level.axis.index if level.axis is not None else "?"


def _folds_together(first: Access, second: Access, level: Level) -> bool:
    if not first.fold or first.fold != second.fold:
        return False
    inner = {_position(found) for found in first.chain if found.depth > level.depth}
    moving = (level.assigned | {_position(level), "?"}) - inner
    return not any(names(term) & moving for part in first.parts for _, term in part.parts.values())


def _in_order(first: Access, second: Access, level: Level, kept: Collection[Level]) -> bool:
    """Whether the text order of two statements does for an earlier pass of the first of them."""
    common = [one for one in first.chain if one in second.chain and one.depth > level.depth]
    if any(one in kept for one in common):
        return False
    if first.place == second.place:
        return not first.write and second.write
    return first.place < second.place


def _apart(first: Access, second: Access, level: Level, scan: Scan) -> bool:
    """Whether an earlier pass of the first access never meets a later pass of the second."""
    unknown = level.assigned | {"?"}
    for one, other in zip(first.parts, second.parts, strict=False):
        inner = {_position(found) for found in (*first.chain, *second.chain) if found.depth >= level.depth}
        known = inner - {"?"}
        if not (_affine(one, unknown, known) and _affine(other, unknown, known)):
            continue
        renamed = {name_: f"{name_}'" for name_ in known}
        distance = rename(other, renamed).plus(one, -1)
        if any(never_zero(distance, ranges) for ranges in _orders(first, second, level, scan, renamed)):
            return True
    return False


def _affine(form: Linear, unknown: Collection[str], known: Collection[str]) -> bool:
    for _, term in form.parts.values():
        if isinstance(term, ast.Name) and term.id in known:
            continue
        if names(term) & (set(unknown) | set(known)):
            return False
    return True


def rename(form: Linear, new: dict[str, str]) -> Linear:
    """The form with variables renamed."""
    total = Linear(form.constant)
    for factor, term in form.parts.values():
        fresh = name(new[term.id]) if isinstance(term, ast.Name) and term.id in new else term
        total = total.plus(Linear(0, {ast.dump(fresh): (1, fresh)}), factor)
    return total


def _ends(level: Level, scan: Scan) -> tuple[Linear | None, Linear | None]:
    if level.axis is None:
        return None, None
    return scan.form(level.axis.start), scan.form(level.axis.stop).shifted(-1)


def _orders(
    first: Access, second: Access, level: Level, scan: Scan, renamed: dict[str, str]
) -> Iterator[list[Range]]:
    ranges: list[Range] = []
    for access, names_ in ((second, renamed), (first, {})):
        for inner in reversed([one for one in access.chain if one.depth > level.depth]):
            low, high = _ends(inner, scan)
            position = _position(inner)
            ranges.append(
                Range(
                    names_.get(position, position),
                    rename(low, names_) if low is not None else None,
                    rename(high, names_) if high is not None else None,
                )
            )
    low, high = _ends(level, scan)
    early, late = _position(level), renamed.get(_position(level), "?")
    if level.axis is not None and level.axis.reverse:
        early, late = late, early
    outer = [Range(_position(one), *_ends(one, scan)) for one in reversed(level.chain()[:-1])]
    after, before = _symbol(early).shifted(1), _symbol(late).shifted(-1)
    yield [*ranges, Range(late, after, high), Range(early, low, high), *outer]
    yield [*ranges, Range(early, low, before), Range(late, low, high), *outer]


def _symbol(identifier: str) -> Linear:
    node = name(identifier)
    return Linear(0, {ast.dump(node): (1, node)})
