"""May the passes of a loop be done all at once although it stores items?"""

from __future__ import annotations

import ast

from .effects import Store
from .forms import Carried
from .kernel import Kernel
from .linear import linear
from .nodes import Expr, UnliftableError, mentions, same
from .syntax import flatten


def check(kernel: Kernel, carried: Carried) -> None:
    """Refuse a kernel in which a pass may read what another pass stored.

    Reading the stored item itself is fine (its value before is meant), and so is reading ahead of the stores
    (``a[i] = a[i + 1]``) in the same statement.

    Raises:
        UnliftableError: There is, or may be, a dependence from pass to pass.
    """
    stores = kernel.stores
    if len({store.base for store in stores}) != len(stores):
        raise UnliftableError("several items of one container are stored")
    if stores and kernel.exit is not None:
        raise UnliftableError("stores before an exit")
    others = _others(kernel, carried)
    _check_grown(kernel, [*others, *(e for store in stores for e in (store.index, store.value))])
    for place, store in enumerate(stores):
        for expression in others:
            _check_reads(store, expression, ahead=False, kernel=kernel)
        for k, other in enumerate(stores):
            _check_reads(store, other.index, ahead=False, kernel=kernel)
            if k > place and mentions(other.value, store.base):
                raise UnliftableError("an item is read behind its store")
            _check_reads(store, other.value, ahead=k == place, kernel=kernel)


def _check_grown(kernel: Kernel, expressions: list[Expr]) -> None:
    """A list that grows must not be read in the same loop."""
    axis = kernel.axis
    headers = [axis.start, axis.stop, *(sequence for sequence, _ in axis.walked)]
    for append in kernel.appends:
        if any(mentions(expression, append.owner) for expression in [*expressions, *headers]):
            raise UnliftableError("a list is read while it grows")


def _others(kernel: Kernel, carried: Carried) -> list[Expr]:
    found = [fold.term for fold in carried.folds]
    for extreme in carried.extremes:
        found += [
            part for part in (extreme.term, extreme.guard, *extreme.places.values()) if part is not None
        ]
    for choice in carried.choices:
        found += [choice.guard, choice.value]
    for append in kernel.appends:
        found += [append.value, *([append.guard] if append.guard is not None else [])]
    return [*found, *carried.temporaries.values()]


def _check_reads(store: Store, node: Expr, ahead: bool, kernel: Kernel) -> None:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "len":
        return
    if isinstance(node, ast.Name):
        if node.id == store.base:
            raise UnliftableError("a container is used whole while its items are stored")
        return
    root, parts = flatten(node)
    if isinstance(root, ast.Name) and root.id == store.base and parts:
        own = list(store.index.elts) if isinstance(store.index, ast.Tuple) else [store.index]
        if not _allowed(own, parts, ahead, kernel):
            raise UnliftableError("an item stored by one pass is read by another")
        return
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            _check_reads(store, child, ahead, kernel)


def _allowed(own: list[Expr], parts: list[Expr], ahead: bool, kernel: Kernel) -> bool:
    if len(own) != len(parts):
        return False
    for mine, read in zip(own, parts, strict=True):
        if same(mine, read):
            continue
        distance = linear(read).plus(linear(mine), -1)
        if not distance.is_constant:
            return False
        if distance.constant == 0:
            continue
        forward = distance.constant > 0
        if not mentions(mine, kernel.axis.index):
            return True
        if not (ahead and forward != kernel.axis.reverse):
            return False
    return True
