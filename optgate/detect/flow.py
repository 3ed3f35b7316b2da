"""What flows through a kernel: which items are read where, and what is reduced over which loops."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from .patterns import extreme
from .shape import Event, Loop, root, subscripts
from .vet import NUMERIC

_PRODUCTS = (ast.Add, ast.Sub, ast.Mult, ast.BitOr, ast.BitAnd, ast.BitXor)


class Access(NamedTuple):
    """An item read: the container as written and the index along each axis."""

    base: str
    places: tuple[ast.expr, ...]

    @property
    def names(self) -> set[str]:
        """The names in the index."""
        return {name for part in self.places for name in names_in(part)}


class Reduction(NamedTuple):
    """A value folded over the loops ``over``; there is one result for each pass of the loops ``kept``.

    Both are the names that the loops bind.
    """

    event: Event
    value: ast.expr
    kept: frozenset[str]
    over: frozenset[str]


def names_in(node: ast.AST | None) -> set[str]:
    """The names loaded below a node."""
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)} if node is not None else set()


def index_parts(index: ast.expr | None) -> tuple[ast.expr, ...]:
    """The index along each axis."""
    if index is None:
        return ()
    return tuple(index.elts) if isinstance(index, ast.Tuple) else (index,)


def accesses(node: ast.AST | None) -> Iterator[Access]:
    """The items read below a node; those of ``a[i][j]`` are one access."""
    if node is None:
        return
    pending: list[ast.AST] = [node]
    while pending:
        part = pending.pop()
        if isinstance(part, ast.Subscript):
            index = index_parts(subscripts(part))
            yield Access(ast.unparse(root(part)), index)
            pending.extend(index)
        else:
            pending.extend(ast.iter_child_nodes(part))


def affine(part: ast.expr) -> bool:
    """Whether an index is computed from names and constants alone, without items and calls."""
    return not any(isinstance(node, ast.Subscript | ast.Call | ast.Attribute) for node in ast.walk(part))


class Flow:
    """The values of a loop's local names followed back to items and to the names its headers bind."""

    def __init__(self, loop: Loop) -> None:
        self.loop = loop
        self._values: dict[str, list[ast.expr]] = {}
        for event in loop.events:
            if event.kind in {"set", "add"} and event.value is not None:
                self._values.setdefault(event.name, []).append(event.value)
        self._rows: dict[str, tuple[ast.expr, ...]] = {}
        for header in loop.headers:
            for name in header.elements:
                self._rows[name] = header.sources

    def computed(self, node: ast.AST | None) -> bool:
        """Whether a value is a name that every assignment in the loop computes from numbers."""
        if not isinstance(node, ast.Name):
            return False
        given = [event for event in self.loop.events if event.name == node.id and event.kind == "set"]
        return bool(given) and all(event.weight == NUMERIC for event in given)

    def reach(self, node: ast.AST | None) -> set[str]:
        """The names bound by headers that a value depends on."""
        seen: set[str] = set()
        pending = names_in(node)
        while pending:
            name = pending.pop()
            if name not in seen:
                seen.add(name)
                for value in self._values.get(name, ()):
                    pending |= names_in(value)
                for source in self._rows.get(name, ()):
                    pending |= names_in(source)
        return seen & self.loop.names

    def items(self, node: ast.AST | None) -> list[Access]:
        """The items that a value is computed from."""
        found, seen = list(accesses(node)), set()
        pending = names_in(node)
        while pending:
            name = pending.pop()
            if name in seen:
                continue
            seen.add(name)
            for value in self._values.get(name, ()):
                found += accesses(value)
                pending |= names_in(value)
        return found

    def reductions(self) -> list[Reduction]:
        """Every fold of the loop that spans at least one of its loops."""
        return [found for event in self.loop.events if (found := self._reduction(event)) is not None]

    def _reduction(self, event: Event) -> Reduction | None:
        value = folded(event)
        if value is None or event.name in self.loop.names:
            return None
        around = {name for header in event.nest for name in header.names}
        if event.kind == "store":
            kept = around & self.reach(event.subscript)
        else:
            kept = set()
            for other in self.loop.events:
                fresh = other.kind in {"set", "fresh"} and other.name == event.name and other is not event
                if fresh and len(other.nest) < len(event.nest) and folded(other) is None:
                    kept = {name for header in other.nest for name in header.names}
        over = around - kept
        return Reduction(event, value, frozenset(kept), frozenset(over)) if over else None


def folded(event: Event) -> ast.expr | None:
    """What an event folds into its target: ``e`` of ``s += e``, ``s = s * e``, ``s = max(s, e)``."""
    value = event.value
    if value is None:
        return None
    if event.operator in _PRODUCTS:
        return value
    if event.kind == "set" and extreme(event):
        return value
    if event.kind not in {"set", "store"} or event.operator is not None or event.target is None:
        return None
    own = ast.unparse(event.target)
    if isinstance(value, ast.BinOp) and isinstance(value.op, _PRODUCTS):
        if ast.unparse(value.left) == own:
            return value.right
        if ast.unparse(value.right) == own and not isinstance(value.op, ast.Sub):
            return value.left
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id in {"min", "max"}:
        others = [part for part in value.args if ast.unparse(part) != own]
        return others[0] if len(others) == len(value.args) - 1 and others else None
    return None


def offsets(index: ast.expr, name: str) -> int | None:
    """The constant added to a name in an index, or nothing when it is anything else."""
    if isinstance(index, ast.Name):
        return 0 if index.id == name else None
    if isinstance(index, ast.BinOp) and isinstance(index.op, ast.Add | ast.Sub):
        left, right = index.left, index.right
        sign = 1 if isinstance(index.op, ast.Add) else -1
        if isinstance(left, ast.Name) and left.id == name and isinstance(right, ast.Constant):
            return sign * right.value if isinstance(right.value, int) else None
        if isinstance(right, ast.Name) and right.id == name and isinstance(left, ast.Constant) and sign == 1:
            return left.value if isinstance(left.value, int) else None
    return None


def own_items(flow: Flow, store: Event) -> list[Access]:
    """The items of the container that a store writes, read at another index in the same loop."""
    if store.target is None:
        return []
    base, here = ast.unparse(root(store.target)), [ast.unparse(part) for part in index_parts(store.subscript)]
    found = []
    for event in flow.loop.events:
        for part in (event.value, event.tested):
            found += [
                one
                for one in accesses(part)
                if one.base == base and [ast.unparse(index) for index in one.places] != here
            ]
    return found
