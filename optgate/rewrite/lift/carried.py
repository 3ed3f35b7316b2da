"""What goes from pass to pass: every carried name must be a fold, an extreme, a choice or a counter.

A carried name is one whose new value, or any other effect of the pass, mentions the value it had before.
"""

from __future__ import annotations

import ast
from collections.abc import Collection

from .forms import PRODUCT, SUM, Carried, Choice, Extreme, Fold
from .kernel import Kernel
from .nodes import Expr, UnliftableError, const, mentions, negate, same
from .running import check_order, rename


def match(kernel: Kernel, live: Collection[str] | None = None) -> Carried:
    """Match every carried name; running values read elsewhere in the pass are renamed in the kernel.

    ``live`` are the names read after the loop, where that is known: what only keeps its own old value and is
    not among them is no result.

    Raises:
        UnliftableError: A carried name is none of the known forms.
    """
    carried = Carried()
    assigned = dict(kernel.values)
    effects = [*kernel.expressions()[len(assigned) :], *_exit_expressions(kernel)]

    def carries(key: str) -> bool:
        alone = live is not None and key not in live
        values = [value for other, value in assigned.items() if other != key or not alone]
        return any(mentions(expression, key) for expression in [*values, *effects])

    pending = {key: value for key, value in assigned.items() if carries(key)}
    carried.temporaries = {key: value for key, value in assigned.items() if key not in pending}
    for key, value in list(pending.items()):
        if key not in pending:
            continue
        term = fold_term(value, key, ast.Add, ast.Sub, const(0))
        kind = SUM
        if term is None:
            term, kind = fold_term(value, key, ast.Mult, None, const(1)), PRODUCT
        extreme = extreme_of(value, key) if term is None else None
        if term is not None and not isinstance(term, Neutral):
            carried.folds.append(Fold(kind, key, term))
        elif extreme is not None:
            carried.extremes.append(extreme)
            _places(extreme, pending)
        elif not _choice(carried, key, value):
            raise UnliftableError(f"{key} is carried in an unknown way")
        pending.pop(key)
    rename(kernel, carried, assigned)
    check_order(kernel, carried, assigned)
    return carried


class Neutral(ast.Constant):
    """The term of a path that leaves the name alone."""


def fold_term(
    value: Expr, key: str, operator: type[ast.operator], inverse: type[ast.operator] | None, neutral: Expr
) -> Expr | None:
    """The term of ``key = key operator term``, or nothing when the value is no such fold."""
    if isinstance(value, ast.Name) and value.id == key:
        return Neutral(neutral.value)  # type: ignore[attr-defined]
    if isinstance(value, ast.IfExp) and not mentions(value.test, key):
        body = fold_term(value.body, key, operator, inverse, neutral)
        orelse = fold_term(value.orelse, key, operator, inverse, neutral)
        if body is None or orelse is None:
            return None
        if isinstance(body, Neutral) and isinstance(orelse, Neutral):
            return body
        if isinstance(body, Neutral):
            return ast.IfExp(negate(value.test), orelse, neutral)
        return ast.IfExp(value.test, body, neutral if isinstance(orelse, Neutral) else orelse)
    if isinstance(value, ast.BinOp) and type(value.op) in {operator, inverse}:
        left, right = value.left, value.right
        if mentions(right, key):
            if mentions(left, key) or not isinstance(value.op, operator):
                return None
            left, right = right, left
        term = fold_term(left, key, operator, inverse, neutral)
        if term is None:
            return None
        if not isinstance(value.op, operator):
            right = ast.UnaryOp(ast.USub(), right)
        return right if isinstance(term, Neutral) else ast.BinOp(term, operator(), right)
    return None


def extreme_of(value: Expr, key: str) -> Extreme | None:
    """``key`` or a term, whichever is smaller or larger; nothing when the value is no such choice."""
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id in {"min", "max"}:
        if len(value.args) != 2 or value.keywords:
            return None
        first, second = value.args
        if isinstance(second, ast.Name) and second.id == key:
            first, second = second, first
        if not (isinstance(first, ast.Name) and first.id == key) or mentions(second, key):
            return None
        return Extreme(value.func.id, key, second, True, True)
    if not isinstance(value, ast.IfExp):
        return None
    special = _optional(value, key) or _conjoined(value, key)
    if special is not None:
        return special
    test, body, orelse = value.test, value.body, value.orelse
    if isinstance(body, ast.Name) and body.id == key:
        test, body, orelse = negate(test), orelse, body
    if not (isinstance(orelse, ast.Name) and orelse.id == key):
        return None
    if not mentions(test, key):
        inner = extreme_of(body, key)
        if inner is not None and inner.guard is None:
            inner.guard = test
        return inner
    return _compared(test, body, key)


