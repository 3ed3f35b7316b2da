"""Dictionary entries that grow in a loop: counts, sums and groups."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from .body import Body, Inside


class Growth(NamedTuple):
    """An entry of ``name`` that grows by ``value``; ``kind`` is ``sum``, ``group`` or ``setdefault``."""

    kind: str
    name: str
    value: ast.expr
    spot: ast.stmt


def growths(body: Body) -> Iterator[Growth]:
    """Every entry that grows, one for each dictionary and kind."""
    told: set[tuple[str, str]] = set()
    for growth in (*_assigned(body), *_augmented(body), *_grouped(body)):
        if (growth.kind, growth.name) not in told:
            told.add((growth.kind, growth.name))
            yield growth


def _assigned(body: Body) -> Iterator[Growth]:
    """``d[k] = d.get(k, 0) + v``."""
    for assign, _ in body.of(ast.Assign):
        target, value = assign.targets[0], assign.value
        if not isinstance(target, ast.Subscript) or not isinstance(value, ast.BinOp):
            continue
        if not isinstance(value.op, ast.Add):
            continue
        for looked, added in ((value.left, value.right), (value.right, value.left)):
            if _method(looked, "get", ast.unparse(target.value)) and _key(looked) == ast.unparse(
                target.slice
            ):
                yield Growth("sum", ast.unparse(target.value), added, assign)


def _augmented(body: Body) -> Iterator[Growth]:
    """``d[k] += v`` where ``d`` is a dictionary that is asked for ``k`` or makes entries itself."""
    for grown, found in body.of(ast.AugAssign):
        target = grown.target
        if not isinstance(target, ast.Subscript) or not isinstance(grown.op, ast.Add):
            continue
        name, key = ast.unparse(target.value), ast.unparse(target.slice)
        if _makes(body, target.value) or _asked(body, name, key) or _caught(found, name):
            yield Growth("sum", name, grown.value, grown)


def _grouped(body: Body) -> Iterator[Growth]:
    """``d.setdefault(k, []).append(v)`` and appends beside a test whether the key is there."""
    for call, found in body.of(ast.Call):
        function = call.func
        if (
            not isinstance(function, ast.Attribute)
            or function.attr not in {"append", "add", "extend"}
            or not call.args
        ):
            continue
        owner = function.value
        if isinstance(owner, ast.Call) and isinstance(owner.func, ast.Attribute):
            if owner.func.attr == "setdefault" and len(owner.args) == 2 and _empty(owner.args[1]):
                yield Growth("setdefault", ast.unparse(owner.func.value), call.args[0], found.statement)
        elif isinstance(owner, ast.Subscript):
            name, key = ast.unparse(owner.value), ast.unparse(owner.slice)
            if _asked(body, name, key) or _caught(found, name):
                yield Growth("group", name, call.args[0], found.statement)


def _asked(body: Body, name: str, key: str) -> bool:
    """Whether a condition in the loop asks if the key is in the dictionary, and an entry is made."""
    asked = any(
        len(test.ops) == 1
        and isinstance(test.ops[0], ast.In | ast.NotIn)
        and ast.unparse(test.left) == key
        and ast.unparse(test.comparators[0]).removesuffix(".keys()") == name
        for test, _ in body.of(ast.Compare)
    )
    return asked and any(
        isinstance(target, ast.Subscript)
        and ast.unparse(target.value) == name
        and ast.unparse(target.slice) == key
        for assign, _ in body.of(ast.Assign)
        for target in assign.targets
    )


def _caught(found: Inside, name: str) -> bool:
    """Whether the statement stands in a ``try`` that makes the entry on a ``KeyError``."""
    for outer in ast.walk(found.loops[-1]):
        if isinstance(outer, ast.Try) and found.statement in outer.body and len(outer.handlers) == 1:
            caught = outer.handlers[0].type
            if isinstance(caught, ast.Name) and caught.id == "KeyError":
                return any(ast.unparse(node).startswith(f"{name}[") for node in outer.handlers[0].body)
    return False


def _makes(body: Body, owner: ast.expr) -> bool:
    """Whether the container is a ``defaultdict`` of numbers or a ``Counter`` made in the function."""
    values = body.tags.assigned.get(owner.id, ()) if isinstance(owner, ast.Name) else ()
    for value in values:
        if isinstance(value, ast.Call):
            name = value.func.attr if isinstance(value.func, ast.Attribute) else getattr(value.func, "id", "")
            first = value.args[0] if value.args else None
            numbers = isinstance(first, ast.Name) and first.id in {"int", "float"}
            if name == "Counter" or (name == "defaultdict" and (numbers or isinstance(first, ast.Lambda))):
                return True
    return False


def _method(node: ast.expr, name: str, owner: str) -> bool:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    return node.func.attr == name and ast.unparse(node.func.value) == owner


def _key(call: ast.expr) -> str:
    return ast.unparse(call.args[0]) if isinstance(call, ast.Call) and call.args else ""


def _empty(node: ast.expr) -> bool:
    if isinstance(node, ast.List | ast.Tuple):
        return not node.elts
    return isinstance(node, ast.Call) and ast.unparse(node.func) in {"list", "set"} and not node.args
