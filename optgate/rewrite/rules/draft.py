"""Collects the edits of one part: statements put beside others, taken out, or with expressions replaced."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable

from ..lift.nodes import UnliftableError
from ..splice import Edit, header_replaceable
from .view import View

Change = Callable[[ast.expr], ast.expr | None]
_COMPOUND = ast.For | ast.While | ast.If | ast.With | ast.Try


def rebuilt(node: ast.AST, change: Change) -> ast.AST:
    """A copy of the tree in which ``change`` replaced expressions, top down; what is alike is shared.

    Statements inside a compound statement are left alone.
    """
    if isinstance(node, ast.expr):
        replaced = change(node)
        if replaced is not None:
            return replaced
    fields: dict[str, object] = {}
    altered = False
    for field, value in ast.iter_fields(node):
        fields[field] = value
        if isinstance(value, ast.AST) and not isinstance(value, ast.stmt):
            fields[field] = rebuilt(value, change)
            altered |= fields[field] is not value
        elif isinstance(value, list) and value and not isinstance(value[0], ast.stmt):
            parts = [rebuilt(part, change) if isinstance(part, ast.AST) else part for part in value]
            if any(new is not old for new, old in zip(parts, value, strict=True)):
                fields[field], altered = parts, True
    if not altered:
        return node
    made = type(node)(**fields)
    return ast.copy_location(made, node) if isinstance(node, ast.stmt) else made


def inside(block: Iterable[ast.stmt]) -> Iterable[ast.stmt]:
    """The statements of a block and those of the blocks in them, in the order of the source."""
    for statement in block:
        yield statement
        if isinstance(statement, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            continue
        for field in ("body", "orelse", "finalbody"):
            yield from inside(getattr(statement, field, []))
        for handler in getattr(statement, "handlers", []):
            yield from inside(handler.body)


class Draft:
    """Edits of one part, joined by statement.

    Every method raises ``UnliftableError`` where a statement shares its lines with others.
    """

    def __init__(self, view: View) -> None:
        self.view = view
        self._old: dict[int, ast.stmt] = {}
        self._new: dict[int, ast.stmt | tuple[ast.stmt, ...]] = {}
        self._ahead: dict[int, list[ast.stmt]] = {}
        self._behind: dict[int, list[ast.stmt]] = {}

    def ahead(self, statement: ast.stmt, *added: ast.stmt) -> None:
        """Put statements before one that stays."""
        self._know(statement)
        self._ahead.setdefault(id(statement), []).extend(added)

    def behind(self, statement: ast.stmt, *added: ast.stmt) -> None:
        """Put statements behind one that stays."""
        self._know(statement)
        self._behind.setdefault(id(statement), []).extend(added)

    def replace(self, statement: ast.stmt, *new: ast.stmt) -> None:
        """Put others in the place of a whole statement."""
        self._know(statement)
        self._new[id(statement)] = new

    def head(self, statement: ast.stmt, new: ast.stmt) -> None:
        """Give a compound statement another header; ``new`` has the very body of the old one."""
        if not header_replaceable(self.view.located, statement):
            raise UnliftableError("a header that shares its lines")
        self._know(statement)
        self._new[id(statement)] = new

    def substitute(self, block: Iterable[ast.stmt], change: Change) -> int:
        """Replace expressions in statements and everything inside them; how many statements changed."""
        count = 0
        for statement in inside(block):
            current = self._new.get(id(statement), statement)
            if isinstance(current, tuple):
                continue
            made = rebuilt(current, change)
            if made is not current and isinstance(made, ast.stmt):
                if isinstance(statement, _COMPOUND) and not header_replaceable(self.view.located, statement):
                    raise UnliftableError("a header that shares its lines")
                self._know(statement)
                self._new[id(statement)] = made
                count += 1
        return count

    def _know(self, statement: ast.stmt) -> None:
        if not isinstance(statement, _COMPOUND) and not self.view.replaceable(statement):
            raise UnliftableError("a statement shares its line")
        before = self.view.located.lines[statement.lineno - 1].encode("utf-8", "surrogatepass")
        if before[: statement.col_offset].strip():
            raise UnliftableError("a statement shares its line")
        self._old[id(statement)] = statement

    def edits(self) -> tuple[Edit, ...]:
        """Everything that was drafted."""
        made = []
        for key, statement in self._old.items():
            new = self._new.get(key, statement)
            middle = new if isinstance(new, tuple) else (new,)
            made.append(Edit(statement, (*self._ahead.get(key, ()), *middle, *self._behind.get(key, ()))))
        return tuple(made)
