"""Sums, means and extremes of ``x[i:i + w]`` in every pass: reductions of a sliding window view."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from .linear import linear
from .nodes import Expr, UnliftableError, const, is_const, item, method, names

if TYPE_CHECKING:
    from .vector import Vector

_BUILTINS = {"sum": "sum", "min": "min", "max": "max"}
_MODULE = {
    **{key: key for key in ("sum", "mean", "min", "max", "prod", "std", "var", "any", "all")},
    "amin": "min",
    "amax": "max",
}


def window_call(vector: Vector, node: ast.Call) -> Expr | None:
    """The array code of a reduction of a window; nothing when the call is none.

    Raises:
        UnliftableError: The windows are not surely inside the sequence, or their width changes.
    """
    function = node.func
    if isinstance(function, ast.Attribute) and _is_window(vector, function.value):
        if function.attr not in _MODULE or node.args:
            raise UnliftableError("a method of a window")
        return _reduced(vector, function.value, function.attr)
    if len(node.args) != 1 or not _is_window(vector, node.args[0]):
        return None
    if isinstance(function, ast.Name):
        origin = vector.facts.imports.origin(function.id)
        called = _BUILTINS.get(function.id) if not origin else _MODULE.get(origin.removeprefix("numpy."))
    else:
        numpy = isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name)
        known = numpy and vector.facts.imports.origin(function.value.id) == "numpy"  # type: ignore[attr-defined]
        called = _MODULE.get(function.attr) if known else None  # type: ignore[attr-defined]
    if called is None:
        raise UnliftableError("a function of a window")
    return _reduced(vector, node.args[0], called)


def _is_window(vector: Vector, node: Expr) -> bool:
    return (
        isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.Slice)
        and isinstance(node.value, ast.Name)
        and not vector.varies(node.value)
        and vector.varies(node)
    )


def _reduced(vector: Vector, window: Expr, function: str) -> Expr:
    assert isinstance(window, ast.Subscript) and isinstance(window.slice, ast.Slice)
    axis, cut, owner = vector.axis, window.slice, window.value
    if cut.lower is None or cut.upper is None or cut.step is not None or axis.step != 1 or axis.reverse:
        raise UnliftableError("a window of another form")
    if vector.mask is not None or vector.cut is not None:
        raise UnliftableError("a window in some passes")
    facts = vector.facts
    first, offset = facts.reduce(cut.lower).without(axis.index)
    second, behind = facts.reduce(cut.upper).without(axis.index)
    width = behind.plus(offset, -1)
    written = linear(cut.upper).plus(linear(cut.lower), -1).code()
    low = offset.plus(facts.reduce(axis.start))
    beyond = facts.covers(owner, behind.plus(facts.reduce(axis.stop)).shifted(-1).code())
    if first != 1 or second != 1 or axis.index in names(width.code()):
        raise UnliftableError("a window whose width changes")
    if not (low.is_constant and low.constant >= 0 and beyond is not None and beyond <= 0):
        raise UnliftableError("a window that may pass the end")
    vector.windowed = True
    view = vector.np("lib.stride_tricks.sliding_window_view", owner, written)
    if low.constant or beyond:
        lower = const(low.constant) if low.constant else None
        view = item(view, ast.Slice(lower, ast.UnaryOp(ast.USub(), const(-beyond)) if beyond else None))
    return method(view, function, axis=const(1))


def guarded(statements: list[ast.stmt], runs: Expr) -> list[ast.stmt]:
    """The statements where there is at least one window; there is no view of a sequence that is too short."""
    if is_const(runs, True):
        return statements
    return [ast.If(runs, statements, [])]
