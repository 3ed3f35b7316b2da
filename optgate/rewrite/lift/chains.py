"""Items made from the item before: ``out[i] = out[i - 1] + term`` is a running sum that is kept in place."""

from __future__ import annotations

import ast

from ..trees import walk
from .carried import Neutral, fold_term
from .effects import Store
from .forms import HOLD, PRODUCT, SUM, Chain
from .kernel import Kernel
from .linear import linear
from .nodes import Expr, const, item, mentions, name, negate, same, transform


def unchain(kernel: Kernel) -> list[Chain]:
    """Take the stores that go on from the item before out of the kernel."""
    found: list[Chain] = []
    for store in list(kernel.stores):
        chain = _chain(store, kernel)
        others = [other for other in kernel.stores if other is not store]
        if chain is None or any(
            mentions(part, store.base) for other in others for part in (other.index, other.value)
        ):
            continue
        rest = [
            *kernel.values.values(),
            *(a.value for a in kernel.appends),
            *(a.guard for a in kernel.appends),
        ]
        if any(mentions(part, store.base) for part in rest) or kernel.exit is not None:
            continue
        if any(mentions(chain.term, changed) for changed in kernel.changed - {store.base}):
            continue
        kernel.stores = others
        found.append(chain)
    return found


def _chain(store: Store, kernel: Kernel) -> Chain | None:
    axis = kernel.axis
    if axis.step != 1 or axis.reverse or axis.counter or isinstance(store.index, ast.Tuple):
        return None
    factor, offset = linear(store.index).without(axis.index)
    if factor != 1 or not offset.is_constant:
        return None
    before = item(name(store.base), linear(store.index).shifted(-1).code())
    marker = f"{store.base}:item"

    def change(part: Expr) -> Expr | None:
        if not isinstance(part, ast.Subscript) or not same(part.value, before.value):
            return None
        return name(marker) if same(linear(part.slice).code(), before.slice) else None

    value = transform(store.value, change)
    for kind, operator, inverse in ((SUM, ast.Add, ast.Sub), (PRODUCT, ast.Mult, None)):
        term = fold_term(value, marker, operator, inverse, const(0 if kind == SUM else 1))
        if term is None or isinstance(term, Neutral) or axis.index not in _names(term):
            continue
        own = transform(term, lambda part: const(0) if same(part, store.before) else None)
        if not mentions(own, store.base) and not _names(term) & set(kernel.values):
            return Chain(kind, store, term)
    return _hold(store, value, marker, kernel)


def _hold(store: Store, value: Expr, marker: str, kernel: Kernel) -> Chain | None:
    """``base[i] = base[i - 1]`` under a condition, something of its own elsewhere."""
    if not isinstance(value, ast.IfExp):
        return None
    test, taken, other = value.test, value.body, value.orelse
    if isinstance(other, ast.Name) and other.id == marker:
        test, taken, other = negate(test), other, taken
    if not (isinstance(taken, ast.Name) and taken.id == marker):
        return None
    for part in (test, other):
        own = transform(part, lambda node: const(0) if same(node, store.before) else None)
        if mentions(own, store.base) or _names(own) & {marker, *kernel.values}:
            return None
    if kernel.axis.index not in _names(test) or kernel.axis.index not in _names(other):
        return None
    return Chain(HOLD, store, other, test)


def _names(node: Expr) -> set[str]:
    return {part.id for part in walk(node) if isinstance(part, ast.Name)}
