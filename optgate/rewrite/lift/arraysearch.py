"""Searches: loops that end at a hit, and names that are left at the last hit, as NumPy statements."""

from __future__ import annotations

import ast

from .arrayblocks import search
from .arraywriter import Writer
from .effects import Exit
from .forms import Choice
from .nodes import (
    Expr,
    UnliftableError,
    assign,
    call,
    const,
    is_const,
    item,
    mentions,
    method,
    name,
    same,
    transform,
)
from .running import counted


def write(writer: Writer) -> None:
    """A loop with one exit.

    Raises:
        UnliftableError: The passes before the hit have effects that are not counted positions.
    """
    kernel, carried = writer.kernel, writer.carried
    if kernel.stores or kernel.appends or carried.extremes or carried.choices:
        raise UnliftableError("effects before an exit")
    if any(fold.counter is None for fold in carried.folds):
        raise UnliftableError("an accumulation before an exit")
    leaving = kernel.exit
    assert leaving is not None
    leaving.guard = writer.started(leaving.guard)
    if not writer.vector.varies(leaving.guard):
        raise UnliftableError("the exit does not depend on the element")
    for key in carried.temporaries:
        if key in writer.site.live and key not in leaving.values:
            raise UnliftableError(f"{key} is read after the loop")
    writer.result.say("first match")
    if writer.exact:
        search(writer, leaving)
        writer.result.say("in blocks")
    elif leaving.returns:
        _returning(writer, leaving)
    else:
        _breaking(writer, leaving)


def any_of(writer: Writer, guard: Expr) -> Expr:
    """``condition.any()``."""
    return method(writer.vector.condition(guard), "any")


def _returning(writer: Writer, leaving: Exit) -> None:
    value = writer.started(leaving.value) if leaving.value is not None else None
    follower = writer.site.follower()
    fallback = follower.value if isinstance(follower, ast.Return) else None
    if value is None or not writer.vector.varies(value):
        if is_const(value, True, False) and is_const(fallback, True, False) and not same(value, fallback):
            assert follower is not None and isinstance(value, ast.Constant)
            writer.result.removed.append(follower)
            writer.result.say("any")
            writer.emit(ast.Return(_truth(writer, leaving.guard, bool(value.value))))
            return
        writer.emit(ast.If(any_of(writer, leaving.guard), [ast.Return(value)], []))
        _unhit(writer)
        return
    hits = writer.named(writer.vector.condition(leaving.guard), "hits")
    found = writer.position(call("int", method(hits, "argmax")))
    bare = isinstance(value, ast.Name) and value.id == writer.kernel.axis.index
    if bare and isinstance(fallback, ast.Constant | ast.UnaryOp) and follower is not None:
        writer.result.removed.append(follower)
        writer.emit(ast.Return(ast.IfExp(method(hits, "any"), found, fallback)))
        return
    if bare:
        inner: list[ast.stmt] = [ast.Return(found)]
    else:
        place = _place_name(writer)
        inner = [assign(place, found), ast.Return(writer.element(value, name(place)))]
    writer.emit(ast.If(method(hits, "any"), inner, []))
    _unhit(writer)


def _truth(writer: Writer, guard: Expr, value: bool) -> Expr:
    """``bool(condition.any())`` or, for the negated forms, ``bool(condition.all())``."""
    if not value and isinstance(guard, ast.UnaryOp) and isinstance(guard.op, ast.Not):
        return call("bool", method(writer.vector.condition(guard.operand), "all"))
    found = any_of(writer, guard)
    return call("bool", found) if value else ast.UnaryOp(ast.Not(), found)


def _place_name(writer: Writer) -> str:
    index = writer.kernel.axis.index
    return (
        index
        if index in writer.kernel.axis.bound and index not in writer.site.live
        else writer.site.fresh("place")
    )


def _unhit(writer: Writer) -> None:
    """Names read behind a loop that returned at its hit: what they are when there was none."""
    for key in writer.kernel.axis.bound:
        if key in writer.site.live:
            raise UnliftableError(f"{key} is read after the loop")
    for fold in writer.carried.folds:
        if fold.name in writer.site.live:
            writer.emit(assign(fold.name, _all_passes(writer, fold.name)))
    for key in writer.carried.temporaries:
        if key in writer.site.live:
            raise UnliftableError(f"{key} is read after the loop")


def _all_passes(writer: Writer, identifier: str) -> Expr:
    """The value of a counter when every pass ran."""
    fold = next(fold for fold in writer.carried.folds if fold.name == identifier)
    axis = writer.kernel.axis
    if axis.step != 1 or axis.reverse:
        raise UnliftableError("a counter in a stepped range")
    gained = axis.count()
    if not (isinstance(gained, ast.Call) and isinstance(gained.func, ast.Name) and gained.func.id == "len"):
        gained = call("max", gained, const(0))
    if fold.counter != 1:
        gained = ast.BinOp(const(fold.counter), ast.Mult(), gained)
    return writer.started(ast.BinOp(name(f"{identifier}:start"), ast.Add(), gained))


