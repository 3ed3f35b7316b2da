"""The body of a loop over rows, with names of columns in the place of cells."""

from __future__ import annotations

import ast
import builtins
import copy
import keyword
import re
from typing import NamedTuple

from ..lift.nodes import Expr, UnliftableError, mentions, name, same
from ..trees import walk
from .reads import ROW, Read, Rows

_PURE = frozenset({"mean", "sum", "min", "max", "std", "var", "median", "count", "nunique"})
_WORD = re.compile(r"\W+")


class Stored(NamedTuple):
    """A column that every pass writes one cell of; ``values`` is the name of the list that collects them."""

    column: ast.Constant
    values: str
    labelled: bool


class Body:
    """Statements of one pass in terms of the row's cells.

    ``cells`` maps what is read to the name that stands for it, ``reads`` the other way, ``stored`` are the
    columns that the body writes.
    """

    def __init__(self, rows: Rows, loop: ast.For, taken: set[str], live: frozenset[str]) -> None:
        self.rows = rows
        self.taken = set(taken)
        self.cells: dict[tuple[object, str, bool, bool], str] = {}
        self.reads: dict[str, Read] = {}
        self.stored: list[Stored] = []
        self._live = live
        self._whole = loop.body
        self._refuse_changes(loop, live)
        statements = self._without_row(loop.body)
        self.statements = [self._replaced(statement) for statement in self._without_names(statements)]
        if not self.reads:
            raise UnliftableError("no cell is read")
        self._check()

    @property
    def labelled(self) -> bool:
        """Whether a row is looked up by its label."""
        return any(read.labelled for read in self.reads.values()) or any(s.labelled for s in self.stored)

    def needs(self, identifier: str) -> bool:
        """Whether the new statements still read a name of the old header."""
        return bool(identifier) and any(mentions(statement, identifier) for statement in self.statements)

    def fresh(self, wish: str) -> str:
        """A name close to the wish that nothing uses."""
        candidate, number = wish, 2
        while candidate in self.taken:
            candidate, number = f"{wish}_{number}", number + 1
        self.taken.add(candidate)
        return candidate

    def _refuse_changes(self, loop: ast.For, live: frozenset[str]) -> None:
        rows = self.rows
        header = {rows.row, rows.place, rows.label} - {""}
        root = rows.frame.value if isinstance(rows.frame, ast.Attribute) else rows.frame
        changed = {
            node.id
            for statement in loop.body
            for node in walk(statement)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del)
        }
        if changed & (header | {getattr(root, "id", "")}) or header & live:
            raise UnliftableError("a name of the header changes, or is read later")
        for statement in loop.body:
            for node in walk(statement):
                if isinstance(node, ast.FunctionDef | ast.Lambda | ast.ClassDef | ast.NamedExpr):
                    raise UnliftableError(type(node).__name__)

    def _without_row(self, block: list[ast.stmt]) -> list[ast.stmt]:
        """The body without ``row = df.iloc[i]`` at its start."""
        first = block[0]
        if self.rows.row or not isinstance(first, ast.Assign) or len(first.targets) != 1:
            return block
        target, way = first.targets[0], self.rows.whole_row(first.value)
        if not way or not isinstance(target, ast.Name):
            return block
        if target.id in self._live or _stores(self._whole, target.id) != 1:
            raise UnliftableError("the row changes, or is read later")
        self.rows.row, self.rows.face, self.rows.labelled = target.id, ROW, way == "loc"
        return block[1:]

    def _without_names(self, block: list[ast.stmt]) -> list[ast.stmt]:
        """The body without ``price = row["price"]``, where the name serves for the cell from now on."""
        kept: list[ast.stmt] = []
        for statement in block:
            if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
                target, read = statement.targets[0], self.rows.read(statement.value)
                if isinstance(target, ast.Name) and read is not None and self._takes(target.id, read, kept):
                    continue
            kept.append(statement)
        return kept

    def _takes(self, identifier: str, read: Read, before: list[ast.stmt]) -> bool:
        key = _key(read)
        if (
            key in self.cells
            or identifier in self._live
            or _stores(self._whole, identifier) != 1
            or any(mentions(statement, identifier) for statement in before)
        ):
            return False
        self.cells[key] = identifier
        self.reads[identifier] = read
        return True

    def cell(self, read: Read) -> str:
        """The name that stands for a cell."""
        key = _key(read)
        if key not in self.cells:
            self.cells[key] = self.fresh(identifier_of(read.column.value))
            self.reads[self.cells[key]] = read
        return self.cells[key]

    def _replaced(self, statement: ast.stmt) -> ast.stmt:
        stored = self._store(statement)
        visited = _Cells(self).visit(copy.deepcopy(stored or statement))
        assert isinstance(visited, ast.stmt)
        return visited

    def _store(self, statement: ast.stmt) -> ast.stmt | None:
        """``df.at[i, "c"] = value`` as an append to the list of the column's new values."""
        if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
            return None
        target = statement.targets[0]
        if not isinstance(target, ast.Subscript):
            return None
        read = self.rows.read(ast.Subscript(target.value, target.slice, ast.Load()))
        written = isinstance(target.value, ast.Attribute) and same(target.value.value, self.rows.frame)
        if read is None or read.placed or not written:
            return None
        if any(one.column.value == read.column.value for one in self.stored):
            raise UnliftableError("a column is written twice")
        values = self.fresh(f"{identifier_of(read.column.value)}_values".replace("_values_values", "_values"))
        self.stored.append(Stored(read.column, values, read.labelled))
        return ast.copy_location(
            ast.Expr(ast.Call(ast.Attribute(name(values), "append", ast.Load()), [statement.value], [])),
            statement,
        )

    def _check(self) -> None:
        """Refuse what still speaks of the row, or does more with the frame than to measure it."""
        if self.needs(self.rows.row):
            raise UnliftableError("the row itself is used")
        written = {stored.column.value for stored in self.stored}
        if any(read.column.value in written for read in self.reads.values()):
            raise UnliftableError("a column is read and written")
        for statement in self.statements:
            measured(self.rows.frame, statement)


