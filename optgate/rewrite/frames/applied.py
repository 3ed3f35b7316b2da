"""A function applied to every row, or to every value of a column, as operations on columns."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator

from ..imports import Imports
from ..lift.nodes import Expr, UnliftableError, assign, call, const, dotted, method, name, same
from ..lift.site import Lowering
from ..part import BUILTIN, EXACT, FRAME, Part
from ..rules.view import Place, View
from ..splice import Edit, replaceable
from .arithmetic import Arithmetic
from .body import Stored
from .lower import CAREFUL, FAITHFUL, Form, Table
from .pieces import method_of

_SIMPLE = (ast.Assign, ast.AnnAssign, ast.Return, ast.Expr)
_LAZY = (ast.Lambda, ast.IfExp, ast.BoolOp, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
WORDS = "columns in the place of a function of each row"


def calls(view: View) -> Iterator[tuple[Place, ast.Call, ast.Lambda]]:
    """Calls with a function of one argument that run exactly once in their statement."""
    for place in view.places():
        statement = place.statement
        if not isinstance(statement, _SIMPLE) or not replaceable(view.located, statement):
            continue
        for node in _eager(statement):
            given = node.args[0] if isinstance(node, ast.Call) and len(node.args) == 1 else None
            if isinstance(node, ast.Call) and isinstance(given, ast.Lambda) and _single(given):
                yield place, node, given


def _eager(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        yield child
        if not isinstance(child, _LAZY):
            yield from _eager(child)


def _single(given: ast.Lambda) -> bool:
    arguments = given.args
    others = (arguments.posonlyargs, arguments.kwonlyargs, arguments.vararg, arguments.kwarg)
    return len(arguments.args) == 1 and not arguments.defaults and not any(others)


def replaced(statement: ast.stmt, old: Expr, new: Expr) -> ast.stmt:
    """A copy of the statement with one expression in the place of another."""
    wanted = ast.dump(old, include_attributes=True)
    made = copy.deepcopy(statement)

    class Put(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> ast.AST:
            if isinstance(node, ast.Call) and ast.dump(node, include_attributes=True) == wanted:
                return new
            visited: ast.AST = super().visit(node)
            return visited

    visited = Put().visit(made)
    assert isinstance(visited, ast.stmt)
    return visited


class AppliedRows(Table):
    """``df.apply(lambda row: …, axis=1)`` read as a loop that collects what the function gives."""

    def __init__(self, view: View, place: Place, applied: ast.Call, given: ast.Lambda) -> None:
        assert isinstance(applied.func, ast.Attribute)
        values = _fresh(view.imports, "values")
        label = _fresh(view.imports, "label")
        self.applied = applied
        target = ast.Tuple(
            [ast.Name(label, ast.Store()), ast.Name(given.args.args[0].arg, ast.Store())], ast.Store()
        )
        collect = ast.copy_location(ast.Expr(method(name(values), "append", given.body)), place.statement)
        loop = ast.For(target, method(applied.func.value, "iterrows"), [collect], [])
        super().__init__(view, place, ast.copy_location(loop, place.statement), frozenset())
        self.values = values
        self.body.stored.append(Stored(ast.Constant(""), values, False))

    def parts(self) -> Iterator[Part]:
        """Column arithmetic, arrays of the rows' dtype, a comprehension."""
        yield from self._plain()
        yield from self.tried(CAREFUL, exact=False)
        self.body.taken = set(self._taken)
        loop, ahead = self.zipped(FAITHFUL)
        collected = self.body.statements[0]
        assert isinstance(collected, ast.Expr) and isinstance(collected.value, ast.Call)
        listed = ast.ListComp(collected.value.args[0], [ast.comprehension(loop.target, loop.iter, [], 0)])
        yield self.part(FAITHFUL, [*ahead, assign(self.values, listed)], Lowering("builtin", False))

    def _plain(self) -> Iterator[Part]:
        collected = self.loop.body[0]
        assert isinstance(collected, ast.Expr) and isinstance(collected.value, ast.Call)
        lowering = Lowering(FRAME, False)
        written, statement = self.view.imports.numpy()
        arithmetic = Arithmetic(self._as_column, dotted(f"{written}.where"))
        try:
            made = arithmetic.of(collected.value.args[0])
        except UnliftableError:
            return
        if arithmetic.chooses:
            lowering.need(statement)
        yield self._told(FRAME, [self._placed(made, arithmetic.chooses, lowering)], lowering)

    def _as_column(self, node: Expr) -> Expr | None:
        read = self.rows.read(node)
        return None if read is None else ast.Subscript(self.frame, read.column, ast.Load())

    def _placed(self, made: Expr, is_array: bool, lowering: Lowering) -> ast.stmt:
        """The statement with the column; an array needs the frame's index unless it becomes a column."""
        statement = self.place.statement
        stored = isinstance(statement, ast.Assign) and statement.value is self.applied
        column = (
            stored and isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Subscript)
        )
        if is_array and not column:
            made = self._series(made, lowering, sure=False)
        return replaced(statement, self.applied, made)

    def _series(self, values: Expr, lowering: Lowering, *, sure: bool) -> Expr:
        written, statement = self.view.imports.member("pandas", "Series")
        lowering.need(statement)
        keywords = {"index": method_of(self.frame, "index")}
        if sure:
            keywords["dtype"] = ast.IfExp(call("len", self.frame), const(None), name("float"))
        return call(dotted(written), values, **keywords)

    def part(self, form: Form, statements: list[ast.stmt], lowering: Lowering) -> Part:
        """The part that puts a series of the collected values in the place of the call."""
        values: Expr = name(self.values)
        for statement in statements:
            if isinstance(statement, ast.Assign) and same(
                statement.targets[0], ast.Name(self.values, ast.Store())
            ):
                values = _unlisted(statement.value)
                statements = [one for one in statements if one is not statement]
        made = self._series(values, lowering, sure=True)
        return self._told(
            form.target, [*statements, replaced(self.place.statement, self.applied, made)], lowering
        )

    def _told(self, target: str, statements: list[ast.stmt], lowering: Lowering) -> Part:
        edit = Edit(self.place.statement, tuple(statements))
        return Part((edit,), target, (WORDS,), tuple(lowering.imports))