def _breaking(writer: Writer, leaving: Exit) -> None:
    site, axis = writer.site, writer.kernel.axis
    counters = {fold.name for fold in writer.carried.folds}
    outcome: dict[str, Expr] = {}
    for key in sorted(counters | set(leaving.values)):
        value = leaving.values.get(key, name(key))
        if key in site.live:
            outcome[key] = _at_exit(writer, value, counters)
    missed: dict[str, Expr] = {key: _all_passes(writer, key) for key in counters if key in outcome}
    for key in sorted(axis.bound & site.live):
        outcome[key] = axis.elements.get(key, axis.position)
        if not axis.counter:
            missed[key] = writer.element(outcome[key], axis.last())
        else:
            missed[key] = axis.stop
    if not outcome:
        raise UnliftableError("a search without a result")
    for key in counters - set(outcome):
        writer.drop_if_dead(key)
    if len(outcome) == 1 and _single(writer, leaving, outcome, missed):
        return
    _several(writer, leaving, outcome, missed)


def _at_exit(writer: Writer, value: Expr, counters: set[str]) -> Expr:
    """The value of a name when the loop is left, in terms of the position."""
    folds = {fold.name: fold for fold in writer.carried.folds}

    def change(part: Expr) -> Expr | None:
        if isinstance(part, ast.Name) and part.id in counters:
            return counted(writer.kernel, folds[part.id])
        return None

    return writer.started(transform(value, change))


def _single(writer: Writer, leaving: Exit, outcome: dict[str, Expr], missed: dict[str, Expr]) -> bool:
    """One name: a conditional expression, or a truth value."""
    ((key, value),) = outcome.items()
    initial = writer.initial(key)
    if key in writer.kernel.axis.bound:
        return False
    other = missed.get(key, initial.value if _simple(initial.value) else None)
    if not writer.vector.varies(value):
        if is_const(value, True, False) and is_const(other, True, False) and initial.statement is not None:
            assert isinstance(value, ast.Constant)
            writer.drop_initial(initial)
            writer.result.say("any")
            writer.emit(assign(key, _truth(writer, leaving.guard, bool(value.value))))
        else:
            writer.emit(ast.If(any_of(writer, leaving.guard), [assign(key, value)], []))
        return True
    if other is None or initial.statement is None:
        return False
    hits = writer.named(writer.vector.condition(leaving.guard), "hits")
    found = writer.position(call("int", method(hits, "argmax")))
    if any(mentions(part, key) for part in (found, value, other)):
        return False
    writer.drop_initial(initial)
    writer.emit(assign(key, ast.IfExp(method(hits, "any"), writer.element(value, found), other)))
    return True


def _simple(node: Expr | None) -> bool:
    return isinstance(node, ast.Constant) or (
        isinstance(node, ast.UnaryOp) and isinstance(node.operand, ast.Constant)
    )


def _several(writer: Writer, leaving: Exit, outcome: dict[str, Expr], missed: dict[str, Expr]) -> None:
    hits = writer.named(writer.vector.condition(leaving.guard), "hits")
    axis = writer.kernel.axis
    found = writer.position(call("int", method(hits, "argmax")))
    index = axis.index if axis.index in outcome else _index_name(writer, outcome)
    inside: list[ast.stmt] = [assign(index, found)]
    inside += [
        assign(key, writer.element(value, name(index))) for key, value in outcome.items() if key != index
    ]
    outside: list[ast.stmt] = [assign(key, value) for key, value in missed.items()]
    if outside and (axis.bound & set(missed)) and not axis.counter:
        outside = [ast.If(axis.runs(), outside, [])]
    writer.emit(ast.If(method(hits, "any"), inside, outside))


def _index_name(writer: Writer, outcome: dict[str, Expr]) -> str:
    """The name that is set to the position itself, if there is one, else the loop's own or a new one."""
    position = writer.kernel.axis.index
    bare = [key for key, value in outcome.items() if isinstance(value, ast.Name) and value.id == position]
    return bare[0] if bare else _place_name(writer)


def choices(writer: Writer) -> None:
    """Flags and last hits."""
    for choice in writer.carried.choices:
        _choose(writer, choice)


def _choose(writer: Writer, choice: Choice) -> None:
    initial = writer.initial(choice.name)
    vector = writer.vector
    if not vector.varies(choice.guard):
        raise UnliftableError("a choice that does not depend on the element")
    if not vector.varies(choice.value):
        opposite = is_const(initial.value, True, False) and not same(initial.value, choice.value)
        if is_const(choice.value, True, False) and opposite and initial.statement is not None:
            assert isinstance(choice.value, ast.Constant)
            writer.drop_initial(initial)
            writer.result.say("any")
            writer.emit(assign(choice.name, _truth(writer, choice.guard, bool(choice.value.value))))
        else:
            writer.emit(ast.If(any_of(writer, choice.guard), [assign(choice.name, choice.value)], []))
        return
    writer.result.say("last match")
    hits = writer.named(vector.np("flatnonzero", vector.condition(choice.guard)), "hits")
    last = writer.position(call("int", item(hits, ast.UnaryOp(ast.USub(), const(1)))))
    value = writer.element(choice.value, last)
    some = ast.Attribute(hits, "size", ast.Load())
    if _simple(initial.value) and initial.statement is not None:
        writer.drop_initial(initial)
        assert initial.value is not None
        writer.emit(assign(choice.name, ast.IfExp(some, value, initial.value)))
    else:
        writer.emit(ast.If(some, [assign(choice.name, value)], []))
