"""Searches as ``any``, ``all`` and ``next``."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from ..lift.effects import Exit
from ..lift.nodes import Expr, UnliftableError, call, is_const, mentions, name, negate, same, transform
from .comprehension import Comprehension

if TYPE_CHECKING:
    from .builtin import Builtins


def any_call(loop: Comprehension, guard: Expr) -> Expr:
    """``any(guard for …)``, or ``not all(…)`` for a negated guard."""
    if isinstance(guard, ast.UnaryOp) and isinstance(guard.op, ast.Not):
        return negate(call("all", loop.generated(guard.operand, None)))
    return call("any", loop.generated(guard, None))


def write(builtins: Builtins) -> None:
    """A loop with one exit.

    Raises:
        UnliftableError: The passes before the hit do more than count.
    """
    kernel, carried = builtins.kernel, builtins.carried
    if kernel.stores or kernel.appends or carried.extremes or carried.choices:
        raise UnliftableError("effects before an exit")
    if any(fold.counter != 1 for fold in carried.folds):
        raise UnliftableError("an accumulation before an exit")
    leaving = kernel.exit
    assert leaving is not None
    builtins.result.say("first match")
    if leaving.returns:
        _returning(builtins, leaving)
    else:
        _breaking(builtins, leaving)


def _returning(builtins: Builtins, leaving: Exit) -> None:
    site, value = builtins.site, leaving.value
    for key in (
        *builtins.kernel.axis.bound,
        *builtins.carried.temporaries,
        *(f.name for f in builtins.carried.folds),
    ):
        if key in site.live:
            raise UnliftableError(f"{key} is read after the loop")
    follower = site.follower()
    fallback = follower.value if isinstance(follower, ast.Return) else None
    if is_const(value, True, False) and is_const(fallback, True, False) and not same(value, fallback):
        assert follower is not None and isinstance(value, ast.Constant)
        found = any_call(builtins.loop, leaving.guard)
        builtins.result.removed.append(follower)
        builtins.result.statements.append(ast.Return(found if value.value else negate(found)))
        return
    if value is None or isinstance(value, ast.Constant):
        found = any_call(builtins.loop, leaving.guard)
        builtins.result.statements.append(ast.If(found, [ast.Return(value)], []))
        return
    if follower is None or not isinstance(fallback, ast.Constant | ast.UnaryOp):
        raise UnliftableError("a search whose default is computed")
    builtins.result.removed.append(follower)
    builtins.result.statements.append(
        ast.Return(call("next", builtins.loop.generated(value, leaving.guard), fallback))
    )


def _breaking(builtins: Builtins, leaving: Exit) -> None:
    """One name is set at the hit: a counter, an index or element, or a flag."""
    site = builtins.site
    counters = {fold.name for fold in builtins.carried.folds}
    live = sorted((counters | set(leaving.values)) & site.live)
    if len(live) != 1 or builtins.kernel.axis.bound & site.live:
        raise UnliftableError("several results of a search")
    key = live[0]
    initial = site.initial(key)
    if key in counters:
        _counted(builtins, key, leaving)
        return
    value = leaving.values[key]
    if initial.statement is None or initial.value is None:
        raise UnliftableError("a start that is not known")
    if (
        is_const(value, True, False)
        and is_const(initial.value, True, False)
        and not same(value, initial.value)
    ):
        found = any_call(builtins.loop, leaving.guard)
        builtins.give(key, found if is_const(value, True) else negate(found))
        return
    if mentions(value, key):
        raise UnliftableError("a carried result")
    builtins.give(key, call("next", builtins.loop.generated(value, leaving.guard), initial.value))


def _counted(builtins: Builtins, key: str, leaving: Exit) -> None:
    """``i = next((i for i, v in enumerate(x) if …), len(x))``."""
    axis, initial = builtins.kernel.axis, builtins.site.initial(key)
    if (
        not is_const(initial.value, 0)
        or initial.statement is None
        or not axis.from_zero
        or len(axis.walked) != 1
    ):
        raise UnliftableError("a counter that does not start at 0")
    if not isinstance(leaving.values.get(key, name(key)), ast.Name):
        raise UnliftableError("a counter that runs ahead")
    sequence, element = axis.walked[0]
    if not element or axis.bound != {element}:
        raise UnliftableError("a counter beside an index")
    wanted = axis.elements[element]

    def change(part: Expr) -> Expr | None:
        return name(element) if same(part, wanted) else None

    test = transform(leaving.guard, change)
    if mentions(test, axis.index) or mentions(test, key):
        raise UnliftableError("a condition on the counter")
    target = ast.Tuple([ast.Name(key, ast.Store()), ast.Name(element, ast.Store())], ast.Store())
    clause = ast.comprehension(target, call("enumerate", sequence), [test], 0)
    generator = ast.GeneratorExp(name(key), [clause])
    builtins.give(key, call("next", generator, call("len", sequence)))