def _branch(value: Expr, key: str) -> tuple[list[Expr], Expr]:
    """The conditions under which a name changes, and what it becomes then."""
    conditions: list[Expr] = []
    while isinstance(value, ast.IfExp) and same(value.orelse, ast.Name(key, ast.Load())):
        together = isinstance(value.test, ast.BoolOp) and isinstance(value.test.op, ast.And)
        conditions += value.test.values if together else [value.test]  # type: ignore[attr-defined]
        value = value.body
    return conditions, value


def _conjoined(value: ast.IfExp, key: str) -> Extreme | None:
    """An extreme under further conditions: ``ok[i] and x[i] > best``."""
    conditions, term = _branch(value, key)
    compared = [condition for condition in conditions if mentions(condition, key)]
    others = [condition for condition in conditions if not mentions(condition, key)]
    if len(compared) != 1 or not others:
        return None
    extreme = _compared(compared[0], term, key)
    if extreme is not None:
        extreme.guard = others[0] if len(others) == 1 else ast.BoolOp(ast.And(), others)
    return extreme


def _optional(value: ast.IfExp, key: str) -> Extreme | None:
    """An extreme that starts as ``None``: ``key is None or term < key``."""
    inner: Expr
    if isinstance(value.test, ast.BoolOp) and isinstance(value.test.op, ast.Or):
        first, *rest = value.test.values
        if not _is_none(first, key) or len(rest) != 1:
            return None
        inner = ast.IfExp(rest[0], value.body, value.orelse)
    elif _is_none(value.test, key) and isinstance(value.orelse, ast.IfExp):
        inner = value.orelse
        if not same(inner.body, value.body):
            return None
    else:
        return None
    extreme = extreme_of(inner, key)
    if extreme is None or extreme.guard is not None or extreme.calls:
        return None
    extreme.optional = True
    return extreme


def _is_none(test: Expr, key: str) -> bool:
    return (
        isinstance(test, ast.Compare)
        and isinstance(test.ops[0], ast.Is)
        and len(test.ops) == 1
        and same(test.left, ast.Name(key, ast.Load()))
        and isinstance(test.comparators[0], ast.Constant)
        and test.comparators[0].value is None
    )


def _compared(test: Expr, body: Expr, key: str) -> Extreme | None:
    if not (isinstance(test, ast.Compare) and len(test.ops) == 1) or mentions(body, key):
        return None
    left, right, operator = test.left, test.comparators[0], test.ops[0]
    swapped = isinstance(left, ast.Name) and left.id == key
    term, other = (right, left) if swapped else (left, right)
    if not (isinstance(other, ast.Name) and other.id == key and same(term, body)):
        return None
    larger = isinstance(operator, ast.Gt | ast.GtE)
    if not larger and not isinstance(operator, ast.Lt | ast.LtE):
        return None
    return Extreme(
        "max" if larger != swapped else "min", key, body, isinstance(operator, ast.Gt | ast.Lt), False
    )


def _places(extreme: Extreme, pending: dict[str, Expr]) -> None:
    """Move names that are set in the very branch of the extreme to it."""
    own = pending[extreme.name]
    for key, value in list(pending.items()):
        if key == extreme.name or not (isinstance(value, ast.IfExp) and isinstance(own, ast.IfExp)):
            continue
        conditions, place = _branch(value, key)
        expected, _ = _branch(own, extreme.name)
        free = not mentions(place, key) and not mentions(place, extreme.name)
        alike = len(conditions) == len(expected) and all(map(same, conditions, expected))
        if conditions and free and alike:
            extreme.places[key] = place
            pending.pop(key)


def _choice(carried: Carried, key: str, value: Expr) -> bool:
    if isinstance(value, ast.BoolOp) and any(
        isinstance(part, ast.Name) and part.id == key for part in value.values
    ):
        rest = [part for part in value.values if not (isinstance(part, ast.Name) and part.id == key)]
        if len(rest) != 1 or mentions(rest[0], key):
            return False
        either = isinstance(value.op, ast.Or)
        guard = rest[0] if either else negate(rest[0])
        if not isinstance(rest[0], ast.Compare | ast.UnaryOp):
            return False
        carried.choices.append(Choice(key, guard, const(either)))
        return True
    if isinstance(value, ast.IfExp):
        guard, body, orelse = value.test, value.body, value.orelse
        if isinstance(body, ast.Name) and body.id == key:
            guard, body, orelse = negate(guard), orelse, body
        if (
            isinstance(orelse, ast.Name)
            and orelse.id == key
            and not mentions(guard, key)
            and not mentions(body, key)
        ):
            carried.choices.append(Choice(key, guard, body))
            return True
    return False


def _exit_expressions(kernel: Kernel) -> list[Expr]:
    leaving = kernel.exit
    if leaving is None:
        return []
    return [leaving.guard, *([leaving.value] if leaving.value is not None else [])]
