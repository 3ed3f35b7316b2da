"""Sums, products, counts, extremes and their running forms as NumPy statements."""

from __future__ import annotations

import ast

from .arraywriter import Writer
from .forms import PRODUCT, SUM, Extreme, Fold
from .nodes import (
    Expr,
    UnliftableError,
    assign,
    binary,
    call,
    const,
    dotted,
    is_const,
    item,
    method,
    name,
    negate,
)
from .site import Initial
from .vector import Vector


def scans(writer: Writer) -> None:
    """Running values that the pass reads: one accumulated array each."""
    for fold in writer.carried.folds:
        if fold.scanned:
            _scan_fold(writer, fold)
    for extreme in writer.carried.extremes:
        if extreme.scanned:
            _scan_extreme(writer, extreme)


def _plural(identifier: str, otherwise: str) -> str:
    """A name for the array of a running value: ``totals`` of ``total``; ``otherwise`` of short names."""
    bare = identifier.strip("_")
    return otherwise if len(bare) < 3 or bare.endswith("s") else f"{bare}s"


def _scan_fold(writer: Writer, fold: Fold) -> None:
    vector, initial = writer.vector, writer.initial(fold.name)
    if not vector.varies(fold.term):
        raise UnliftableError("a running value with equal steps")
    term = vector.code(fold.term)
    function = "cumsum" if fold.kind == SUM else "cumprod"
    neutral = (0, 0.0) if fold.kind == SUM else (1, 1.0)
    plain_start = is_const(initial.value, *neutral)
    if writer.exact or isinstance(getattr(initial.value, "value", None), float):
        term = writer.named(term, "terms")
    start: Expr = initial.value if isinstance(initial.value, ast.Constant) else name(fold.name)
    if plain_start:
        exact = writer.exact or (
            isinstance(initial.value, ast.Constant) and isinstance(initial.value.value, float)
        )
        dtype = {"dtype": vector.np("result_type", term, start)} if exact else {}
        made = vector.np(function, term, **dtype)
    elif writer.exact:
        joined = vector.np("concatenate", ast.Tuple([ast.List([start], ast.Load()), term], ast.Load()))
        made = item(vector.np(function, joined), ast.Slice(const(1)))
    else:
        made = binary(start, ast.Add() if fold.kind == SUM else ast.Mult(), vector.np(function, term))
    running = writer.site.fresh(_plural(fold.name, "sums" if fold.kind == SUM else "products"))
    writer.emit(assign(running, made))
    vector.running[fold.after] = name(running)
    if fold.before in fold.scanned:
        shifted = vector.np(
            "concatenate", ast.Tuple([ast.List([start], ast.Load()), name(running)], ast.Load())
        )
        last = ast.Slice(None, ast.UnaryOp(ast.USub(), const(1)))
        vector.running[fold.before] = item(shifted, last)
    writer.result.say("cumulative sum" if fold.kind == SUM else "cumulative product")
    _last_value(writer, fold.name, running)


def _last_value(writer: Writer, identifier: str, running: str) -> None:
    """The running value behind the last pass, if it is read after the loop."""
    if identifier not in writer.site.live:
        writer.drop_if_dead(identifier)
        return
    last = item(name(running), ast.UnaryOp(ast.USub(), const(1)))
    writer.emit(ast.If(call("len", name(running)), [assign(identifier, last)], []))


def _scan_extreme(writer: Writer, extreme: Extreme) -> None:
    vector, initial = writer.vector, writer.initial(extreme.name)
    if extreme.before in extreme.scanned or extreme.guard is not None:
        raise UnliftableError("a running extreme that is read before the pass")
    term = vector.code(extreme.term)
    family = ("fmax" if extreme.which == "max" else "fmin") if writer.exact else f"{extreme.which}imum"
    made: Expr = call(dotted(f"{vector.numpy}.{family}.accumulate"), term)
    whole = writer.starts_with_first(initial, extreme.term)
    if whole is None or not is_const(writer.kernel.axis.start, 0):
        start: Expr = initial.value if isinstance(initial.value, ast.Constant) else name(extreme.name)
        made = vector.np(family, start, made)
    running = writer.site.fresh(_plural(extreme.name, "extremes"))
    writer.emit(assign(running, made))
    vector.running[extreme.after] = name(running)
    writer.result.say(f"running {extreme.which}imum")
    _last_value(writer, extreme.name, running)


def counters(writer: Writer) -> None:
    """Names that gain a constant in every pass, if they are read later."""
    for fold in writer.carried.folds:
        if fold.counter is None or fold.name not in writer.site.live:
            if fold.counter is not None:
                writer.drop_if_dead(fold.name)
            continue
        axis = writer.kernel.axis
        if axis.step != 1:
            raise UnliftableError("a counter in a stepped range")
        gained = axis.count()
        if (not axis.walked and not is_const(axis.start, 0)) or (
            not axis.walked and not (isinstance(axis.stop, ast.Call))
        ):
            gained = call("max", gained, const(0))
        if fold.counter != 1:
            gained = binary(const(fold.counter), ast.Mult(), gained)
        initial = writer.initial(fold.name)
        if is_const(initial.value, 0) and initial.statement is not None:
            writer.drop_initial(initial)
            writer.emit(assign(fold.name, gained))
        else:
            writer.emit(ast.AugAssign(ast.Name(fold.name, ast.Store()), ast.Add(), gained))


