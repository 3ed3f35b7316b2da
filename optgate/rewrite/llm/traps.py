"""The mistakes that rewrites of a function are prone to: those of a list that apply to it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from optgate.model import Observed

_Seen = Sequence[Observed]
_Applies = Callable[[Sequence[ast.AST], _Seen], bool]


def _operator(*kinds: type[ast.operator]) -> _Applies:
    return lambda nodes, seen: any(
        isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, kinds) for node in nodes
    )


def _node(*kinds: type[ast.AST]) -> _Applies:
    return lambda nodes, seen: any(isinstance(node, kinds) for node in nodes)


def _arrays(nodes: Sequence[ast.AST], seen: _Seen) -> bool:
    return any(one.container == "array" for one in seen) or any(
        isinstance(node, ast.Name) and node.id in ("np", "numpy") for node in nodes
    )


def _stores(nodes: Sequence[ast.AST], seen: _Seen) -> bool:
    return any(isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store) for node in nodes)


def _float32(nodes: Sequence[ast.AST], seen: _Seen) -> bool:
    return any(one.element in ("float32", "float16") for one in seen)


_TRAPS: tuple[tuple[_Applies, str], ...] = (
    (lambda nodes, seen: True, "empty inputs and inputs with one element"),
    (lambda nodes, seen: True, "exceptions stay as they are; add no validation"),
    (_operator(ast.Div, ast.FloorDiv), "integer and float division, and division by zero"),
    (_operator(ast.Mod), "modulo of negative numbers"),
    (_node(ast.Compare), "NaN, ties (the first or the last of equal elements), and negative zero"),
    (_arrays, "a Python int or float is not a NumPy scalar: return the type the original returns"),
    (_arrays, "integer overflow of fixed-width dtypes, and dtypes that a whole-array operation would widen"),
    (_operator(ast.Add, ast.Sub, ast.Mult), "sums in another order round otherwise; integers never do"),
    (_stores, "arguments that are changed in place, arguments that share memory, and duplicate indices"),
    (_node(ast.Set, ast.SetComp), "sets have no order"),
    (_float32, "float32 stays float32, also in between"),
)


def traps(function: ast.AST, seen: _Seen) -> list[str]:
    """The warnings that apply to a function whose parameters hold what was ``seen``."""
    nodes = list(ast.walk(function))
    return [text for applies, text in _TRAPS if applies(nodes, seen)]
