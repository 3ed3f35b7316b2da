"""Writes a loop over rows as array operations on columns, or as a loop over the values of columns."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from typing import NamedTuple

from ..idioms import builtin
from ..lift import array
from ..lift.facts import Facts
from ..lift.linear import Linear
from ..lift.nodes import Expr, UnliftableError, assign, call, item, method, name
from ..lift.site import Lowering, Site
from ..part import BUILTIN, EXACT, FRAME, Part
from ..rules.view import Place, View
from ..splice import Edit, replaceable
from .body import Body
from .header import rows_of
from .pieces import Items, Unboxed, listed, method_of
from .reads import PYTHON, ROW, Read

ARRAYS, LISTS = "to_numpy", "tolist"
"""The methods that give a column's elements as NumPy and as Python scalars."""


class Form(NamedTuple):
    """One way to write the loop.

    ``whole`` brings the rows to one dtype first, as ``iterrows`` does, and looks labels up; ``method`` is how
    the elements of a column are had where they have the column's own type.
    """

    target: str
    whole: bool
    method: str


PLAIN, CAREFUL = Form(FRAME, False, ARRAYS), Form(EXACT, True, ARRAYS)
FAST, FAITHFUL = Form(BUILTIN, False, LISTS), Form(BUILTIN, True, ARRAYS)
BOXED = Form(BUILTIN, False, ARRAYS)
"""Right for ``iloc[i]`` of frames with text: unlike ``iterrows`` it leaves the NumPy scalars as they are."""


class ColumnFacts(Facts):
    """What is known of a function, and that some names hold columns of one frame."""

    def __init__(self, known: Facts, columns: set[str], frame: Expr) -> None:
        self.__dict__.update(known.__dict__)
        self._columns = columns
        self._frame = frame

    def kind(self, node: Expr, depth: int = 3) -> str:
        """``array`` for the columns."""
        if isinstance(node, ast.Name) and node.id in self._columns:
            return "array"
        return super().kind(node, depth)

    def length(self, node: Expr) -> Linear:
        """The length of a column is that of its frame."""
        column = isinstance(node, ast.Name) and node.id in self._columns
        return super().length(self._frame if column else node)