def _key(read: Read) -> tuple[object, str, bool, bool]:
    return read.column.value, read.face, read.labelled, read.placed


def _stores(block: list[ast.stmt], identifier: str) -> int:
    return sum(
        isinstance(node, ast.Name) and node.id == identifier and isinstance(node.ctx, ast.Store)
        for statement in block
        for node in walk(statement)
    )


def identifier_of(label: object) -> str:
    """A name for the cells of a column: its label, as far as that may be a name."""
    if not isinstance(label, str):
        return f"column_{label!r}".replace("-", "last_")
    word = _WORD.sub("_", label).strip("_").lower()
    if not word or not word.isidentifier() or keyword.iskeyword(word):
        return "values"
    return f"{word}_values" if hasattr(builtins, word) else word


def measured(frame: Expr, statement: ast.stmt) -> None:
    """Refuse every use of the frame but its length and sums of its columns.

    Raises:
        UnliftableError: The statement does more with it.
    """
    _Measured(frame).visit(statement)


class _Cells(ast.NodeTransformer):
    """Puts names in the place of cells."""

    def __init__(self, body: Body) -> None:
        self.body = body

    def visit(self, node: ast.AST) -> ast.AST:
        if isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Load):
            rows = self.body.rows
            if rows.is_label(node) and rows.face != ROW:
                rows.label = rows.label or self.body.fresh("label")
                return name(rows.label)
            read = rows.read(node)
            if read is not None:
                return name(self.body.cell(read))
        visited: ast.AST = super().visit(node)
        return visited


class _Measured(ast.NodeVisitor):
    """Refuses every use of the frame but its length and sums of its columns."""

    def __init__(self, frame: Expr) -> None:
        self.frame = frame

    def visit_Call(self, node: ast.Call) -> None:
        """``len(df)`` and ``df["a"].mean()`` leave the frame as it is."""
        function = node.func
        if isinstance(function, ast.Name) and function.id == "len" and same(node.args[0], self.frame):
            return
        owner = function.value if isinstance(function, ast.Attribute) and function.attr in _PURE else None
        if isinstance(owner, ast.Subscript) and same(owner.value, self.frame) and not node.args:
            return
        self.generic_visit(node)

    def generic_visit(self, node: ast.AST) -> None:
        if isinstance(node, ast.expr) and same(node, self.frame):
            raise UnliftableError("the frame is used")
        super().generic_visit(node)
