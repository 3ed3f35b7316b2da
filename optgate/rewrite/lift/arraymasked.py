"""Loops that go on for as long as an element needs: all elements step together, those that are done drop out.

``active`` holds the positions that still go on; every step computes those alone, so that nothing is computed
that the loop does not compute.
"""

from __future__ import annotations

import ast

from .arraywriter import Writer
from .effects import Inner
from .nodes import (
    Expr,
    UnliftableError,
    assign,
    call,
    is_const,
    item,
    mentions,
    method,
    name,
)


def inner_loops(writer: Writer) -> None:
    """Write the ``while`` loops of the passes.

    Raises:
        UnliftableError: The type of what is carried is not known, or the passes are not all done.
    """
    for inner in writer.kernel.inner:
        if writer.kernel.exit is not None or writer.kernel.axis.counter or writer.vector.cut is not None:
            raise UnliftableError("an inner loop in some passes")
        read = [inner.test, *inner.starts.values(), *inner.values.values()]
        if any(mentions(part, changed) for part in read for changed in writer.kernel.changed):
            raise UnliftableError("an inner loop over what the passes change")
        _inner(writer, inner)


def _inner(writer: Writer, inner: Inner) -> None:
    vector, site = writer.vector, writer.site
    for key, start in inner.starts.items():
        made = _started(writer, inner, key, start)
        own = key if key not in site.live else site.fresh(key)
        writer.emit(assign(own, made))
        vector.running[f"{key}:state"] = vector.running[inner.after(key)] = name(own)
    if not vector.varies(inner.test):
        raise UnliftableError("an inner loop that is the same for all elements")
    active = site.fresh("active")
    writer.emit(assign(active, vector.np("flatnonzero", vector.condition(inner.test))))
    body = _step(writer, inner, active)
    vector.mask = name(active)
    going = vector.condition(inner.test)
    vector.mask = None
    body.append(assign(active, item(name(active), going)))
    writer.emit(ast.While(ast.Attribute(name(active), "size", ast.Load()), body, []))
    writer.result.say("inner loop with a shrinking set of elements")


def _started(writer: Writer, inner: Inner, key: str, start: Expr) -> Expr:
    """An array of the start values, of a type that holds what the steps make of them."""
    vector = writer.vector
    if vector.varies(start):
        made = vector.code(start)
        return method(made, "copy") if isinstance(made, ast.Name | ast.Subscript) else made
    if not isinstance(start, ast.Constant) or isinstance(start.value, bool | str | None):
        raise UnliftableError("a start that is no number")
    count = (
        call("len", writer.kernel.axis.walked[0][0])
        if writer.kernel.axis.walked
        else writer.kernel.axis.count()
    )
    if inner.counts(key):
        zeros = vector.np("zeros", count, dtype=name("int"))
        return zeros if is_const(start, 0) else vector.np("full", count, start)
    leaves = [vector.code(leaf) for leaf in _leaves(writer, inner)]
    if not leaves:
        raise UnliftableError("a type that is not known")
    wide = vector.np("result_type", *leaves, start)
    if start.value == 0:
        return vector.np("zeros", count, dtype=wide)
    return vector.np("full", count, start, dtype=wide)


def _leaves(writer: Writer, inner: Inner) -> list[Expr]:
    """The items that the steps read."""
    found: dict[str, Expr] = {}
    pending = list(inner.values.values())
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Subscript) and writer.vector.varies(node):
            found[ast.dump(node)] = node
        else:
            pending += [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]
    return [found[key] for key in sorted(found)]


def _step(writer: Writer, inner: Inner, active: str) -> list[ast.stmt]:
    """One step of all active elements; together where a value is needed after it changed."""
    vector = writer.vector
    steps: list[tuple[Expr, Expr]] = []
    together = False
    done: list[str] = []
    ordered = sorted(inner.values, key=inner.counts)
    for key in ordered:
        value = inner.values[key]
        together = together or any(mentions(value, f"{earlier}:state") for earlier in done)
        done.append(key)
        target = ast.Subscript(vector.running[f"{key}:state"], name(active), ast.Store())
        steps.append((target, vector.under(name(active), value) if vector.varies(value) else value))
    if not together or len(steps) == 1:
        return [_stored(inner.counts(key), *step) for key, step in zip(ordered, steps, strict=True)]
    targets = ast.Tuple([target for target, _ in steps], ast.Store())
    values = ast.Tuple([value for _, value in steps], ast.Load())
    return [ast.Assign([targets], values, lineno=0)]


def _stored(counts: bool, target: Expr, value: Expr) -> ast.stmt:
    """``n[active] += 1`` for a counter, else an assignment."""
    if counts and isinstance(value, ast.BinOp):
        return ast.AugAssign(target, value.op, value.right)  # type: ignore[arg-type]
    return ast.Assign([target], value, lineno=0)
