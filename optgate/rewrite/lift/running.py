"""Running values: where a pass reads what an accumulation has come to."""

from __future__ import annotations

import ast

from ..trees import walk
from .forms import Carried, Extreme, Fold
from .kernel import Kernel
from .nodes import Expr, UnliftableError, const, mentions, name, transform


def rename(kernel: Kernel, carried: Carried, assigned: dict[str, Expr]) -> None:
    """Put the running values' names into stores, appends, terms and temporaries."""
    running: list[Fold | Extreme] = [fold for fold in carried.folds if fold.counter is None]
    running += [extreme for extreme in carried.extremes if not extreme.places]
    counters = {fold.name: fold for fold in carried.folds if fold.counter is not None}

    def renamed(node: Expr) -> Expr:
        def change(part: Expr) -> Expr | None:
            for fold in running:
                if _is_new_value(part, assigned[fold.name], fold.name):
                    fold.scanned.add(fold.after)
                    return name(fold.after)
                if isinstance(part, ast.Name) and part.id == fold.name:
                    fold.scanned.add(fold.before)
                    return name(fold.before)
            if isinstance(part, ast.Name) and part.id in counters:
                return counted(kernel, counters[part.id])
            return None

        return transform(node, change)

    for store in kernel.stores:
        store.index, store.value = renamed(store.index), renamed(store.value)
    for append in kernel.appends:
        append.value = renamed(append.value)
        append.guard = renamed(append.guard) if append.guard is not None else None
    for fold in carried.folds:
        fold.term = renamed(fold.term)
    for extreme in carried.extremes:
        extreme.term = renamed(extreme.term)
        extreme.guard = renamed(extreme.guard) if extreme.guard is not None else None
        extreme.places = {key: renamed(value) for key, value in extreme.places.items()}
    for choice in carried.choices:
        choice.guard, choice.value = renamed(choice.guard), renamed(choice.value)
    carried.temporaries = {key: renamed(value) for key, value in carried.temporaries.items()}
    if kernel.exit is not None:
        kernel.exit.guard = renamed(kernel.exit.guard)
        if kernel.exit.value is not None:
            kernel.exit.value = renamed(kernel.exit.value)


def _is_new_value(part: Expr, new: Expr, identifier: str) -> bool:
    """Whether a node is the value a running name takes in the pass, or takes in the branch it stands in."""
    if part is new:
        return True
    branch = isinstance(new, ast.IfExp) and (part is new.body or part is new.orelse)
    return branch and not isinstance(part, ast.Name) and mentions(part, identifier)


def counted(kernel: Kernel, fold: Fold) -> Expr:
    """The value of a counter in a pass: its value at the start of the loop plus what it gained since."""
    passed: Expr = kernel.axis.position
    if not (isinstance(kernel.axis.start, ast.Constant) and kernel.axis.start.value == 0):
        passed = ast.BinOp(passed, ast.Sub(), kernel.axis.start)
    gained = passed if fold.counter == 1 else ast.BinOp(const(fold.counter), ast.Mult(), passed)
    start = name(f"{fold.name}:start")
    return ast.BinOp(start, ast.Add(), gained)


def check_order(kernel: Kernel, carried: Carried, assigned: dict[str, Expr]) -> None:
    """No expression may still depend on the order of passes in a way that was not matched.

    What is only read after the loop may be taken from running values.
    """
    terms: list[tuple[bool, Expr]] = [(not fold.scanned, fold.term) for fold in carried.folds]
    for extreme in carried.extremes:
        last = not extreme.scanned and not extreme.places
        terms += [(last, part) for part in (extreme.term, extreme.guard, *extreme.places.values()) if part]
    for choice in carried.choices:
        terms += [(False, choice.guard), (False, choice.value)]
    unknown = set(assigned) - {fold.name for fold in carried.folds if fold.counter is not None}
    for last, expression in terms:
        found = {node.id for node in walk(expression) if isinstance(node, ast.Name)}
        if found & unknown or (not last and any(part.endswith((":before", ":after")) for part in found)):
            raise UnliftableError("a recurrence")
    for expression in [
        *(e for s in kernel.stores for e in (s.index, s.value)),
        *carried.temporaries.values(),
    ]:
        found = {node.id for node in walk(expression) if isinstance(node, ast.Name)}
        if found & unknown:
            raise UnliftableError("a carried value")
