"""Recurrences: what a value that depends on the one before is made of."""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import partial

from .flow import Flow, accesses, index_parts, offsets, own_items
from .patterns import consumed, reads
from .shape import Event, Loop, root

SUM, PRODUCT, EXTREME, LINEAR, OTHER = "sum", "product", "extreme", "linear", "other"


def lagged(loop: Loop) -> tuple[str, Event] | None:
    """How a stored item depends on items stored in earlier passes, or a consumed name on itself."""
    flow = Flow(loop)
    for store in loop.of("store"):
        read = [one for one in own_items(flow, store) if not _before(one.places, store)]
        if not store.name or not read or store.target is None or store.value is None:
            continue
        if not flow.reach(store.subscript):
            continue
        base = ast.unparse(root(store.target))
        if not all(_behind(item.places, store) for item in read) or store.guards > 1:
            return OTHER, store
        if not _alike(loop, store):
            return OTHER, store
        if store.operator is not None:
            lone = isinstance(store.value, ast.Subscript)
            kinds = {ast.Add: SUM if lone else LINEAR, ast.Sub: LINEAR, ast.Mult: PRODUCT}
            return kinds.get(store.operator, OTHER), store
        return _form(store.value, partial(_mentions, base)), store
    return _through_name(loop) or _through_list(loop)


def _through_name(loop: Loop) -> tuple[str, Event] | None:
    """A name computed from itself, in one step or through another name, that is kept in each pass."""
    values = {event.name: event.value for event in loop.of("set") if not event.guards}
    for event in loop.of("set"):
        name, value, kept = event.name, event.value, [event.name]
        if isinstance(value, ast.Name) and value.id != name and value.id in values:
            kept.append(value.id)
            value = values[value.id]
        if value is None or event.guards or not reads(value, name):
            continue
        if any(consumed(loop, one) for one in kept):
            return _form(value, partial(_reads, name)), event
    return None


def _through_list(loop: Loop) -> tuple[str, Event] | None:
    """A value computed from the last one of the list it is appended to: ``out.append(a * out[-1] + x)``."""
    appended = loop.of("append")
    for event in appended:
        read = [one for one in accesses(event.value) if one.base == event.name]
        if event.value is None or not read:
            continue
        last = all([ast.unparse(part) for part in one.places] == ["-1"] for one in read)
        if not last or event.guards or len([one for one in appended if one.name == event.name]) > 1:
            return OTHER, event
        return _form(event.value, partial(_mentions, event.name)), event
    return None


def _alike(loop: Loop, store: Event) -> bool:
    """Whether every other store into the same container depends on earlier items in the same way."""
    if store.target is None:
        return False
    base = ast.unparse(root(store.target))
    same = [one for one in loop.of("store") if one.name == store.name]
    forms = {_form(one.value, partial(_mentions, base)) for one in same if one.value is not None}
    return len(same) == 1 or len(forms) == 1


def _behind(index: tuple[ast.expr, ...], store: Event) -> bool:
    """Whether an item stands at a constant distance before or after the one stored, along one axis."""
    own = index_parts(store.subscript)
    names = {name for header in store.nest for name in header.indices}
    if len(index) != len(own):
        return False
    moved = 0
    for part, here in zip(index, own, strict=True):
        if ast.unparse(part) == ast.unparse(here):
            continue
        shifts = [(offsets(part, name), offsets(here, name)) for name in names]
        if not any(one is not None and other is not None and one != other for one, other in shifts):
            return False
        moved += 1
    return moved == 1


def _before(index: tuple[ast.expr, ...], store: Event) -> bool:
    """Whether an item stands at a constant place before the first that an ascending loop stores."""
    if len(index) != 1 or not isinstance(index[0], ast.Constant) or not store.nest:
        return False
    bounds = store.nest[-1].bounds
    first = bounds[0] if len(bounds) == 2 else None
    place = index[0].value
    known = isinstance(first, ast.Constant) and isinstance(first.value, int) and isinstance(place, int)
    return known and 0 <= place < first.value  # type: ignore[union-attr,operator]


def _reads(name: str, node: ast.AST) -> bool:
    return reads(node, name)


def _mentions(base: str, node: ast.AST) -> bool:
    return any(item.base == base for item in accesses(node))


def _form(value: ast.expr, own: Callable[[ast.AST], bool]) -> str:
    """The form of a value in the items for which ``own`` is true."""
    if isinstance(value, ast.BinOp):
        left, right = own(value.left), own(value.right)
        if left and right:
            return LINEAR if _degree(value, own) <= 1 else OTHER
        plain = _plain(value.left if left else value.right)
        if isinstance(value.op, ast.Add) and plain:
            return SUM
        if isinstance(value.op, ast.Sub) and plain and left:
            return SUM
        if isinstance(value.op, ast.Mult) and plain:
            return PRODUCT
        return LINEAR if _degree(value, own) <= 1 else OTHER
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id in {"min", "max"}:
        used = [part for part in value.args if own(part)]
        return EXTREME if len(used) == 1 and _plain(used[0]) else OTHER
    return OTHER


def _plain(node: ast.expr) -> bool:
    return isinstance(node, ast.Name | ast.Subscript)


def _degree(node: ast.expr, own: Callable[[ast.AST], bool]) -> int:
    """The degree of an expression in the items, 2 for anything beyond."""
    if not own(node):
        return 0
    if _plain(node):
        return 1
    if isinstance(node, ast.UnaryOp):
        return _degree(node.operand, own)
    if isinstance(node, ast.BinOp):
        left, right = _degree(node.left, own), _degree(node.right, own)
        if isinstance(node.op, ast.Add | ast.Sub):
            return max(left, right)
        if isinstance(node.op, ast.Mult):
            return min(2, left + right)
        if isinstance(node.op, ast.Div):
            return left if right == 0 else 2
    return 2
