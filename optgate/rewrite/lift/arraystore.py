"""Items stored and values appended, as NumPy statements."""

from __future__ import annotations

import ast

from .arrayscatter import scatter, scattered
from .arraywriter import Writer
from .carried import Neutral, fold_term
from .effects import Append, Store
from .nodes import (
    Expr,
    UnliftableError,
    assign,
    binary,
    call,
    const,
    is_const,
    item,
    method,
    name,
    negate,
    same,
    transform,
)


def stores(writer: Writer) -> None:
    """``base[slice] = value`` for every stored item."""
    for store in writer.kernel.stores:
        if writer.vector.varies(store.index):
            _store(writer, store)
        else:
            _fold_into_item(writer, store)


def _store(writer: Writer, store: Store) -> None:
    vector = writer.vector
    if scattered(writer, store):
        scatter(writer, store)
        return
    place = vector.select(name(store.base), store.index)
    whole = isinstance(place, ast.Name)
    value = store.value
    writer.result.say("element-wise map")
    if isinstance(value, ast.IfExp) and vector.varies(value.test):
        if whole and _set_constant(writer, store, value):
            return
        if writer.exact and _branches(writer, store, place, value):
            return
    made = vector.code(value)
    target = item(place, ast.Slice()) if whole else place
    if not isinstance(target, ast.Subscript) or _twice(target):
        raise UnliftableError("a store through a reversed slice")
    if _is_backwards(target):
        made = item(made, target.slice) if vector.varies(value) else made
        inner = target.value
        target = inner if isinstance(inner, ast.Subscript) else item(inner, ast.Slice())
    writer.emit(assign(target, made))


def _twice(target: ast.Subscript) -> bool:
    return isinstance(target.value, ast.Subscript) and not _is_backwards(target)


def _is_backwards(target: Expr) -> bool:
    return (
        isinstance(target, ast.Subscript)
        and isinstance(target.slice, ast.Slice)
        and target.slice.lower is None
        and target.slice.upper is None
        and isinstance(target.slice.step, ast.UnaryOp)
    )


def _set_constant(writer: Writer, store: Store, value: ast.IfExp) -> bool:
    """``out[condition] = constant`` where the item keeps its value elsewhere."""
    test, chosen, kept = value.test, value.body, value.orelse
    if same(chosen, store.before):
        test, chosen, kept = negate(test), kept, chosen
    if not same(kept, store.before) or writer.vector.varies(chosen):
        return False
    writer.emit(assign(item(name(store.base), writer.vector.condition(test)), chosen))
    return True


def _branches(writer: Writer, store: Store, place: Expr, value: ast.IfExp) -> bool:
    """One masked store per branch, so that no branch is computed where it does not hold."""
    vector = writer.vector
    branches: list[tuple[Expr, Expr]] = []
    rest: Expr | None = None
    node: Expr = value
    if not _any_varies(writer, store, value):
        return False
    while isinstance(node, ast.IfExp) and vector.varies(node.test):
        test = writer.fresh_name(vector.condition(node.test), "mask")
        branches.append((test if rest is None else binary(rest, ast.BitAnd(), test), node.body))
        inverted: Expr = ast.UnaryOp(ast.Invert(), test)
        rest = inverted if rest is None else binary(rest, ast.BitAnd(), inverted)
        node = node.orelse
    assert rest is not None
    branches.append((rest, node))
    branches = [(test, made) for test, made in branches if not same(made, store.before)]
    masks = []
    for test, made in branches:
        short = isinstance(test, ast.Name) or not vector.varies(made)
        masks.append(test if short else writer.fresh_name(test, "rest"))
    target = place if isinstance(place, ast.Name) else writer.fresh_name(place, "part")
    for mask, (_, made) in zip(masks, branches, strict=True):
        writer.emit(assign(item(target, mask), vector.under(mask, made)))
    return True


def _any_varies(writer: Writer, store: Store, value: Expr) -> bool:
    """Whether a branch of a conditional value is computed from the elements."""
    if isinstance(value, ast.IfExp) and writer.vector.varies(value.test):
        return _any_varies(writer, store, value.body) or _any_varies(writer, store, value.orelse)
    return writer.vector.varies(value) and not same(value, store.before)


def _fold_into_item(writer: Writer, store: Store) -> None:
    """``base[k] += term`` at an index that stays: a reduction into one item."""
    marker = f"{store.base}:item"

    def change(part: Expr) -> Expr | None:
        return name(marker) if same(part, store.before) else None

    value = transform(store.value, change)
    term = fold_term(value, marker, ast.Add, ast.Sub, const(0))
    if term is None or isinstance(term, Neutral) or not writer.vector.varies(term):
        raise UnliftableError("one item is stored again and again")
    total = method(writer.vector.code(term), "sum")
    target = ast.Subscript(name(store.base), store.index, ast.Store())
    writer.result.say("sum")
    writer.emit(ast.AugAssign(target, ast.Add(), total))


def appends(writer: Writer) -> None:
    """Lists that grow: made at once from the whole array."""
    grown: dict[str, list[Append]] = {}
    for append in writer.kernel.appends:
        grown.setdefault(append.owner, []).append(append)
    for owner, group in grown.items():
        append = joined(group)
        made = _listed(writer, append)
        writer.result.say("append-filter" if append.guard is not None else "append-map")
        initial = writer.initial(owner)
        if isinstance(initial.value, ast.List) and not initial.value.elts and initial.statement is not None:
            writer.drop_initial(initial)
            writer.emit(assign(owner, made))
        else:
            writer.emit(ast.Expr(method(name(owner), "extend", made)))


def joined(group: list[Append]) -> Append:
    """One append per pass; an if/else that appends in both branches counts as one.

    Raises:
        UnliftableError: There may be several in a pass.
    """
    if len(group) == 1:
        return group[0]
    first, second = group[0], group[-1]
    if len(group) == 2 and first.guard is not None and second.guard is not None:
        opposite = same(negate(first.guard), second.guard) or same(first.guard, negate(second.guard))
        if opposite:
            return Append(first.owner, ast.IfExp(first.guard, first.value, second.value), None)
    raise UnliftableError("several appends in a pass")


def _listed(writer: Writer, append: Append) -> Expr:
    vector = writer.vector
    if (
        append.guard is not None
        and isinstance(append.value, ast.Name)
        and append.value.id == writer.kernel.axis.index
    ):
        hits = vector.np("flatnonzero", vector.condition(append.guard))
        axis = writer.kernel.axis
        if axis.reverse or axis.step != 1:
            raise UnliftableError("positions of a stepped range")
        if not is_const(axis.start, 0):
            hits = binary(axis.start, ast.Add(), hits)
        return method(hits, "tolist")
    if not vector.varies(append.value):
        raise UnliftableError("the same value in every pass")
    made = vector.code(append.value)
    if append.guard is not None:
        condition = vector.condition(append.guard)
        short = isinstance(made, ast.Name) or (
            isinstance(made, ast.Subscript) and isinstance(made.value, ast.Name)
        )
        made = item(made if short else writer.named(made, "values"), condition)
    typed = writer.type_of(append.value)
    return method(made, "tolist") if typed else call("list", made)
