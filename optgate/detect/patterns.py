"""What the rules ask of a loop, once for all of them."""

from __future__ import annotations

import ast
from typing import NamedTuple

from .shape import Event, Loop, root, subscripts
from .statements import Guard
from .vet import NUMERIC

Path = tuple[Guard, ...]


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
    return [
        fold
        for fold in found
        if changes.count(fold.name) == 1
        and not reads(fold.value, fold.name)
        and not _makes_array(loop.initial(fold.name))
    ]


def _makes_array(value: ast.expr | None) -> bool:
    """Whether an accumulator starts as a new array: each pass then adds whole arrays."""
    called = value.func if isinstance(value, ast.Call) else None
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    return name in {"zeros", "ones", "empty", "full", "zeros_like", "ones_like", "empty_like", "full_like"}


def counts(fold: Fold) -> bool:
    """Whether the accumulation adds a constant."""
    return isinstance(fold.value, ast.Constant)


def counters(loop: Loop) -> set[str]:
    """Names that count passes or hits and are read nowhere else in the loop."""
    found = {fold.name for fold in folds(loop, ast.Add) if counts(fold)}
    return {
        name
        for name in found
        if not any(reads(part, name) for e in loop.events for part in (e.value, e.subscript, e.tested))
    }


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
    """Whether the running value of an accumulation is stored, appended or yielded in each pass."""
    return any(
        reads(event.value, name) for event in loop.events if event.kind in {"store", "append", "yield"}
    )


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


def exits_apart(loop: Loop, names: set[str]) -> bool:
    """Whether the loop is left only with a constant, under conditions in which none of the names stands."""
    return all(
        event.kind == "return"
        and event.value is not None
        and not any(isinstance(part, ast.Name | ast.Call) for part in ast.walk(event.value))
        and not any(reads(guard.test, name) for guard in event.path for name in names)
        for event in loop.events
        if event.kind in {"break", "return"}
    )


def alone(loop: Loop, event: Event) -> bool:
    """Whether nothing else in the loop changes the name."""
    return [one for one in loop.events if one.kind in {"set", "add"} and one.name == event.name] == [event]


def numeric(loop: Loop, name: str, event: Event) -> bool:
    """Whether the accumulated name surely is a number."""
    return loop.starts_as_number(name) or event.weight == NUMERIC


def carried(loop: Loop, allowed: set[str]) -> bool:
    """Whether a name other than the allowed ones takes a value from one pass into the next."""
    known = loop.names
    assigned = (
        {event.name for event in loop.events if event.kind in {"set", "add", "fresh"}} - allowed - known
    )
    given: dict[str, list[Path]] = {name: [] for name in assigned}
    for event in loop.events:
        for name in assigned:
            if event.kind == "add" and event.name == name and not _given(given[name], event.path):
                return True
            if (reads(event.value, name) or reads(event.subscript, name)) and not _given(
                given[name], event.path
            ):
                return True
            if reads(event.tested, name) and not _given(given[name], event.path[:-1]):
                return True
        if event.kind in {"set", "fresh"} and event.name in assigned:
            given[event.name].append(event.path)
    return False


def _given(paths: list[Path], path: Path) -> bool:
    """Whether one of the paths to earlier assignments leads to every statement at ``path``."""
    return any(path[: len(one)] == one for one in paths)
