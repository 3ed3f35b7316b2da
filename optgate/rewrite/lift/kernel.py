"""Symbolic execution of a loop body: what one pass does, written in terms of the position.

Every value is an expression over the position, loop-invariant names and the values that assigned names had
before the pass (their plain names). Shared expressions are shared nodes: the object that a temporary was
bound to stands wherever it is used, with the temporary's name as its ``hint``.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from ..trees import walk
from .axis import Axis
from .effects import Append, Exit, Inner, Store
from .helpers import Helpers
from .nodes import Expr, UnliftableError, children, item, name, negate, transform
from .syntax import as_read, both, contains_jump, flatten, index_parts, jumps, refuse

LARGEST = 400
"""Nodes of an expression; a body that needs more is no kernel that reads better as one expression."""


class Kernel:
    """What a pass does: new values of names, stores, appends, and at most one exit."""

    def __init__(self, axis: Axis) -> None:
        self.axis = axis
        self.values: dict[str, Expr] = {}
        self.stores: list[Store] = []
        self.appends: list[Append] = []
        self.exit: Exit | None = None
        self.inner: list[Inner] = []

    def revise(self, change: Callable[[Expr], Expr]) -> None:
        """Put ``change`` of every expression in its place."""
        self.values = {key: change(value) for key, value in self.values.items()}
        for store in self.stores:
            store.index, store.value = change(store.index), change(store.value)
        for append in self.appends:
            append.value = change(append.value)
            append.guard = change(append.guard) if append.guard is not None else None
        leaving = self.exit
        if leaving is not None:
            leaving.guard = change(leaving.guard)
            leaving.value = change(leaving.value) if leaving.value is not None else None
            leaving.values = {key: change(value) for key, value in leaving.values.items()}

    @property
    def changed(self) -> set[str]:
        """Containers that the passes change."""
        return {store.base for store in self.stores} | {append.owner for append in self.appends}

    def expressions(self) -> list[Expr]:
        """Every expression of a pass."""
        found = list(self.values.values())
        for store in self.stores:
            found += [store.index, store.value]
        for append in self.appends:
            found += [append.value, *([append.guard] if append.guard is not None else [])]
        return found


def kernel_of(axis: Axis, body: Sequence[ast.stmt], helpers: Helpers | None = None) -> Kernel:
    """The kernel of a body; calls of ``helpers`` are written out where that is possible.

    Raises:
        UnliftableError: A statement or an expression is outside what is executed symbolically.
    """
    machine = _Machine(axis, helpers)
    machine.block(list(body), {}, None)
    machine.kernel.values = machine.final
    return machine.kernel


class _Machine:
    """Walks the body once; names live in a dictionary that forks at every ``if``."""

    def __init__(self, axis: Axis, helpers: Helpers | None) -> None:
        self.axis = axis
        self.helpers = helpers
        self.kernel = Kernel(axis)
        self.cells: dict[tuple[str, str], Store] = {}
        self.final: dict[str, Expr] = {}
        self._sizes: dict[int, tuple[int, Expr]] = {}

    def block(
        self, block: list[ast.stmt], values: dict[str, Expr], guard: Expr | None
    ) -> dict[str, Expr] | None:
        """Execute; the values behind the block, or nothing when every path jumps."""
        for place, statement in enumerate(block):
            if isinstance(statement, ast.Continue):
                self.final = values
                return None
            if isinstance(statement, ast.Break | ast.Return):
                self._leave(statement, values, guard)
                return None
            if isinstance(statement, ast.If):
                merged = self._branch(statement, block[place + 1 :], values, guard)
                self.final = merged if merged is not None else self.final
                return merged
            values = self._simple(statement, values, guard)
        self.final = values
        return values

    def _branch(
        self, statement: ast.If, rest: list[ast.stmt], values: dict[str, Expr], guard: Expr | None
    ) -> dict[str, Expr] | None:
        test = self.resolve(statement.test, values)
        body_jumps, else_jumps = jumps(statement.body), jumps(statement.orelse)
        if not body_jumps and not else_jumps and not contains_jump(statement):
            merged = self._fork(test, statement.body, statement.orelse, values, guard)
            return self.block(rest, merged, guard) if rest else merged
        if body_jumps == "leave":
            self.block(statement.body, dict(values), both(guard, test))
            return self.block([*statement.orelse, *rest], values, guard)
        if else_jumps == "leave":
            self.block(statement.orelse, dict(values), both(guard, negate(test)))
            return self.block([*statement.body, *rest], values, guard)
        if body_jumps == "continue" and not contains_jump(statement, below=True):
            return self._fork(test, statement.body[:-1], [*statement.orelse, *rest], values, guard)
        if else_jumps == "continue" and not contains_jump(statement, below=True):
            return self._fork(test, [*statement.body, *rest], statement.orelse[:-1], values, guard)
        if not rest:
            return self._fork(test, statement.body, statement.orelse, values, guard)
        raise UnliftableError("jumps in branches")

    def _fork(
        self,
        test: Expr,
        body: list[ast.stmt],
        orelse: list[ast.stmt],
        values: dict[str, Expr],
        guard: Expr | None,
    ) -> dict[str, Expr]:
        cells_before = dict(self.cells)
        first = self.block(body, dict(values), both(guard, test))
        first = self.final if first is None else first
        cells = self.cells
        self.cells = cells_before
        second = self.block(orelse, dict(values), both(guard, negate(test)))
        second = self.final if second is None else second
        self._merge_cells(test, cells, self.cells)
        merged: dict[str, Expr] = {}
        for key in dict.fromkeys([*first, *second]):
            before = self.axis.elements.get(key, name(key))
            left, right = first.get(key, before), second.get(key, before)
            merged[key] = left if left is right else ast.IfExp(test, left, right)
            if self._measure(merged[key]) > LARGEST:
                raise UnliftableError("an expression that grows too large")
        return merged

    def _merge_cells(
        self, test: Expr, first: dict[tuple[str, str], Store], second: dict[tuple[str, str], Store]
    ) -> None:
        for key in dict.fromkeys([*first, *second]):
            one, two = first.get(key), second.get(key)
            if one is two and one is not None:
                continue
            known = one or two
            assert known is not None
            left = one.value if one is not None else known.before
            right = two.value if two is not None else known.before
            self.cells[key] = Store(known.base, known.index, ast.IfExp(test, left, right))
        self.kernel.stores = list(self.cells.values())

    def _simple(self, statement: ast.stmt, values: dict[str, Expr], guard: Expr | None) -> dict[str, Expr]:
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            return self._assign(statement.targets[0], statement.value, values)
        if isinstance(statement, ast.AnnAssign) and statement.value is not None:
            return self._assign(statement.target, statement.value, values)
        if isinstance(statement, ast.AugAssign):
            before = as_read(statement.target)
            return self._assign(statement.target, ast.BinOp(before, statement.op, statement.value), values)
        if isinstance(statement, ast.Expr):
            self._append(statement.value, values, guard)
            return values
        if isinstance(statement, ast.Pass):
            return values
        if isinstance(statement, ast.While) and guard is None and not statement.orelse:
            return self._inner(statement, values)
        raise UnliftableError(type(statement).__name__)

    def _inner(self, loop: ast.While, values: dict[str, Expr]) -> dict[str, Expr]:
        """A loop whose length depends on the element; what it carries must be set before it in the pass."""
        if any(contains_jump(statement) for statement in loop.body) or self.kernel.inner:
            raise UnliftableError("jumps in an inner loop")
        assigned = {
            node.id for part in loop.body for node in walk(part)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }  # fmt: skip
        known = {**self.axis.elements, **values}
        carried = sorted(assigned & set(known))
        effects = (dict(self.cells), len(self.kernel.appends))
        states = {key: name(f"{key}:state") for key in carried}
        stepped = self.block(loop.body, {**values, **states}, None)
        if stepped is None or effects != (self.cells, len(self.kernel.appends)) or self.kernel.exit:
            raise UnliftableError("effects in an inner loop")
        test = self.resolve(loop.test, {**values, **states})
        starts = {key: known[key] for key in carried}
        inner = Inner(starts, test, {key: stepped[key] for key in carried})
        self.kernel.inner.append(inner)
        after = {key: name(inner.after(key) if key in states else f"{key}:unknown") for key in assigned}
        return {**values, **after}

    def _assign(self, target: Expr, value: Expr, values: dict[str, Expr]) -> dict[str, Expr]:
        if isinstance(target, ast.Tuple):
            if not isinstance(value, ast.Tuple) or len(value.elts) != len(target.elts):
                raise UnliftableError("unpacking")
            known = [self.resolve(part, values) for part in value.elts]
            for part, resolved in zip(target.elts, known, strict=True):
                values = self._bind(part, resolved, values)
            return values
        return self._bind(target, self.resolve(value, values), values)

    def _bind(self, target: Expr, value: Expr, values: dict[str, Expr]) -> dict[str, Expr]:
        if isinstance(target, ast.Name):
            if target.id in self.axis.bound and target.id not in self.axis.elements:
                raise UnliftableError("the loop variable is assigned")
            if not isinstance(value, ast.Name | ast.Constant) and not hasattr(value, "hint"):
                value.hint = target.id  # type: ignore[attr-defined]
            return {**values, target.id: value}
        if isinstance(target, ast.Subscript):
            owner = self.resolve(target.value, values)
            index = self.resolve(target.slice, values)
            while isinstance(owner, ast.Subscript):
                index = ast.Tuple([owner.slice, *index_parts(index)], ast.Load())
                index.chained = True  # type: ignore[attr-defined]
                owner = owner.value
            if not isinstance(owner, ast.Name) or owner.id in values:
                raise UnliftableError("store into something computed")
            store = Store(owner.id, index, value)
            self.cells[(owner.id, ast.dump(index))] = store
            self.kernel.stores = list(self.cells.values())
            return values
        raise UnliftableError("target")

    def _append(self, node: Expr, values: dict[str, Expr], guard: Expr | None) -> None:
        if not (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "append"
        ):
            if isinstance(node, ast.Constant):
                return
            raise UnliftableError("a statement with a side effect")
        owner = node.func.value
        if not isinstance(owner, ast.Name) or owner.id in values or len(node.args) != 1 or node.keywords:
            raise UnliftableError("append")
        self.kernel.appends.append(Append(owner.id, self.resolve(node.args[0], values), guard))

    def _leave(self, statement: ast.Break | ast.Return, values: dict[str, Expr], guard: Expr | None) -> None:
        if self.kernel.exit is not None or guard is None:
            raise UnliftableError("more than one exit")
        returned = statement.value if isinstance(statement, ast.Return) else None
        value = self.resolve(returned, values) if returned is not None else None
        self.kernel.exit = Exit(guard, isinstance(statement, ast.Return), value, dict(values))

    def _measure(self, node: Expr) -> int:
        """How many nodes the expression has when written out; shared parts count as often as they stand."""
        known = self._sizes.get(id(node))
        if known is not None:
            return known[0]
        total = 1 + sum(self._measure(child) for child in children(node))
        self._sizes[id(node)] = (total, node)
        return total

    def resolve(self, node: Expr, values: dict[str, Expr]) -> Expr:
        """The expression with every name put in; stored items that are read back are forwarded."""
        resolved = self._resolve(node, values)
        if self._measure(resolved) > LARGEST:
            raise UnliftableError("an expression that grows too large")
        return resolved

    def _resolve(self, node: Expr, values: dict[str, Expr]) -> Expr:

        def change(part: Expr) -> Expr | None:
            if isinstance(part, ast.Name):
                if part.id in values:
                    return values[part.id]
                return self.axis.elements.get(part.id)
            if isinstance(part, ast.Subscript):
                return self._read(part, values)
            refuse(part)
            if isinstance(part, ast.Call) and self.helpers is not None and self.helpers.knows(part):
                return self.helpers.inline(part, [self._resolve(argument, values) for argument in part.args])
            return None

        return transform(node, change)

    def _read(self, node: ast.Subscript, values: dict[str, Expr]) -> Expr:
        owner = self._resolve(node.value, values)
        index = self._resolve(node.slice, values)
        root, parts = flatten(item(owner, index))
        if isinstance(root, ast.Name):
            flat = parts[0] if len(parts) == 1 else ast.Tuple(parts, ast.Load())
            stored = self.cells.get((root.id, ast.dump(flat)))
            if stored is not None:
                return stored.value
        if owner is node.value and index is node.slice:
            return node
        return item(owner, index)