def _unlisted(value: Expr) -> Expr:
    """The array of ``list(array)``."""
    listed = isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "list"
    return value.args[0] if listed and isinstance(value, ast.Call) else value


def _fresh(imports: Imports, wish: str) -> str:
    candidate, number = wish, 2
    while candidate in imports.taken:
        candidate, number = f"{wish}_{number}", number + 1
    return candidate


def of_values(view: View, place: Place, applied: ast.Call, given: ast.Lambda) -> Iterator[Part]:
    """``df["a"].apply(lambda v: …)``: arithmetic on the column, or a comprehension over its values.

    Raises:
        UnliftableError: The column is no plain name or item.
    """
    assert isinstance(applied.func, ast.Attribute)
    column, argument = applied.func.value, given.args.args[0].arg
    if not _is_column(column):
        raise UnliftableError("no column")
    written, needed = view.imports.numpy()
    arithmetic = Arithmetic(
        lambda node: column if isinstance(node, ast.Name) and node.id == argument else None,
        dotted(f"{written}.where"),
    )
    series, imported = view.imports.member("pandas", "Series")
    try:
        made = arithmetic.of(given.body)
        told = (WORDS.replace("row", "value"),)
        if not arithmetic.chooses:
            edit = Edit(place.statement, (replaced(place.statement, applied, made),))
            yield Part((edit,), FRAME, told)
        else:
            named = call(
                dotted(series), made, index=method_of(column, "index"), name=method_of(column, "name")
            )
            edit = Edit(place.statement, (replaced(place.statement, applied, named),))
            yield Part((edit,), EXACT, told, tuple(one for one in (needed, imported) if one))
    except UnliftableError:
        if isinstance(column, ast.Name):
            raise
    clause = ast.comprehension(ast.Name(argument, ast.Store()), method(column, "tolist"), [], 0)
    made = call(
        dotted(series),
        ast.ListComp(given.body, [clause]),
        index=method_of(column, "index"),
        name=method_of(column, "name"),
        dtype=ast.IfExp(call("len", column), const(None), method_of(column, "dtype")),
    )
    edit = Edit(place.statement, (replaced(place.statement, applied, made),))
    yield Part((edit,), BUILTIN, ("values from a list of the column",), tuple(filter(None, (imported,))))


def _is_column(node: Expr) -> bool:
    if isinstance(node, ast.Subscript):
        return isinstance(node.value, ast.Name) and isinstance(node.slice, ast.Constant)
    return isinstance(node, ast.Name)