def reductions(writer: Writer) -> None:
    """Sums, counts and products that are read after the loop only."""
    for fold in writer.carried.folds:
        if fold.scanned or fold.counter is not None:
            continue
        initial = writer.initial(fold.name)
        counted = _count(writer.vector, fold) if fold.kind == SUM else None
        if counted is not None:
            writer.result.say("count")
            _add(writer, fold, initial, counted)
        else:
            writer.result.say("sum" if fold.kind == SUM else "product")
            _reduce(writer, fold, initial)


def _count(vector: Vector, fold: Fold) -> Expr | None:
    term = fold.term
    if not (isinstance(term, ast.IfExp) and vector.varies(term.test)):
        return None
    body, orelse, test = term.body, term.orelse, term.test
    if is_const(body, 0):
        body, orelse, test = orelse, body, negate(test)
    if not (is_const(orelse, 0) and isinstance(body, ast.Constant) and type(body.value) is int):
        return None
    made: Expr = call("int", vector.np("count_nonzero", vector.condition(test)))
    return made if body.value == 1 else binary(body, ast.Mult(), made)


def _add(writer: Writer, fold: Fold, initial: Initial, value: Expr) -> None:
    if is_const(initial.value, 0) and initial.statement is not None:
        writer.drop_initial(initial)
        writer.emit(assign(fold.name, value))
    else:
        writer.emit(ast.AugAssign(ast.Name(fold.name, ast.Store()), ast.Add(), value))


def _reduce(writer: Writer, fold: Fold, initial: Initial) -> None:
    vector = writer.vector
    if not vector.varies(fold.term):
        raise UnliftableError("the same term in every pass")
    if isinstance(initial.value, ast.Constant) and not isinstance(initial.value.value, int | float | complex):
        raise UnliftableError("a sum of something else than numbers")
    some = nonempty(writer)
    inside: list[ast.stmt] = []
    guarded = writer.exact and _is_guarded(vector, fold.term)
    if guarded and isinstance(fold.term, ast.IfExp):
        mask = writer.named(vector.condition(fold.term.test), "mask")
        terms, some = vector.under(mask, fold.term.body), method(mask, "any")
    else:
        terms = _terms(writer, fold)
    product = fold.kind == PRODUCT
    operator: ast.operator = ast.Mult() if product else ast.Add()
    function = "prod" if product else "sum"
    typed = writer.type_of(_guarded(fold.term))
    keywords: dict[str, Expr] = {}
    if writer.exact and not typed:
        if guarded and not isinstance(terms, ast.Name):
            selected = writer.site.fresh("terms")
            inside.append(assign(selected, terms))
            terms = name(selected)
        terms = terms if guarded else writer.named(terms, "terms")
        keywords = {"dtype": vector.np("result_type", terms, name(fold.name))}
    made: Expr = method(terms, function, **keywords)
    if typed:
        made = call(typed, made)
    elif writer.exact and not product and is_const(initial.value, 0, 0.0):
        made = item(method(terms, "cumsum", **keywords), ast.UnaryOp(ast.USub(), const(1)))
    step = ast.AugAssign(ast.Name(fold.name, ast.Store()), operator, made)
    if writer.exact:
        writer.emit(ast.If(some, [*inside, step], []))
    elif is_const(initial.value, 1 if product else 0) and initial.statement is not None:
        writer.drop_initial(initial)
        writer.emit(assign(fold.name, made))
    elif isinstance(initial.value, ast.Constant) and initial.statement is not None:
        writer.drop_initial(initial)
        writer.emit(assign(fold.name, binary(initial.value, operator, made)))
    else:
        writer.emit(step)


def _is_guarded(vector: Vector, term: Expr) -> bool:
    """Whether a term is neutral unless a condition on the element holds."""
    if not (isinstance(term, ast.IfExp) and is_const(term.orelse, 0, 1)):
        return False
    return vector.varies(term.test) and vector.varies(term.body)


def _guarded(term: Expr) -> Expr:
    """The value of a term where its condition holds."""
    if isinstance(term, ast.IfExp) and isinstance(term.orelse, ast.Constant):
        return term.body
    return term


def _terms(writer: Writer, fold: Fold) -> Expr:
    vector, term = writer.vector, fold.term
    if isinstance(term, ast.IfExp) and is_const(term.orelse, 0, 1) and vector.varies(term.test):
        chosen = vector.code(term.body)
        if isinstance(chosen, ast.Name) and vector.varies(term.body):
            return item(chosen, vector.condition(term.test))
    return vector.code(term)


def nonempty(writer: Writer) -> Expr:
    """A condition that holds when there is at least one pass."""
    return writer.vector.cut if writer.vector.cut is not None else writer.kernel.axis.runs()
