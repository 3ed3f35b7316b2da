"""Which names are read after a statement before they are set again.

The usual backward analysis on structured statements; ``try`` is treated as if each of its statements
might end it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from ..trees import walk

Names = frozenset[str]


class Liveness:
    """Live names behind every loop of a function; ``after[id(statement)]``."""

    def __init__(self, function: ast.FunctionDef) -> None:
        self.after: dict[int, Names] = {}
        self._read: dict[int, Names] = {}
        self._nested = frozenset(
            name
            for node in walk(function)
            if node is not function and isinstance(node, ast.FunctionDef | ast.Lambda | ast.ClassDef)
            for name in _loads(node)
        )
        self._block(function.body, frozenset(), (frozenset(), frozenset()))

    def behind(self, statement: ast.stmt) -> Names:
        """Names whose value is read after the statement; names used in nested functions always are."""
        return self.after.get(id(statement), frozenset()) | self._nested

    def _block(self, block: list[ast.stmt], out: Names, jumps: tuple[Names, Names]) -> Names:
        live = out
        for statement in reversed(block):
            live = self._statement(statement, live, jumps)
        return live

    def _statement(self, statement: ast.stmt, out: Names, jumps: tuple[Names, Names]) -> Names:
        self.after[id(statement)] = self.after.get(id(statement), frozenset()) | out
        if isinstance(statement, ast.If):
            body = self._block(statement.body, out, jumps)
            return body | self._block(statement.orelse, out, jumps) | self._loads(statement.test)
        if isinstance(statement, ast.For | ast.AsyncFor | ast.While):
            return self._loop(statement, out, jumps)
        if isinstance(statement, ast.Return | ast.Raise):
            return self._loads(statement)
        if isinstance(statement, ast.Break):
            return jumps[0]
        if isinstance(statement, ast.Continue):
            return jumps[1]
        if isinstance(statement, ast.Try):
            return self._try(statement, out, jumps)
        if isinstance(statement, ast.With | ast.AsyncWith):
            head = frozenset().union(*(self._loads(item.context_expr) for item in statement.items))
            return head | self._block(statement.body, out, jumps)
        if isinstance(statement, ast.Match):
            live = self._loads(statement.subject) | out
            for case in statement.cases:
                live |= self._block(case.body, out, jumps) | self._loads(case.pattern)
            return live
        return (out - _kills(statement)) | self._loads(statement)

    def _loop(
        self, loop: ast.For | ast.AsyncFor | ast.While, out: Names, jumps: tuple[Names, Names]
    ) -> Names:
        leaving = self._block(loop.orelse, out, jumps)
        head = self._loads(loop.test) if isinstance(loop, ast.While) else frozenset()
        again = leaving | head
        before: Names | None = None
        while again != before:
            before = again
            inside = self._block(loop.body, again, (out, again))
            if not isinstance(loop, ast.While):
                inside -= _stores(loop.target)
            again = again | inside
        return again if isinstance(loop, ast.While) else again | self._loads(loop.iter)

    def _try(self, statement: ast.Try, out: Names, jumps: tuple[Names, Names]) -> Names:
        final = self._block(statement.finalbody, out, jumps)
        handlers = final.union(*(self._block(handler.body, final, jumps) for handler in statement.handlers))
        live = self._block(statement.body, self._block(statement.orelse, final, jumps) | handlers, jumps)
        return live | handlers | self._all_loads(statement.body)

    def _loads(self, node: ast.AST) -> Names:
        """Names that are read in the node; loops ask again and again."""
        if id(node) not in self._read:
            self._read[id(node)] = _loads(node)
        return self._read[id(node)]

    def _all_loads(self, block: Iterable[ast.stmt]) -> Names:
        return frozenset().union(*(self._loads(statement) for statement in block))


def _loads(node: ast.AST) -> Names:
    found: set[str] = set()
    for part in walk(node):
        if isinstance(part, ast.Name):
            if not isinstance(part.ctx, ast.Store):
                found.add(part.id)
        elif isinstance(part, ast.AugAssign) and isinstance(part.target, ast.Name):
            found.add(part.target.id)
    return frozenset(found)


def _stores(node: ast.AST) -> Names:
    return frozenset(
        found.id for found in walk(node) if isinstance(found, ast.Name) and isinstance(found.ctx, ast.Store)
    )


def _kills(statement: ast.stmt) -> Names:
    if isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign):
        return _stores(statement)
    return frozenset()
