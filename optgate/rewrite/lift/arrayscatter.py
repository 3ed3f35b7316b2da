"""Items stored at computed indices as NumPy statements: histograms, group sums, scattered values.

``ufunc.at`` takes the indices one after another, as the loop does: the order of additions, indices that
occur more than once, negative indices and ``IndexError`` are the loop's. ``bincount`` is the form for indices
that are never negative. Of values that are only stored the last one stays, as in the loop.
"""

from __future__ import annotations

import ast

from .arraywriter import Writer
from .carried import Neutral, extreme_of, fold_term
from .effects import Store
from .nodes import (
    Expr,
    UnliftableError,
    assign,
    call,
    const,
    dotted,
    is_const,
    item,
    mentions,
    method,
    name,
    negate,
    same,
    transform,
)
from .slices import slice_of
from .syntax import both, index_parts


def scattered(writer: Writer, store: Store) -> bool:
    """Whether nothing says that two passes store different items."""
    vector = writer.vector
    varying = [(k, part) for k, part in enumerate(index_parts(store.index)) if vector.varies(part)]
    return all(slice_of(vector, name(store.base), part, k) is None for k, part in varying)


def scatter(writer: Writer, store: Store) -> None:
    """Write a store whose places may meet.

    Raises:
        UnliftableError: What is stored depends on what earlier passes stored in another way than by folds.
    """
    marker = f"{store.base}:item"

    def change(part: Expr) -> Expr | None:
        return name(marker) if same(part, store.before) else None

    guard, value = _guarded(transform(store.value, change), marker)
    for expression in (value, guard, store.index):
        if mentions(expression, store.base):
            raise UnliftableError("an item stored by one pass is read by another")
    if mentions(guard, marker):
        guard, value = None, ast.IfExp(guard or const(True), value, name(marker))
    if not mentions(value, marker):
        _last(writer, store, value, guard)
        return
    for function, operator, inverse, neutral in (
        ("add", ast.Add, ast.Sub, 0),
        ("multiply", ast.Mult, None, 1),
    ):
        term = fold_term(value, marker, operator, inverse, const(neutral))
        if term is not None and not isinstance(term, Neutral):
            _fold(writer, store, function, term, guard)
            return
    extreme = extreme_of(value, marker)
    if extreme is None or extreme.guard is not None:
        raise UnliftableError("an item is computed from what earlier passes stored")
    family = f"f{extreme.which}" if writer.exact and not extreme.calls else f"{extreme.which}imum"
    writer.result.say(f"group {extreme.which}imum")
    _at(writer, store, family, extreme.term, guard)


def _guarded(value: Expr, marker: str) -> tuple[Expr | None, Expr]:
    """The condition under which anything is stored, and the value that is stored then."""
    guard: Expr | None = None
    while isinstance(value, ast.IfExp):
        kept, test = value.orelse, value.test
        chosen = value.body
        if _is(chosen, marker):
            chosen, kept, test = kept, chosen, negate(test)
        if not _is(kept, marker) or mentions(test, marker):
            break
        guard, value = both(guard, test), chosen
    return guard, value


def _is(node: Expr, identifier: str) -> bool:
    return isinstance(node, ast.Name) and node.id == identifier


def _fold(writer: Writer, store: Store, function: str, term: Expr, guard: Expr | None) -> None:
    counting = function == "add" and isinstance(term, ast.Constant) and type(term.value) is int
    writer.result.say("histogram" if counting else "group sum" if function == "add" else "group product")
    if writer.site.facts.kind(name(store.base)) == "list":
        _listed(writer, store, term, guard, counting)
    elif not writer.exact and counting and not isinstance(store.index, ast.Tuple):
        length = writer.site.facts.length(name(store.base)).code()
        counts = _counts(writer, store, term, guard, length)
        writer.emit(ast.AugAssign(ast.Name(store.base, ast.Store()), ast.Add(), counts))
    elif isinstance(term, ast.UnaryOp) and isinstance(term.op, ast.USub) and function == "add":
        _at(writer, store, "subtract", term.operand, guard)
    else:
        _at(writer, store, function, term, guard)


def _counts(writer: Writer, store: Store, term: Expr, guard: Expr | None, length: Expr) -> Expr:
    index = _chosen(writer, store.index, _mask(writer, guard))
    made = writer.vector.np("bincount", index, minlength=length)
    return made if is_const(term, 1) else ast.BinOp(term, ast.Mult(), made)


def _listed(writer: Writer, store: Store, term: Expr, guard: Expr | None, counting: bool) -> None:
    """A list of counts, made anew where it starts as ``[0] * n``."""
    initial = writer.initial(store.base)
    start = initial.value
    fresh = (
        isinstance(start, ast.BinOp) and isinstance(start.op, ast.Mult) and isinstance(start.left, ast.List)
    )
    if writer.exact or not (fresh and counting) or isinstance(store.index, ast.Tuple):
        raise UnliftableError("items of a list at computed indices")
    assert isinstance(start, ast.BinOp) and isinstance(start.left, ast.List)
    if initial.single is None or len(start.left.elts) != 1 or not is_const(start.left.elts[0], 0):
        raise UnliftableError("a list that does not start with zeros")
    writer.result.removed.append(initial.single)
    writer.emit(assign(store.base, method(_counts(writer, store, term, guard, start.right), "tolist")))


def _at(writer: Writer, store: Store, function: str, term: Expr, guard: Expr | None) -> None:
    if writer.site.facts.kind(name(store.base)) == "list":
        raise UnliftableError("items of a list at computed indices")
    mask = _mask(writer, guard)
    index = _chosen(writer, store.index, mask)
    made = _chosen(writer, term, mask) if writer.vector.varies(term) else _of_type(writer, store, term)
    callee = dotted(f"{writer.alias}.{function}.at")
    writer.emit(ast.Expr(call(callee, name(store.base), index, made)))


def _of_type(writer: Writer, store: Store, term: Expr) -> Expr:
    """A whole number as a float where the items surely are floats: ``ufunc.at`` is slow when it converts."""
    made = writer.site.facts.definitions.get(store.base)
    floats = isinstance(made, ast.Call) and len(made.args) == 1 and not made.keywords
    called = made.func.attr if floats and isinstance(made.func, ast.Attribute) else ""  # type: ignore[union-attr]
    if isinstance(term, ast.Constant) and type(term.value) is int and called in {"zeros", "ones", "empty"}:
        return const(float(term.value))
    return term


def _last(writer: Writer, store: Store, value: Expr, guard: Expr | None) -> None:
    if writer.site.facts.kind(name(store.base)) == "list":
        raise UnliftableError("items of a list at computed indices")
    writer.result.say("scatter")
    mask = _mask(writer, guard)
    index = _chosen(writer, store.index, mask)
    made = _chosen(writer, value, mask) if writer.vector.varies(value) else value
    writer.emit(assign(item(name(store.base), index), made))


def _mask(writer: Writer, guard: Expr | None) -> Expr | None:
    if guard is None:
        return None
    if not writer.vector.varies(guard):
        raise UnliftableError("a condition that does not depend on the element")
    return writer.named(writer.vector.condition(guard), "mask")


def _chosen(writer: Writer, node: Expr, mask: Expr | None) -> Expr:
    """The values of an expression (of each part of a tuple) in the passes that the mask chooses."""
    if isinstance(node, ast.Tuple):
        parts = [_chosen(writer, part, mask) if writer.vector.varies(part) else part for part in node.elts]
        return ast.Tuple(parts, ast.Load())
    return writer.vector.code(node) if mask is None else writer.vector.under(mask, node)