class Table:
    """One loop over the rows of a frame, and the forms it can be given."""

    def __init__(self, view: View, place: Place, loop: ast.For, live: frozenset[str]) -> None:
        rows = rows_of(loop)
        if rows is None or not replaceable(view.located, place.statement):
            raise UnliftableError("not a loop over rows")
        self.view = view
        self.place = place
        self.loop = loop
        self.live = live
        self.rows = rows
        self.iterated = bool(rows.face)
        self.body = Body(rows, loop, view.imports.taken, self.live)
        self.frame = rows.frame
        self.counting = bool(rows.place) and rows.place == rows.label
        self._taken = frozenset(self.body.taken)

    def parts(self) -> Iterator[Part]:
        """Every form that there is."""
        for form in (PLAIN, CAREFUL):
            yield from self.tried(form, exact=False)
        yield from self.tried(CAREFUL, exact=True)
        yield from self._comprehended(FAITHFUL)
        yield self._walked(FAITHFUL)
        if not self.iterated and any(read.face == ROW for read in self.body.reads.values()):
            yield self._walked(BOXED)
        if self._escapes():
            yield from self._comprehended(FAST)
            yield self._walked(FAST)

    def _escapes(self) -> bool:
        """Whether elements are had as Python scalars only in the fast form."""
        return any(read.face != PYTHON for read in self.body.reads.values())

    def tried(self, form: Form, exact: bool) -> Iterator[Part]:
        """The array form, where the lifter has one."""
        body, rows = self.body, self.rows
        body.taken = set(self._taken)
        if body.needs(rows.label) and not self.counting:
            return
        try:
            lowering = array.lower(self._site(self._counted()), exact)
        except UnliftableError:
            return
        statements = [*self._columns(form), *lowering.statements]
        if all(read.face == PYTHON for read in body.reads.values()):
            statements = [Unboxed().visit(statement) for statement in statements]
        yield self.part(form, statements, lowering)

    def _comprehended(self, form: Form) -> Iterator[Part]:
        """The comprehension or builtin, where the lifter has one."""
        self.body.taken = set(self._taken)
        try:
            loop, ahead = self.zipped(form)
            lowering = builtin.lower(self._site(loop))
        except UnliftableError:
            return
        yield self.part(form, [*ahead, *lowering.statements], lowering)

    def _walked(self, form: Form) -> Part:
        """The loop as it is, over the values of the columns."""
        self.body.taken = set(self._taken)
        loop, ahead = self.zipped(form)
        lowering = Lowering("builtin", False)
        return self.part(form, [*ahead, *self._collecting(), loop], lowering)

    def _collecting(self) -> list[ast.stmt]:
        made = (assign(one.values, ast.List([], ast.Load())) for one in self.body.stored)
        return [ast.copy_location(one, self.loop) for one in made]

    def part(self, form: Form, statements: list[ast.stmt], lowering: Lowering) -> Part:
        """The part of a rewrite that puts the statements in the place of the loop.

        Raises:
            UnliftableError: A statement that has to go shares its lines with others.
        """
        removed = [one for one in lowering.removed if one in self.place.block]
        if not all(replaceable(self.view.located, one) for one in removed):
            raise UnliftableError("a statement shares its line")
        lowering.say("columns in the place of rows")
        given = self._taken_out(statements) if form.target != BUILTIN else {}
        statements = [*statements, *self.storing(form, given)]
        if form.whole and self.body.labelled:
            kept = [copy.deepcopy(one) for one in (*reversed(removed), self.loop)]
            statements = [ast.If(self._as_labelled(lowering), statements, kept)]
        edits = {id(one): Edit(one, ()) for one in removed}
        return Part(
            (Edit(self.place.statement, tuple(statements)), *edits.values()),
            form.target,
            tuple(lowering.words),
            tuple(lowering.imports),
            tuple(lowering.probes),
        )

    def _as_labelled(self, lowering: Lowering) -> Expr:
        """Whether each label looks up the row that stands at its place."""
        if not self.counting:
            return method_of(self.frame, "index", "is_unique")
        written, statement = self.view.imports.member("pandas", "RangeIndex")
        lowering.need(statement)
        numbers = call(written, call("len", self.frame))
        return method(method_of(self.frame, "index"), "equals", numbers)

    def _taken_out(self, statements: list[ast.stmt]) -> dict[str, Expr]:
        """The arrays of new columns, whose lists are taken out of the statements."""
        given: dict[str, Expr] = {}
        for one in self.body.stored:
            for statement in statements:
                value = listed(statement, one.values)
                if value is not None:
                    given[one.values] = value
                    statements.remove(statement)
                    break
        return given

    def storing(self, form: Form, given: dict[str, Expr]) -> list[ast.stmt]:
        """The assignment of whole columns; the careful one keeps the dtype of a column that is there."""
        made: list[ast.stmt] = []
        for one in self.body.stored:
            value = given.get(one.values, name(one.values))
            if form.whole:
                target = item(
                    ast.Attribute(self.frame, "loc", ast.Load()), ast.Tuple([ast.Slice(), one.column])
                )
                made.append(ast.If(call("len", self.frame), [assign(target, value)], []))
            else:
                made.append(assign(item(self.frame, one.column), value))
        return made

    def _site(self, loop: ast.For) -> Site:
        """The lifter's view of a loop that stands where the original does."""
        view, place, ahead = self.view, self.place, self._collecting()
        block = [*place.block[: place.number], *ahead, loop, *place.block[place.number + 1 :]]
        facts = ColumnFacts(view.facts, set(self.body.reads), self.frame)
        site = Site(view.located, view.imports, facts, view.liveness, block, place.number + len(ahead))
        site.live = self.live | {one.values for one in self.body.stored}
        site.taken |= self.body.taken
        return site

    def _counted(self) -> ast.For:
        """``for i in range(len(df))`` with items of the columns in the place of cells."""
        index = self.rows.place or self.body.fresh("i")
        columns = set(self.body.reads)
        block = [Items(columns, index).visit(copy.deepcopy(part)) for part in self.body.statements]
        return self._like(ast.Name(index, ast.Store()), call("range", call("len", self.frame)), block)

    def zipped(self, form: Form) -> tuple[ast.For, list[ast.stmt]]:
        """``for a, b in zip(df["a"], df["b"])``, and what has to stand before it."""
        ahead, sources = self._sources(form)
        names: list[Expr] = [ast.Name(key, ast.Store()) for key in sources]
        walked = list(sources.values())
        rows, body = self.rows, self.body
        if rows.label and body.needs(rows.label) and not self.counting:
            names.insert(0, ast.Name(rows.label, ast.Store()))
            walked.insert(0, ast.Attribute(self.frame, "index", ast.Load()))
        target = names[0] if len(names) == 1 else ast.Tuple(names, ast.Store())
        iterable = walked[0] if len(walked) == 1 else call("zip", *walked)
        if self.counting and body.needs(rows.place):
            target = ast.Tuple([ast.Name(rows.place, ast.Store()), target], ast.Store())
            iterable = call("enumerate", iterable)
        return self._like(target, iterable, body.statements), ahead

    def _like(self, target: Expr, iterable: Expr, block: list[ast.stmt]) -> ast.For:
        made = ast.For(target, iterable, block, [], lineno=self.loop.lineno)
        return ast.copy_location(made, self.loop)

    def _columns(self, form: Form) -> list[ast.stmt]:
        ahead, sources = self._sources(form)
        return [*ahead, *(assign(key, value) for key, value in sources.items())]

    def _sources(self, form: Form) -> tuple[list[ast.stmt], dict[str, Expr]]:
        """The elements of every column that is read, by the name of its cell."""
        ahead: list[ast.stmt] = []
        rows = ""
        found: dict[str, Expr] = {}
        for key, read in self.body.reads.items():
            if read.face == ROW and form.whole:
                if not rows:
                    rows = self.body.fresh("rows")
                    ahead.append(assign(rows, method(self.frame, ARRAYS)))
                place = method(method_of(self.frame, "columns"), "get_loc", read.column)
                found[key] = item(name(rows), ast.Tuple([ast.Slice(), place], ast.Load()))
            else:
                way = LISTS if read.face == PYTHON and form.target == BUILTIN else form.method
                found[key] = method(self._column(read), way)
        return ahead, found

    def _column(self, read: Read) -> Expr:
        if read.placed:
            return item(method_of(self.frame, "iloc"), ast.Tuple([ast.Slice(), read.column], ast.Load()))
        return item(self.frame, read.column)
