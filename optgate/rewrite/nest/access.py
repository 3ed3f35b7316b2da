"""Reads and stores of containers in a nest, with their indices as integer forms."""

from __future__ import annotations

import ast
from typing import NamedTuple

from ..lift.linear import Linear
from ..lift.nodes import Expr, UnliftableError, name, transform
from ..lift.syntax import as_read, flatten
from ..trees import walk
from .fold import best_of, folded, pivot_of, placed_of
from .level import Level
from .shapes import Shapes

FOLDS = (ast.Add, ast.Sub, ast.Mult)


class Access(NamedTuple):
    """One place where a container is read or stored.

    ``pivot`` is the position of the outer loop whose row or column is read and known to stay (see ``Pivot``).
    ``place`` counts statements in the order of the source; ``fold`` is the number of the statement when it
    adds to (or multiplies) the very item it stores, which may be done in any order.
    """

    root: str
    parts: tuple[Linear, ...]
    chain: tuple[Level, ...]
    place: int
    write: bool
    fold: int
    pivot: str = ""


class Scan:
    """Collects the accesses of a nest; ``stored`` are the containers that change."""

    def __init__(self, nest: Level, shapes: Shapes) -> None:
        self.shapes = shapes
        self.accesses: list[Access] = []
        self.stored: set[str] = set()
        self._levels = {id(level.loop): level for level in nest.all()}
        self._place = 0
        self._pivot = ""
        self._aliases: dict[str, Expr] = {}
        self._forms: dict[int, tuple[Linear, Expr]] = {}
        self._seen: set[tuple[object, ...]] = set()
        self._counts: dict[str, int] = {}
        for node in walk(nest.loop):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                self._counts[node.id] = self._counts.get(node.id, 0) + 1
        self._loop(nest)
        self.stored = {access.root for access in self.accesses if access.write}

    def _loop(self, level: Level) -> None:
        self._place += 1
        if level.axis is not None:
            for key, element in level.axis.elements.items():
                self._aliases[key] = self.resolve(element)
        header = level.loop.iter if isinstance(level.loop, ast.For) else level.loop.test
        self._reads(header, level.chain()[:-1])
        self._block(level.body, level)

    def _block(self, block: list[ast.stmt], level: Level) -> None:
        for statement in block:
            self._place += 1
            inner = self._levels.get(id(statement))
            if inner is not None:
                self._loop(inner)
            elif (best := best_of(statement)) is not None:
                pivot = pivot_of(best)
                self._pivot = pivot.position if pivot is not None else ""
                self._reads(best.term, level.chain())
                self._pivot = ""
                self._access(as_read(best.target), level.chain(), False, self._place)
                self._access(as_read(best.target), level.chain(), True, self._place)
            elif isinstance(statement, ast.If) and (placed := placed_of(statement)) is not None:
                self._reads(statement.test, level.chain())
                for target in placed.targets:
                    if isinstance(target, ast.Subscript):
                        self._access(as_read(target), level.chain(), True, self._place)
            elif isinstance(statement, ast.If):
                self._reads(statement.test, level.chain())
                self._block(statement.body, level)
                self._block(statement.orelse, level)
            else:
                self._statement(statement, level)

    def _statement(self, statement: ast.stmt, level: Level) -> None:
        chain = level.chain()
        step = folded(statement)
        if step is not None:
            fold = self._place if isinstance(step.op, FOLDS) else 0
            self._reads(step.value, chain)
            if isinstance(step.target, ast.Subscript):
                self._access(as_read(step.target), chain, False, fold)
                self._access(as_read(step.target), chain, True, fold)
            return
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            self._assign(statement.targets[0], statement.value, chain)
            return
        for node in walk(statement):
            if isinstance(node, ast.expr):
                self._reads(node, chain)
                break

    def _assign(self, target: Expr, value: Expr, chain: tuple[Level, ...]) -> None:
        self._reads(value, chain)
        if isinstance(target, ast.Subscript):
            self._access(as_read(target), chain, True, 0)
        elif isinstance(target, ast.Tuple):
            for part in target.elts:
                if isinstance(part, ast.Subscript):
                    self._access(as_read(part), chain, True, 0)
        elif isinstance(target, ast.Name) and self._counts.get(target.id) == 1:
            self._aliases[target.id] = self.resolve(value)

    def resolve(self, node: Expr) -> Expr:
        """The expression with elements and temporaries put in."""

        def change(part: Expr) -> Expr | None:
            return self._aliases.get(part.id) if isinstance(part, ast.Name) else None

        made = transform(node, change)
        if sum(1 for _ in walk(made)) > 400:
            raise UnliftableError("an expression that grows too large")
        return made

    def form(self, node: Expr) -> Linear:
        """The resolved expression as an integer form."""
        known = self._forms.get(id(node))
        if known is None:
            known = self._forms[id(node)] = (self.shapes.reduce(self.resolve(node)), node)
        return known[0]

    def _reads(self, node: Expr, chain: tuple[Level, ...]) -> None:
        pending: list[Expr] = [node]
        while pending:
            part = pending.pop()
            if isinstance(part, ast.Subscript):
                root, indices = flatten(part)
                pending.extend(indices)
                if isinstance(root, ast.Name):
                    self._access(part, chain, False, 0)
                else:
                    pending.append(root)
            elif isinstance(part, ast.Name):
                self._access(part, chain, False, 0)
            elif (isinstance(part, ast.Attribute) and part.attr in {"shape", "ndim", "dtype", "size"}) or (
                isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id == "len"
            ):
                continue
            else:
                pending.extend(child for child in ast.iter_child_nodes(part) if isinstance(child, ast.expr))

    def _access(self, node: Expr, chain: tuple[Level, ...], write: bool, fold: int) -> None:
        root, parts = flatten(self.resolve(node))
        if not isinstance(root, ast.Name):
            if write:
                raise UnliftableError("a store into something computed")
            return
        forms = tuple(self._index(part) for part in parts)
        access = Access(root.id, forms, chain, self._place, write, fold, self._pivot)
        key = (root.id, tuple(map(ast.dump, parts)), self._place, write, fold)
        if key not in self._seen:
            self._seen.add(key)
            self.accesses.append(access)

    def _index(self, part: Expr) -> Linear:
        if isinstance(part, ast.Slice):
            return Linear(0, {ast.dump(part): (1, name("?"))})
        return self.shapes.reduce(part)
