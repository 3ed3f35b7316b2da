"""What a pass does besides setting names: stores, appends, the end of the loop."""

from __future__ import annotations

import ast

from .nodes import Expr, item, name


class Store:
    """``base[index] = value``, whole (conditions are part of the value)."""

    def __init__(self, base: str, index: Expr, value: Expr) -> None:
        self.base = base
        self.index = index
        self.value = value

    @property
    def before(self) -> Expr:
        """The item as it was before."""
        return item(name(self.base), self.index)


class Append:
    """``owner.append(value)`` under the conditions of ``guard``."""

    def __init__(self, owner: str, value: Expr, guard: Expr | None) -> None:
        self.owner = owner
        self.value = value
        self.guard = guard


class Inner:
    """A ``while`` loop inside a pass: what is carried starts as ``starts`` and steps to ``values``.

    ``test`` and ``values`` read what is carried under the names ``key:state``; behind the loop the pass reads
    the name ``after(key)``.
    """

    def __init__(self, starts: dict[str, Expr], test: Expr, values: dict[str, Expr]) -> None:
        self.starts = starts
        self.test = test
        self.values = values

    def counts(self, key: str) -> bool:
        """Whether a name is an integer that every step adds a constant to."""
        step, start = self.values[key], self.starts[key]
        return (
            isinstance(step, ast.BinOp)
            and isinstance(step.op, ast.Add | ast.Sub)
            and isinstance(step.left, ast.Name)
            and step.left.id == f"{key}:state"
            and all(isinstance(c, ast.Constant) and type(c.value) is int for c in (step.right, start))
        )

    def after(self, key: str) -> str:
        """The name of the value behind the loop."""
        return f"{key}:steps" if self.counts(key) else f"{key}:loop"


class Exit:
    """The end of the loop when ``guard`` holds: ``break`` (value is None) or ``return``.

    ``values`` are the names assigned so far in the pass, as they are when the loop is left.
    """

    def __init__(self, guard: Expr, returns: bool, value: Expr | None, values: dict[str, Expr]) -> None:
        self.guard = guard
        self.returns = returns
        self.value = value
        self.values = values
