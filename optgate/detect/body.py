"""Everything that stands inside an outermost loop, gathered once for the rules about single statements."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple, TypeVar

from .header import Header, header_of
from .tags import Tags
from .walk import Place

_Node = TypeVar("_Node", bound=ast.AST)
_SCOPES = frozenset({ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda})
_MUTATORS = frozenset(
    [
        "append",
        "extend",
        "insert",
        "remove",
        "pop",
        "clear",
        "sort",
        "reverse",
        "add",
        "discard",
        "update",
        "popleft",
        "appendleft",
        "setdefault",
    ]
)


_KEPT = frozenset({ast.Compare, ast.Call, ast.If, ast.Assign, ast.AugAssign, ast.For, ast.While})
_LEAVES = frozenset({ast.Name, ast.Constant})


class Inside(NamedTuple):
    """A node with the loops around it, the outermost first, and the statement it belongs to."""

    node: ast.AST
    loops: tuple[ast.For | ast.While, ...]
    statement: ast.stmt


class Body:
    """The nodes inside a loop by their class, and what the loop changes."""

    def __init__(self, place: Place, tags: Tags) -> None:
        self.place = place
        self.tags = tags
        self.loop = place.loop
        self._nodes: dict[type[ast.AST], list[Inside]] = {}
        self._changed: dict[int, set[str]] = {}
        self._gather()

    def _gather(self) -> None:
        outer: tuple[ast.For | ast.While, ...] = (self.loop,)
        pending: list[tuple[ast.AST, tuple[ast.For | ast.While, ...], ast.stmt]] = [
            (statement, outer, statement) for statement in reversed(self.loop.body)
        ]
        if isinstance(self.loop, ast.While):
            pending.append((self.loop.test, outer, self.loop))
        while pending:
            node, loops, statement = pending.pop()
            kind = node.__class__
            if kind in _KEPT:
                self._nodes.setdefault(kind, []).append(Inside(node, loops, statement))
            if kind in _SCOPES:
                continue
            if isinstance(node, ast.For | ast.While):
                deeper = (*loops, node)
                head = node.test if isinstance(node, ast.While) else node.iter
                pending.append((head, deeper if isinstance(node, ast.While) else loops, node))
                pending.extend((part, deeper, part) for part in reversed(node.body))
                continue
            for child in _children(node):
                pending.append((child, loops, child if isinstance(child, ast.stmt) else statement))

    def of(self, kind: type[_Node]) -> Iterator[tuple[_Node, Inside]]:
        """The nodes of a class in the order of the source, with where they stand."""
        for found in self._nodes.get(kind, ()):
            yield found.node, found  # type: ignore[misc]

    def changes(self, loop: ast.For | ast.While, name: str) -> bool:
        """Whether a pass of a loop binds a name or changes what it holds by a method or an item."""
        if id(loop) not in self._changed:
            self._changed[id(loop)] = set(_changed(loop))
        return name in self._changed[id(loop)]

    def around(self, spot: ast.AST) -> tuple[ast.For | ast.While, ...]:
        """The loops around a node that stands in this one."""
        for found in self._nodes.get(type(spot), ()):
            if found.node is spot:
                return found.loops
        return (self.loop,)

    def header(self, loop: ast.For | ast.While) -> Header | None:
        """The header of one of the loops."""
        return header_of(loop, self.tags)

    def tiny(self, loops: tuple[ast.For | ast.While, ...]) -> bool:
        """Whether the innermost of the loops has few passes for sure."""
        return all(_few(loop, self.header(loop)) for loop in loops)


def _children(node: ast.AST) -> list[ast.AST]:
    """What stands directly below a node, names and constants left out, the last first."""
    found: list[ast.AST] = []
    for field in node._fields:
        value = getattr(node, field, None)
        if value.__class__ is list:
            found.extend(
                part for part in value if isinstance(part, ast.AST) and part.__class__ not in _LEAVES
            )
        elif isinstance(value, ast.expr) and value.__class__ not in _LEAVES:
            found.append(value)
    found.reverse()
    return found


def _few(loop: ast.For | ast.While, header: Header | None) -> bool:
    if header is not None:
        return header.tiny
    return isinstance(loop, ast.For) and isinstance(loop.iter, ast.Tuple | ast.List)


def _changed(loop: ast.For | ast.While) -> Iterator[str]:
    for node in ast.walk(loop):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.Subscript | ast.Attribute) and not isinstance(node.ctx, ast.Load):
            owner: ast.expr = node
            while isinstance(owner, ast.Subscript | ast.Attribute):
                owner = owner.value
            if isinstance(owner, ast.Name):
                yield owner.id
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            if node.func.attr in _MUTATORS and isinstance(owner, ast.Name):
                yield owner.id


def bound_inside(loop: ast.For | ast.While) -> set[str]:
    """The names that comprehensions and functions inside a loop bind."""
    return {node.arg for node in ast.walk(loop) if isinstance(node, ast.arg)}
