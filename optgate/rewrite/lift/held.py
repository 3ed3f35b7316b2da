"""Values that stay until they are set again: the last valid reading, a switch with two thresholds.

What a pass reads is the value of the last pass that set it, and where that was is a running maximum of
positions: exact, since all of it is integers.
"""

from __future__ import annotations

import ast
from collections.abc import Callable

from .forms import Held
from .kernel import Kernel
from .nodes import Expr, const, is_const, mentions, name, names, negate, same, transform
from .syntax import both


def unhold(kernel: Kernel, initial: Callable[[str], Expr | None]) -> list[Held]:
    """Take values that stay out of the kernel, where other results of the pass read them."""
    found: list[Held] = []
    for key, value in list(kernel.values.items()):
        start = initial(key)
        if not isinstance(start, ast.Constant) or not isinstance(start.value, int | float):
            continue
        held = _held(key, value, start, kernel)
        others = [*(other for known, other in kernel.values.items() if known != key)]
        others += kernel.expressions()[len(kernel.values) :]
        read = any(mentions(other, key) for other in others)
        if held is None or not read or kernel.exit is not None:
            continue
        found.append(held)
        del kernel.values[key]
        kernel.revise(lambda node, held=held, value=value: _replaced(node, held, value))  # type: ignore[misc]
    return found


def _held(key: str, value: Expr, start: ast.Constant, kernel: Kernel) -> Held | None:
    if not isinstance(value, ast.IfExp):
        return None
    if isinstance(start.value, bool):
        clear, stays = (_simple(_with(value, key, state)) for state in (False, True))
        if not _switches(value, key):
            return None
        held = Held(key, _simple(ast.BoolOp(ast.Or(), [clear, _ends(clear, stays)])), clear, start)
    elif isinstance(value.orelse, ast.Name) and value.orelse.id == key:
        held = Held(key, value.test, value.body, start)
    elif isinstance(value.body, ast.Name) and value.body.id == key:
        held = Held(key, negate(value.test), value.orelse, start)
    else:
        return None
    found = names(held.guard) | names(held.value)
    if found & (set(kernel.values) | kernel.changed | {key}) or kernel.axis.index not in names(held.guard):
        return None
    return held


def _ends(clear: Expr, stays: Expr) -> Expr:
    """When a switch is set to off, for passes that do not set it to on."""
    if isinstance(stays, ast.BoolOp) and isinstance(stays.op, ast.Or):
        rest = [part for part in stays.values if not same(part, clear)]
        stays = rest[0] if len(rest) == 1 else ast.BoolOp(ast.Or(), rest)
    return _simple(negate(stays))


def _switches(value: Expr, key: str) -> bool:
    """Whether the value is a constant or the name itself on every path."""
    if isinstance(value, ast.IfExp):
        return _switches(value.body, key) and _switches(value.orelse, key)
    return is_const(value, True, False) or (isinstance(value, ast.Name) and value.id == key)


def _with(node: Expr, key: str, state: bool) -> Expr:
    return transform(
        node, lambda part: const(state) if isinstance(part, ast.Name) and part.id == key else None
    )


def _simple(node: Expr) -> Expr:
    """A condition without the truth values that are known in it."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        inner = _simple(node.operand)
        return const(not inner.value) if isinstance(inner, ast.Constant) else negate(inner)
    if isinstance(node, ast.BoolOp):
        deciding = isinstance(node.op, ast.Or)
        parts = [part for part in map(_simple, node.values) if not is_const(part, not deciding)]
        if not parts or any(is_const(part, deciding) for part in parts):
            return const(deciding if parts else not deciding)
        return parts[0] if len(parts) == 1 else ast.BoolOp(node.op, parts)
    if isinstance(node, ast.IfExp):
        return _choice(_simple(node.test), _simple(node.body), _simple(node.orelse))
    return node


def _choice(test: Expr, body: Expr, orelse: Expr) -> Expr:
    if isinstance(test, ast.Constant):
        return body if test.value else orelse
    if is_const(body, True):
        return test if is_const(orelse, False) else _simple(ast.BoolOp(ast.Or(), [test, orelse]))
    if is_const(body, False):
        return _simple(both(negate(test), orelse))
    return ast.IfExp(test, body, orelse)


def _replaced(node: Expr, held: Held, value: Expr) -> Expr:
    def change(part: Expr) -> Expr | None:
        if part is value:
            return name(held.after)
        return name(held.before) if isinstance(part, ast.Name) and part.id == held.name else None

    return transform(node, change)
