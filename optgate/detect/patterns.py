"""What the rules ask of a loop, once for all of them."""

from __future__ import annotations

import ast
from typing import NamedTuple

from .shape import Event, Loop, root, subscripts
from .vet import NUMERIC


class Fold(NamedTuple):
    """An accumulation ``name = name operator value``."""

    name: str
    operator: type[ast.operator]
    value: ast.expr
    event: Event


def reads(node: ast.AST | None, name: str) -> bool:
    """Whether the name is loaded anywhere below the node."""
    return node is not None and any(isinstance(n, ast.Name) and n.id == name for n in ast.walk(node))


def folds(loop: Loop, *operators: type[ast.operator]) -> list[Fold]:
    """The accumulations by one of the operators, loop counters excluded."""
    found = []
    for event in loop.events:
        if event.value is None or event.name in loop.names:
            continue
        if event.kind == "add" and event.operator in operators:
            found.append(Fold(event.name, event.operator, event.value, event))
        elif event.kind == "set" and isinstance(event.value, ast.BinOp) and type(event.value.op) in operators:
            left, right = event.value.left, event.value.right
            if isinstance(left, ast.Name) and left.id == event.name:
                found.append(Fold(event.name, type(event.value.op), right, event))
            elif (
                isinstance(right, ast.Name)
                and right.id == event.name
                and not isinstance(event.value.op, ast.Sub)
            ):
                found.append(Fold(event.name, type(event.value.op), left, event))
    changes = [event.name for event in loop.events if event.kind in {"set", "add"}]
    return [fold for fold in found if changes.count(fold.name) == 1 and not reads(fold.value, fold.name)]


def counts(fold: Fold) -> bool:
    """Whether the accumulation adds a constant."""
    return isinstance(fold.value, ast.Constant)


def extreme(event: Event) -> str:
    """``maximum`` or ``minimum`` when the event keeps the larger or smaller of the name and a value."""
    value = event.value
    if event.kind != "set" or value is None:
        return ""
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id in {"min", "max"}:
        kept = any(isinstance(argument, ast.Name) and argument.id == event.name for argument in value.args)
        return f"{value.func.id}imum" if kept else ""
    tested = event.tested
    if not (event.guards and isinstance(tested, ast.Compare) and len(tested.ops) == 1):
        return ""
    left, right, operator = tested.left, tested.comparators[0], tested.ops[0]
    if not isinstance(operator, ast.Lt | ast.LtE | ast.Gt | ast.GtE):
        return ""
    wanted = ast.dump(value)
    if isinstance(right, ast.Name) and right.id == event.name and ast.dump(left) == wanted:
        larger = isinstance(operator, ast.Gt | ast.GtE)
    elif isinstance(left, ast.Name) and left.id == event.name and ast.dump(right) == wanted:
        larger = isinstance(operator, ast.Lt | ast.LtE)
    else:
        return ""
    return "maximum" if larger else "minimum"


def consumed(loop: Loop, name: str) -> bool:
    """Whether the running value of an accumulation is stored or appended in each pass."""
    return any(reads(event.value, name) for event in loop.events if event.kind in {"store", "append"})


def recurrent(loop: Loop) -> bool:
    """Whether an item that the loop stores is read at another index in the same loop."""
    for store in loop.of("store"):
        here = ast.dump(store.subscript) if store.subscript is not None else ""
        for event in loop.events:
            for part in (event.value, event.tested):
                for node in ast.walk(part) if part is not None else ():
                    if isinstance(node, ast.Subscript):
                        base = root(node)
                        same = isinstance(base, ast.Name) and base.id == store.name
                        if same and ast.dump(subscripts(node)) != here and not _prefix(node, store):
                            return True
    return False


def _prefix(node: ast.Subscript, store: Event) -> bool:
    """Whether an item is a row of the one stored: ``a[i]`` within ``a[i][j]``."""
    own = store.target
    while isinstance(own, ast.Subscript):
        own = own.value
        if ast.dump(own) == ast.dump(node):
            return True
    return False


def tests_numbers(loop: Loop) -> bool:
    """Whether a condition of the loop compares by order or does arithmetic."""
    return any(
        isinstance(node, ast.BinOp)
        or (
            isinstance(node, ast.Compare)
            and any(isinstance(op, ast.Lt | ast.LtE | ast.Gt | ast.GtE) for op in node.ops)
        )
        for event in loop.events
        if event.tested is not None
        for node in ast.walk(event.tested)
    )


def numeric(loop: Loop, name: str, event: Event) -> bool:
    """Whether the accumulated name surely is a number."""
    return loop.starts_as_number(name) or event.weight == NUMERIC


def carried(loop: Loop, allowed: set[str]) -> bool:
    """Whether a name other than the allowed ones takes a value from one pass into the next."""
    known = loop.names
    assigned = (
        {event.name for event in loop.events if event.kind in {"set", "add", "fresh"}} - allowed - known
    )
    for event in loop.events:
        for name in sorted(assigned):
            if event.kind == "add" and event.name == name:
                return True
            if reads(event.value, name) or reads(event.subscript, name) or reads(event.tested, name):
                return True
        if event.kind in {"set", "fresh"} and not event.guards:
            assigned.discard(event.name)
    return False
