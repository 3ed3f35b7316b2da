"""Writes a matched kernel as builtins and comprehensions: what pays on lists of Python numbers.

Bare comparisons for a maximum, generators inside ``sum`` and ``accumulate(x, max)`` are slower than the loop
on CPython and are not written.
"""

from __future__ import annotations

import ast

from ..lift.arraystore import joined
from ..lift.axis import Axis
from ..lift.dependence import check
from ..lift.effects import Append, Store
from ..lift.forms import SUM, Choice, Extreme, Fold
from ..lift.nodes import (
    Expr,
    UnliftableError,
    assign,
    call,
    const,
    dotted,
    is_const,
    item,
    method,
    name,
    names,
    negate,
    same,
)
from ..lift.site import Lowering, Site
from ..trees import walk
from . import search
from .comprehension import Comprehension


class Builtins:
    """Collects the statements of one lowering."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.kernel, self.carried = site.read()
        check(self.kernel, self.carried)
        self.result = Lowering("builtin", False)
        self.loop = Comprehension(site, self.kernel, self.carried)

    def write(self) -> Lowering:
        """The lowering.

        Raises:
            UnliftableError: The loop has no builtin form that is known to pay.
        """
        if self.kernel.exit is not None:
            search.write(self)
            return self.result
        if self.carried.streaks or self.carried.helds or self.carried.chains or self.kernel.inner:
            raise UnliftableError("a count that starts anew, a running value in the items, or an inner loop")
        self._refuse_live_names()
        scanned = [fold for fold in self.carried.folds if fold.scanned]
        if scanned:
            self._scan(scanned)
        else:
            for fold in self.carried.folds:
                self._fold(fold)
            for extreme in self.carried.extremes:
                self._extreme(extreme)
            for choice in self.carried.choices:
                self._choice(choice)
            self._appends()
            self._stores()
        if not self.result.statements:
            raise UnliftableError("nothing to do")
        return self.result

    def _refuse_live_names(self) -> None:
        for key in (*self.kernel.axis.bound, *self.carried.temporaries):
            if key in self.site.live:
                raise UnliftableError(f"{key} is read after the loop")

    def give(self, identifier: str, value: Expr) -> None:
        """Assign a name whose initial value is part of ``value`` already."""
        initial = self.site.initial(identifier)
        if initial.statement is not None:
            self.result.removed.append(initial.statement)
        self.result.statements.append(assign(identifier, value))

    def add(self, identifier: str, value: Expr) -> None:
        """Add to a name, or assign it when it starts at the integer 0."""
        initial = self.site.initial(identifier)
        if is_const(initial.value, 0) and initial.statement is not None:
            self.give(identifier, value)
        else:
            self.result.statements.append(ast.AugAssign(ast.Name(identifier, ast.Store()), ast.Add(), value))

    def _fold(self, fold: Fold) -> None:
        if fold.counter is not None:
            if fold.name in self.site.live:
                raise UnliftableError("a counter")
            return
        if fold.kind != SUM:
            self._product(fold)
            return
        term, guard = _guarded(fold.term, 0)
        if guard is not None and is_const(term, 1):
            self.result.say("count")
            element = self.loop.any_element()
            self.add(fold.name, call("len", self.loop.listed(element, guard)))
            return
        initial = self.site.initial(fold.name)
        if isinstance(initial.value, ast.Constant) and not isinstance(
            initial.value.value, int | float | complex
        ):
            raise UnliftableError("a sum of something else than numbers")
        start: Expr = initial.value if isinstance(initial.value, ast.Constant) else name(fold.name)
        summed = self._mapped(term) if guard is None else None
        arguments = [summed or self.loop.listed(term, guard)] + ([] if is_const(start, 0) else [start])
        self.result.say("sum")
        if isinstance(initial.value, ast.Constant):
            self.give(fold.name, call("sum", *arguments))
        else:
            self.result.statements.append(assign(fold.name, call("sum", *arguments)))

    def _mapped(self, term: Expr) -> Expr | None:
        """What gives the terms without a comprehension: products of two elements, one side of pairs."""
        axis = self.kernel.axis
        walked = [sequence for sequence, _ in axis.walked]
        if axis.reverse or not walked or len(walked) > 2:
            return None
        own = [
            next((one for one in walked if same(part, item(one, axis.position))), None)
            for part in _factors(term)
        ]
        if len(own) == 1 and own[0] is not None and len(walked) == 2:
            other = walked[1] if own[0] is walked[0] else walked[0]
            return item(own[0], ast.Slice(None, call("len", other))) if isinstance(own[0], ast.Name) else None
        if len(own) != 2 or own[0] is None or own[1] is None or (len(walked) == 2 and own[0] is own[1]):
            return None
        written, statement = self.site.imports.member("operator", "mul")
        self.result.need(statement)
        return call("map", dotted(written), own[0], own[1])

    def _product(self, fold: Fold) -> None:
        initial = self.site.initial(fold.name)
        written, statement = self.site.imports.member("math", "prod")
        self.result.need(statement)
        term, guard = _guarded(fold.term, 1)
        start: Expr = initial.value if isinstance(initial.value, ast.Constant) else name(fold.name)
        keywords = {} if is_const(start, 1) else {"start": start}
        self.result.say("product")
        made = call(dotted(written), self.loop.listed(term, guard), **keywords)
        if isinstance(initial.value, ast.Constant):
            self.give(fold.name, made)
        else:
            self.result.statements.append(assign(fold.name, made))

    def _extreme(self, extreme: Extreme) -> None:
        if extreme.places or extreme.scanned or extreme.optional:
            raise UnliftableError("an arg-extreme of a list")
        bare = isinstance(extreme.term, ast.Subscript)
        if bare and not extreme.calls:
            raise UnliftableError("max(list) is slower than the comparison loop")
        listed = self.loop.listed(extreme.term, extreme.guard)
        self.result.say(f"{extreme.which}imum")
        joined = ast.List([name(extreme.name), ast.Starred(listed, ast.Load())], ast.Load())
        self.result.statements.append(assign(extreme.name, call(extreme.which, joined)))

    def _choice(self, choice: Choice) -> None:
        if not is_const(choice.value, True, False):
            raise UnliftableError("a last match of a list")
        initial = self.site.initial(choice.name)
        self.result.say("any")
        found = search.any_call(self.loop, choice.guard)
        assert isinstance(choice.value, ast.Constant)
        value = bool(choice.value.value)
        if is_const(initial.value, not value) and initial.statement is not None:
            self.give(choice.name, found if value else negate(found))
        else:
            self.result.statements.append(ast.If(found, [assign(choice.name, choice.value)], []))

    def _appends(self) -> None:
        grown: dict[str, list[Append]] = {}
        for append in self.kernel.appends:
            grown.setdefault(append.owner, []).append(append)
        for append in map(joined, grown.values()):
            self.result.say("append-filter" if append.guard is not None else "append-map")
            self._grow(append.owner, self._switched(append.value, append.guard))

    def _switched(self, value: Expr, guard: Expr | None) -> Expr:
        """A new list; where a test is the same in all passes there is one list for each outcome."""
        if guard is None and isinstance(value, ast.IfExp) and self._fixed(value.test):
            return ast.IfExp(value.test, self._switched(value.body, None), self._switched(value.orelse, None))
        made = self.loop.listed(value, guard)
        return made if isinstance(made, ast.ListComp) else call("list", made)

    def _fixed(self, test: Expr) -> bool:
        """Whether a test cannot fail, and gives the same in every pass."""
        plain = ast.Name | ast.Constant | ast.expr_context | ast.cmpop | ast.Compare | ast.boolop | ast.BoolOp
        return (
            isinstance(test, ast.Compare | ast.Name | ast.BoolOp)
            and all(isinstance(part, plain) for part in walk(test))
            and not any(":" in key for key in names(test))
            and not names(test) & {self.kernel.axis.index, *self.kernel.axis.elements, *self.kernel.values}
        )

    def _grow(self, owner: str, made: Expr) -> None:
        initial = self.site.initial(owner)
        if isinstance(initial.value, ast.List) and not initial.value.elts and initial.statement is not None:
            self.give(owner, made)
        else:
            self.result.statements.append(ast.Expr(method(name(owner), "extend", made)))

    def _stores(self) -> None:
        for store in self.kernel.stores:
            if self.site.facts.kind(name(store.base)) == "array":
                raise UnliftableError("a store into an array")
            self._refuse_shared(store)
            axis = self.kernel.axis
            if axis.step != 1 or axis.reverse or not _is_position(store.index, axis):
                raise UnliftableError("a store at a computed index")
            whole = self.site.facts.covers(name(store.base), axis.stop) == 0
            lower = None if is_const(axis.start, 0) else axis.start
            bounds = ast.Slice(lower, None if whole else axis.stop)
            self.result.say("element-wise map")
            target = item(name(store.base), bounds)
            self.result.statements.append(assign(target, self.loop.listed(store.value, None)))

    def _refuse_shared(self, store: Store) -> None:
        """Two rows of one table may be one list, unless the function made each."""
        own = self._row_of(store.base)
        others = {self._row_of(key) for key in names(store.value) - {store.base}}
        made = self.site.facts.definitions.get(own)
        fresh = isinstance(made, ast.ListComp) and isinstance(made.elt, ast.ListComp | ast.BinOp | ast.List)
        if own and own in others and not fresh:
            raise UnliftableError("rows that may be one list")

    def _row_of(self, identifier: str) -> str:
        """The table that a name is a row of."""
        row = self.site.facts.definitions.get(identifier)
        owner = row.value if isinstance(row, ast.Subscript) else None
        return owner.id if isinstance(owner, ast.Name) else ""

    def _scan(self, scanned: list[Fold]) -> None:
        """``itertools.accumulate`` for one running sum or product that is appended in every pass."""
        others = len(self.carried.folds) + len(self.carried.extremes) + len(self.carried.choices)
        if others != 1 or self.kernel.stores or len(self.kernel.appends) != 1:
            raise UnliftableError("a running value with company")
        fold, append = scanned[0], self.kernel.appends[0]
        initial = self.site.initial(fold.name)
        if append.guard is not None or fold.scanned != {fold.after} or fold.name in self.site.live:
            raise UnliftableError("a running value of another form")
        if (
            fold.kind != SUM
            or isinstance(fold.term, ast.IfExp)
            or not isinstance(initial.value, ast.Constant)
        ):
            raise UnliftableError("a running value of another form")
        written, statement = self.site.imports.member("itertools", "accumulate")
        self.result.need(statement)
        running = call(dotted(written), self.loop.listed(fold.term, None), initial=initial.value)
        self.result.say("cumulative sum")
        if initial.statement is not None:
            self.result.removed.append(initial.statement)
        if isinstance(append.value, ast.Name):
            self._grow(append.owner, item(call("list", running), ast.Slice(const(1))))
            return
        raise UnliftableError("an expression of a running value")


def _factors(term: Expr) -> list[Expr]:
    return (
        [term.left, term.right] if isinstance(term, ast.BinOp) and isinstance(term.op, ast.Mult) else [term]
    )


def _guarded(term: Expr, neutral: int) -> tuple[Expr, Expr | None]:
    """A term and the condition under which it is not neutral."""
    if isinstance(term, ast.IfExp) and is_const(term.orelse, neutral):
        return term.body, term.test
    return term, None


def _is_position(index: Expr, axis: Axis) -> bool:
    return isinstance(index, ast.Name) and index.id == axis.index


def lower(site: Site) -> Lowering:
    """The builtin form of a loop.

    Raises:
        UnliftableError: The loop has none that is known to pay.
    """
    return Builtins(site).write()
