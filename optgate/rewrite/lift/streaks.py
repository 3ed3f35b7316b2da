"""Counts that start anew: ``run = run + 1 if condition else 0``, how many passes in a row held.

The count is the distance to the last pass in which the condition did not hold, which is a running maximum of
positions: exact, since all of it is integers.
"""

from __future__ import annotations

import ast
from collections.abc import Callable

from .forms import Streak
from .kernel import Kernel
from .nodes import Expr, is_const, mentions, name, names, negate, same, transform


def unwind(kernel: Kernel, initial: Callable[[str], Expr | None]) -> list[Streak]:
    """Take counts that start anew out of the kernel; what reads them reads names of arrays."""
    found: list[Streak] = []
    for key, value in list(kernel.values.items()):
        streak = _streak(key, value, kernel)
        start = initial(key)
        if streak is None or not is_const(start, streak.start):
            continue
        found.append(streak)
        del kernel.values[key]
        _replace(kernel, streak, value)
    return found


def _streak(key: str, value: Expr, kernel: Kernel) -> Streak | None:
    if not isinstance(value, ast.IfExp) or mentions(value.test, key):
        return None
    test, grown, reset = value.test, value.body, value.orelse
    if isinstance(grown, ast.Constant):
        test, grown, reset = negate(test), reset, grown
    one = ast.BinOp(name(key), ast.Add(), ast.Constant(1))
    if not same(grown, one) or not isinstance(reset, ast.Constant) or type(reset.value) is not int:
        return None
    if names(test) & (set(kernel.values) | kernel.changed) or kernel.axis.index not in names(test):
        return None
    return Streak(key, test, reset.value)


def _replace(kernel: Kernel, streak: Streak, new: Expr) -> None:
    assert isinstance(new, ast.IfExp)
    arms = [arm for arm in (new.body, new.orelse) if not isinstance(arm, ast.Name | ast.Constant)]
    known: dict[int, tuple[Expr, Expr]] = {}

    def change(part: Expr) -> Expr | None:
        if part is new or any(part is arm for arm in arms):
            return name(streak.after)
        if isinstance(part, ast.Name) and part.id == streak.name:
            return name(streak.before)
        if id(part) not in known:
            known[id(part)] = (part, part)
            known[id(part)] = (part, transform(part, change))
            return known[id(part)][1]
        made = known[id(part)][1]
        return made if made is not part else None

    kernel.revise(lambda node: transform(node, change))
