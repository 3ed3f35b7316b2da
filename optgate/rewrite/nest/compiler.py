"""Writes a nest under a plan: the levels of the plan stay loops, all others become axes."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Collection

from ..lift.linear import Linear, linear
from ..lift.liveness import Liveness
from ..lift.nodes import Expr, UnliftableError, const, item, name, names
from ..lift.syntax import both, contains_jump
from ..trees import walk
from .fold import Pivot, best_of, choice_of, folded, pivot_of, placed_of
from .frame import Frame
from .level import BlameError, Level, assigned
from .reduce import Reducer
from .rows import Rows
from .scalars import Scalars
from .stores import Stores
from .translate import Translator
from .value import Triangle, Value, VectorAxis


class Compiler:
    """Executes the nest once, writing statements as it goes."""

    def __init__(
        self, nest: Level, kept: Collection[Level], translator: Translator, frame: Frame, liveness: Liveness
    ) -> None:
        self.levels = {id(level.loop): level for level in nest.all()}
        self.kept = kept
        self.liveness = liveness
        self.translator = translator
        self.frame = frame
        self.reducer = Reducer(translator)
        self.loads = Counter(
            node.id
            for node in walk(nest.loop)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
        )
        self.scalars = Scalars(frame, translator, self.reducer, self.loads)
        self.stores = Stores(frame, translator, self.reducer)
        self.rows = Rows(frame, translator)
        self.vectors = 0

    def level(self, level: Level) -> None:
        """Write one loop.

        Raises:
            BlameError: A level must stay a loop, or cannot be written at all.
        """
        pivots = set() if self.translator.axes or level in self.kept else self._pivots(level)
        if level in self.kept:
            self._keep(level)
        elif pivots:
            self._relax(level, pivots)
        else:
            self._vectorise(level)
            self.vectors += 1

    def _pivots(self, level: Level) -> set[Pivot]:
        outer = {found.axis.index for found in level.chain()[:-1] if found.axis is not None}
        bests = (best_of(node) for node in walk(level.loop) if isinstance(node, ast.Assign | ast.If))
        found = {pivot for best in bests if best is not None and (pivot := pivot_of(best)) is not None}
        return {pivot for pivot in found if pivot.position in outer}

    def _relax(self, level: Level, pivots: set[Pivot]) -> None:
        """The axes while the pivot's row and column stay, else the loops as they were."""
        outer, self.frame.out = self.frame.out, []
        self._vectorise(level)
        self.vectors += 1
        body, self.frame.out = self.frame.out, outer
        test: Expr | None = None
        for pivot in sorted(pivots):
            at = ast.Tuple([name(pivot.position), name(pivot.position)], ast.Load())
            own = ast.Compare(item(name(pivot.owner), at), [ast.GtE()], [const(0)])
            test = both(test, own)
        assert test is not None
        self.frame.emit(ast.If(test, body, [level.loop]))

    def block(self, block: list[ast.stmt]) -> None:
        """Write statements."""
        for place, statement in enumerate(block):
            if isinstance(statement, ast.If) and self.translator.axes and _skips(statement):
                rest = [*statement.orelse, *block[place + 1 :]]
                self._branch(ast.If(statement.test, statement.body[:-1], rest))
                return
            try:
                self._statement(statement)
            except BlameError:
                raise
            except UnliftableError as error:
                axes = self.translator.axes
                raise BlameError(str(error), axes[-1].level if axes else None) from error

    def _statement(self, statement: ast.stmt) -> None:
        level = self.levels.get(id(statement))
        if level is not None:
            self.level(level)
        elif not self.translator.axes:
            self._plain(statement)
        elif (best := best_of(statement)) is not None:
            self.stores.best(best)
        elif isinstance(statement, ast.If):
            self._branch(statement)
        elif isinstance(statement, ast.Assign | ast.AugAssign | ast.AnnAssign):
            self._assignment(statement)
        elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            self.rows.append(statement.value)
        elif not isinstance(statement, ast.Pass):
            raise UnliftableError(type(statement).__name__)

    def _plain(self, statement: ast.stmt) -> None:
        """A statement outside all axes stays as it is; a branch with loops in it is walked."""
        if isinstance(statement, ast.If) and any(id(node) in self.levels for node in walk(statement)):
            body = self._nested(statement.body)
            orelse = self._nested(statement.orelse)
            self.frame.emit(ast.If(statement.test, body or [ast.Pass()], orelse))
            return
        self.frame.emit(statement)

    def _nested(self, block: list[ast.stmt]) -> list[ast.stmt]:
        outer, self.frame.out = self.frame.out, []
        try:
            self.block(block)
            return self.frame.out
        finally:
            self.frame.out = outer

    def _assignment(self, statement: ast.Assign | ast.AugAssign | ast.AnnAssign) -> None:
        fold = folded(statement)
        if fold is not None:
            if isinstance(fold.target, ast.Name):
                self.scalars.fold(fold.target.id, fold.op, fold.value)
            else:
                self.stores.fold(fold)
            return
        if isinstance(statement, ast.AugAssign):
            raise UnliftableError("target")
        target = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
        if statement.value is None or (isinstance(statement, ast.Assign) and len(statement.targets) > 1):
            raise UnliftableError("several targets")
        if isinstance(target, ast.Tuple):
            if not (isinstance(statement.value, ast.Tuple) and len(statement.value.elts) == len(target.elts)):
                raise UnliftableError("unpacking")
            values = [self.scalars.saved(part) for part in statement.value.elts]
            for part, value in zip(target.elts, values, strict=True):
                self._bind(part, None, value)
            return
        if (
            isinstance(target, ast.Name)
            and isinstance(statement.value, ast.List)
            and not statement.value.elts
        ):
            self.rows.start(target.id)
            return
        self._bind(target, statement.value, None)

    def _bind(self, target: Expr, node: Expr | None, value: Value | None) -> None:
        if isinstance(target, ast.Name):
            if node is not None and self.scalars.takes(target.id, node):
                return
            self.scalars.bind(
                target.id, value if value is not None else self.translator.value(node or target)
            )
        elif isinstance(target, ast.Subscript):
            self.stores.store(target, value if value is not None else self.translator.value(node or target))
        else:
            raise UnliftableError("target")

    def _branch(self, statement: ast.If) -> None:
        if self.scalars.extreme(statement) or self._leaves(statement):
            return
        placed = placed_of(statement)
        if placed is not None and self.scalars.place(placed, self.stores.store):
            return
        chosen = choice_of(statement)
        if chosen is not None:
            self._assignment(chosen)
            return
        if contains_jump(statement):
            raise UnliftableError("jumps in branches")
        test = self.translator.condition(statement.test)
        if not test.axes:
            self._uniform(statement, test)
            return
        if self.frame.worth(test) or self.frame.changes(test):
            test = self.frame.named(test, "mask")
        outer, before = self.frame.mask, dict(self.translator.meanings)
        self._under(test, statement.body)
        first = self.translator.meanings
        self.translator.meanings = dict(before)
        if statement.orelse:
            self._under(self.translator.inverted(test), statement.orelse)
        self.frame.mask = outer
        self.scalars.merge(test, first, self.translator.meanings)

    def _under(self, test: Value, block: list[ast.stmt]) -> None:
        outer = self.frame.mask
        self.frame.mask = test if outer is None else self.translator.both(outer, ast.BitAnd(), test)
        self.frame.branches += 1
        self.block(block)
        self.frame.branches -= 1
        self.frame.mask = outer

    def _uniform(self, statement: ast.If, test: Value) -> None:
        """A condition that is the same for all positions stays an ``if``."""
        before = dict(self.translator.meanings)
        made = []
        for block in (statement.body, statement.orelse):
            made.append(self._nested(block))
            if self.translator.meanings != before:
                raise UnliftableError("names bound under a condition")
        self.frame.emit(ast.If(test.code, made[0] or [ast.Pass()], made[1]))

    def _leaves(self, statement: ast.If) -> bool:
        """``if condition: return constant`` asks whether the condition holds anywhere."""
        if statement.orelse or len(statement.body) != 1 or not isinstance(statement.body[0], ast.Return):
            return False
        if self.frame.effects or (self.frame.mask is not None and self.frame.mask.triangle is None):
            raise UnliftableError("an exit from a nest with effects")
        value = statement.body[0].value
        if value is not None and self.translator.varies(value):
            raise UnliftableError("an exit with a value that varies")
        test = self.translator.condition(statement.test)
        if self.frame.mask is not None:
            test = self.translator.both(test, ast.BitAnd(), self.frame.mask)
        if not test.axes:
            raise UnliftableError("an exit that does not vary")
        anywhere = self.translator.code_of("any", test.code)
        self.frame.emit(ast.If(anywhere, [statement.body[0]], []))
        return True

    def _keep(self, level: Level) -> None:
        loop = level.loop
        if not self.translator.axes:
            body = self._nested(loop.body)
            made: ast.stmt = (
                ast.While(loop.test, body, loop.orelse)
                if isinstance(loop, ast.While)
                else ast.For(loop.target, loop.iter, body, loop.orelse, lineno=0)
            )
            self.frame.emit(made)
            return
        if isinstance(loop, ast.While) or loop.orelse:
            raise UnliftableError("a loop that ends by its data")
        header = self.translator.resolved(loop.iter)
        for axis in self.translator.axes:
            if axis.index in names(header):
                raise BlameError("bounds of an inner loop vary", axis.level)
        if any(isinstance(self.translator.meanings.get(found), Value) for found in names(header)):
            raise UnliftableError("bounds that are computed")
        for bound in assigned([loop]) - level.assigned:
            self.translator.meanings.pop(bound, None)
            self.frame.depths[bound] = len(self.translator.axes)
        self.scalars.enter(level, lambda: self._nested(level.body))
        body = self._nested(level.body)
        self.scalars.leave()
        self.frame.emit(ast.For(loop.target, header, body or [ast.Pass()], [], lineno=0))

    def _vectorise(self, level: Level) -> None:
        if level.axis is None:
            raise BlameError("a loop without positions", level)
        if all(isinstance(statement, ast.Pass) for statement in level.body):
            raise BlameError("a loop that does nothing but walk", level)
        axis, triangles = self._axis(level)
        outer_mask, outer = self.frame.mask, dict(self.translator.meanings)
        for target in level.axis.bound:
            self.translator.meanings.pop(target, None)
        self.translator.axes.append(axis)
        for key, element in level.axis.elements.items():
            self.scalars.element(key, element, level)
        for triangle in (self.frame.named(found, "mask") for found in triangles):
            mask = self.frame.mask
            self.frame.mask = triangle if mask is None else self.translator.both(mask, ast.BitAnd(), triangle)
        self.block(level.body)
        self.translator.axes.pop()
        self.frame.mask = outer_mask
        self._close(level, outer)

    def _close(self, level: Level, outer: dict[str, Expr | Value]) -> None:
        live = self.liveness.behind(level.loop)
        now = len(self.translator.axes)
        assert level.axis is not None
        for bound in (level.assigned | level.axis.bound) & live:
            if self.frame.depths.get(bound, 0) > now or bound in level.axis.bound:
                raise BlameError(f"{bound} is read after the loop", level)
        for key in list(self.translator.meanings):
            if self.frame.depths.get(key, 0) > now or key in level.axis.bound:
                del self.translator.meanings[key]
                if key in outer:
                    self.translator.meanings[key] = outer[key]
        for key in [key for key, depth in self.frame.depths.items() if depth > now]:
            del self.frame.depths[key]

    def _axis(self, level: Level) -> tuple[VectorAxis, list[Value]]:
        assert level.axis is not None
        start = self._bound(level, level.axis.start)
        stop = self._bound(level, level.axis.stop)
        triangles = []
        own = VectorAxis(level, level.axis.index, start, stop, level.axis.step)
        for upper, bound in ((True, start), (False, stop)):
            varying = [axis for axis in self.translator.axes if axis.index in names(bound)]
            if not varying:
                continue
            if len(varying) > 1 or level.axis.step != 1:
                raise BlameError("bounds of an inner loop vary", varying[0].level)
            row = varying[0]
            factor, rest = linear(bound).without(row.index)
            if factor != 1 or row.index in names(rest.code()) or row.step != 1:
                raise BlameError("bounds of an inner loop vary", row.level)
            end = linear(row.start) if upper else linear(row.stop).shifted(-1)
            hull = rest.plus(end).code()
            own.start, own.stop = (hull, own.stop) if upper else (own.start, hull)
            triangles.append((row, rest, upper))
        return own, [self._triangle(row, own, rest, upper) for row, rest, upper in triangles]

    def _triangle(self, row: VectorAxis, column: VectorAxis, rest: Linear, upper: bool) -> Value:
        """The condition ``column >= row + rest`` (upper) or ``column < row + rest``."""
        shift = rest.plus(linear(column.start), -1).plus(linear(row.start))
        fixed = self.translator.shapes.reduce(shift.code())
        axes = self.translator.axes
        self.translator.axes = [*axes, column]
        bound = linear(name(row.index)).plus(rest).code()
        operator: ast.cmpop = ast.GtE() if upper else ast.Lt()
        test = self.translator.value(ast.Compare(name(column.index), [operator], [bound]))
        self.translator.axes = axes
        if fixed.is_constant:
            offset = fixed.constant if upper else fixed.constant - 1
            test.triangle = Triangle(row, column, offset, upper)
        return test

    def _bound(self, level: Level, node: Expr) -> Expr:
        resolved = self.translator.resolved(node)
        if names(resolved) & self.frame.stored and not _only_lengths(resolved, self.frame.stored):
            raise BlameError("bounds that change", level)
        if names(resolved) & level.assigned - {axis.index for axis in self.translator.axes}:
            raise BlameError("bounds that change", level)
        if any(isinstance(self.translator.meanings.get(found), Value) for found in names(resolved)):
            raise BlameError("bounds that are computed", self.translator.axes[-1].level)
        root = next((part for part in walk(resolved) if isinstance(part, ast.Call)), None)
        if root is not None and self.translator.varies(resolved):
            value = self.translator.value(resolved)
            if value.axes:
                raise BlameError("bounds of an inner loop vary", value.axes[0].level)
            return value.code
        return resolved


def _skips(statement: ast.If) -> bool:
    return bool(statement.body) and isinstance(statement.body[-1], ast.Continue)


def _only_lengths(node: Expr, stored: Collection[str]) -> bool:
    """Whether changing containers are asked for their lengths only."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "len":
        return True
    if isinstance(node, ast.Attribute) and node.attr == "shape":
        return True
    if isinstance(node, ast.Name):
        return node.id not in stored
    return all(
        _only_lengths(child, stored) for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)
    )
