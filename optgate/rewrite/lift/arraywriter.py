"""What the writers of NumPy statements share: statements so far, temporaries, start values."""

from __future__ import annotations

import ast
import copy

from ..trees import walk
from .axis import Axis
from .element import at, python_type, starts, tidy
from .forms import Carried
from .kernel import Kernel
from .nodes import Expr, UnliftableError, assign, call, const, is_const, name, same
from .site import Initial, Lowering, Site
from .vector import Vector
from .windows import guarded


class Writer:
    """Collects the statements of one lowering."""

    def __init__(self, site: Site, kernel: Kernel, carried: Carried, exact: bool) -> None:
        self.site = site
        self.kernel = kernel
        self.carried = carried
        self.exact = exact
        self.result = Lowering("array", exact)
        self.alias, statement = site.imports.numpy()
        self._import = statement
        self.vector = Vector(kernel.axis, site.facts, self.alias, exact)
        self.vector.name_temporary = self._temporary
        self._starts: dict[str, Expr] = {}
        self._cut()
        self._put_starts()
        self.vector.share(self._expressions())

    def _cut(self) -> None:
        """``zip`` ends with its shortest sequence: the exact variant cuts all of them there."""
        axis = self.kernel.axis
        if self.exact and len(axis.walked) > 1:
            count = self.site.fresh("n")
            self.emit(assign(count, call("min", *(call("len", sequence) for sequence, _ in axis.walked))))
            self.vector.cut = name(count)

    def _put_starts(self) -> None:
        for fold in self.carried.folds:
            if fold.counter is not None:
                initial = self.site.initial(fold.name)
                if isinstance(initial.value, ast.Constant):
                    self._starts[fold.name] = initial.value
        for store in self.kernel.stores:
            store.index, store.value = self.started(store.index), self.started(store.value)
        for append in self.kernel.appends:
            append.value = self.started(append.value)
            append.guard = self.started(append.guard) if append.guard is not None else None
        for fold in self.carried.folds:
            fold.term = self.started(fold.term)
        for choice in self.carried.choices:
            choice.guard, choice.value = self.started(choice.guard), self.started(choice.value)

    def started(self, node: Expr) -> Expr:
        """The expression with start values of counters put in."""
        return tidy(starts(node, self._starts))

    def _expressions(self) -> list[Expr]:
        found: list[Expr] = [fold.term for fold in self.carried.folds]
        for extreme in self.carried.extremes:
            found += [part for part in (extreme.term, extreme.guard) if part is not None]
        for choice in self.carried.choices:
            found.append(choice.guard)
        for append in self.kernel.appends:
            found += [append.value, *([append.guard] if append.guard is not None else [])]
        for store in self.kernel.stores:
            found += [store.index, store.value]
        return found

    def emit(self, *statements: ast.stmt) -> None:
        """Add statements."""
        for statement in statements:
            last = self.result.statements[-1] if self.result.statements else None
            if (
                (
                    isinstance(statement, ast.If)
                    and isinstance(last, ast.If)
                    and not (statement.orelse or last.orelse)
                )
                and same(statement.test, last.test)
                and not isinstance(last.body[-1], ast.Return)
            ):
                last.body.extend(statement.body)
                continue
            self.result.statements.append(statement)

    def _temporary(self, node: Expr, made: Expr) -> Expr:
        hint = getattr(node, "hint", "")
        if not hint:
            hint = (
                "mask"
                if isinstance(made, ast.Compare | ast.BinOp) and isinstance(node, ast.Compare | ast.BoolOp)
                else ""
            )
        own = hint in self.carried.temporaries and hint not in self.site.live
        identifier = hint if own else self.site.fresh(hint or "values")
        self.emit(assign(identifier, made))
        return name(identifier)

    def named(self, made: Expr, wish: str) -> Expr:
        """The expression under a name, unless it is short already."""
        if isinstance(made, ast.Name) or (
            isinstance(made, ast.Subscript) and isinstance(made.value, ast.Name)
        ):
            return made
        return self.fresh_name(made, wish)

    def fresh_name(self, made: Expr, wish: str) -> Expr:
        """The expression under a new name."""
        identifier = self.site.fresh(wish)
        self.emit(assign(identifier, made))
        return name(identifier)

    def initial(self, identifier: str) -> Initial:
        """How a name starts."""
        return self.site.initial(identifier)

    def drop_initial(self, initial: Initial) -> None:
        """The initial assignment is no longer needed."""
        if initial.statement is not None:
            self.result.removed.append(initial.statement)

    def drop_if_dead(self, identifier: str) -> None:
        """Remove the initial assignment of a name that nothing reads any more."""
        if identifier not in self.site.live:
            self.drop_initial(self.initial(identifier))

    def position(self, hit: Expr) -> Expr:
        """The position of the ``hit``-th pass (a Python integer expression)."""
        axis = self.kernel.axis
        if axis.reverse:
            return tidy(ast.BinOp(ast.BinOp(axis.stop, ast.Sub(), const(1)), ast.Sub(), hit))
        if axis.step != 1:
            hit = ast.BinOp(const(axis.step), ast.Mult(), hit)
        return hit if is_const(axis.start, 0) else ast.BinOp(hit, ast.Add(), axis.start)

    def element(self, node: Expr, position: Expr) -> Expr:
        """One element's expression at a position."""
        return at(node, self.kernel.axis, position)

    def type_of(self, node: Expr) -> str:
        """The Python type the source's expression surely has, or an empty string."""
        return python_type(node, self.kernel.axis, self.site.facts)

    def starts_with_first(self, initial: Initial, term: Expr) -> Axis | None:
        """The axis with the first element included, when the name starts as the term of position 0."""
        axis = self.kernel.axis
        if (
            initial.value is None
            or axis.reverse
            or axis.step != 1
            or not same(initial.value, at(term, axis, const(0)))
        ):
            return None
        if not is_const(axis.start, 0, 1):
            return None
        whole = copy.copy(axis)
        whole.start = const(0)
        return whole

    def _guard_windows(self) -> None:
        if self.kernel.exit is not None:
            raise UnliftableError("a search for a window")
        self.result.removed.clear()
        self.result.statements = guarded(self.result.statements, self.kernel.axis.runs())

    def finished(self) -> Lowering:
        """The lowering; the loop must have given at least one statement that uses NumPy or a slice.

        Raises:
            UnliftableError: Nothing was vectorised.
        """
        if not self.result.statements:
            raise UnliftableError("nothing to do")
        if self.vector.windowed:
            self._guard_windows()
        mentioned = any(
            isinstance(node, ast.Name) and node.id == self.alias.partition(".")[0]
            for statement in self.result.statements
            for node in walk(statement)
        )
        if mentioned:
            self.result.need(self._import)
        for statement in self.result.statements:
            for node in walk(statement):
                if isinstance(node, ast.Name) and (":" in node.id or node.id == "_position"):
                    raise UnliftableError("a value that has no array form")
        return self.result
