"""Cells of columns at any place (``df["a"].iloc[i - 1]``) as items of arrays."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator

from ..lift import array
from ..lift.nodes import Expr, UnliftableError, assign, item, mentions, method, name, same
from ..lift.site import Lowering, Site
from ..part import BUILTIN, EXACT, FRAME, Part
from ..rules.view import Place, View
from ..splice import Edit, replaceable
from .body import identifier_of, measured
from .lower import ARRAYS, ColumnFacts

_PLACED = frozenset({"iloc", "iat", "values"})


class _Places(ast.NodeTransformer):
    """Puts items of arrays in the place of cells; ``arrays`` are the columns by the names of their arrays."""

    def __init__(self, taken: set[str]) -> None:
        self.arrays: dict[str, Expr] = {}
        self._taken = taken

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """Something of a cell; of a frame it would be a column of a row."""
        _refuse_row(node.value)
        return self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        """``df["a"].iloc[i]`` as ``a[i]``."""
        _refuse_row(node.value)
        self.generic_visit(node)
        owner = node.value
        if not isinstance(node.ctx, ast.Load) or not isinstance(owner, ast.Attribute):
            return node
        if owner.attr not in _PLACED or not _is_column(owner.value):
            return node
        if isinstance(node.slice, ast.Slice | ast.Tuple):
            raise UnliftableError("many cells at once")
        return item(name(self._array(owner.value)), node.slice)

    def _array(self, column: Expr) -> str:
        for known, owner in self.arrays.items():
            if same(owner, column):
                return known
        label = column.slice if isinstance(column, ast.Subscript) else None
        wish = identifier_of(label.value if isinstance(label, ast.Constant) else "values")
        candidate, number = wish, 2
        while candidate in self._taken:
            candidate, number = f"{wish}_{number}", number + 1
        self._taken.add(candidate)
        self.arrays[candidate] = column
        return candidate


def _refuse_row(node: Expr) -> None:
    """Refuse ``df.iloc[i]["a"]``, whose ``df`` is no column."""
    owner = node.value if isinstance(node, ast.Subscript) else None
    if isinstance(owner, ast.Attribute) and owner.attr in _PLACED and isinstance(owner.value, ast.Name):
        raise UnliftableError("a row")


def _is_column(node: Expr) -> bool:
    if isinstance(node, ast.Subscript):
        label = node.slice.value if isinstance(node.slice, ast.Constant) else None
        return isinstance(node.value, ast.Name) and isinstance(label, str)
    return isinstance(node, ast.Name)


def _frame(column: Expr) -> Expr:
    return column.value if isinstance(column, ast.Subscript) else column


def parts(view: View, place: Place) -> Iterator[Part]:
    """The forms of a loop that reads cells of columns by their places.

    Raises:
        UnliftableError: There are none, or the loop does more with the frame.
    """
    loop = place.statement
    if not isinstance(loop, ast.For) or not replaceable(view.located, loop):
        raise UnliftableError("no loop that counts")
    taken = set(view.imports.taken)
    places = _Places(taken)
    made = places.visit(copy.deepcopy(loop))
    frames = [_frame(column) for column in places.arrays.values()]
    if not frames or not isinstance(made, ast.For) or not all(same(one, frames[0]) for one in frames):
        raise UnliftableError("no cells of one frame")
    if mentions(loop.target, str(getattr(frames[0], "id", ""))):
        raise UnliftableError("the frame changes")
    for statement in made.body:
        measured(frames[0], statement)
    ahead: list[ast.stmt] = [assign(key, method(column, ARRAYS)) for key, column in places.arrays.items()]
    for target, exact in ((FRAME, False), (EXACT, True)):
        block = [*place.block[: place.number], made, *place.block[place.number + 1 :]]
        facts = ColumnFacts(view.facts, set(places.arrays), frames[0])
        site = Site(view.located, view.imports, facts, view.liveness, block, place.number)
        site.live, site.taken = view.live(loop), site.taken | taken
        try:
            lowering = array.lower(site, exact)
        except UnliftableError:
            continue
        yield _part(view, loop, target, [*ahead, *lowering.statements], lowering)
    yield _part(view, loop, BUILTIN, [*ahead, made], Lowering(BUILTIN, False))


def _part(view: View, loop: ast.For, target: str, statements: list[ast.stmt], lowering: Lowering) -> Part:
    if not all(replaceable(view.located, one) for one in lowering.removed):
        raise UnliftableError("a statement shares its line")
    edits = (Edit(loop, tuple(statements)), *(Edit(one, ()) for one in lowering.removed))
    words = (*lowering.words, "arrays in the place of columns")
    return Part(edits, target, words, tuple(lowering.imports), tuple(lowering.probes))
