"""Smallest and largest values with their places, as NumPy statements."""

from __future__ import annotations

import ast

from .arrayreduce import nonempty
from .arraywriter import Writer
from .forms import Extreme
from .nodes import Expr, UnliftableError, assign, call, const, dotted, item, method, name
from .vector import Vector


def extremes(writer: Writer) -> None:
    """Smallest and largest values, and their places."""
    for extreme in writer.carried.extremes:
        if extreme.scanned:
            continue
        writer.result.say(f"arg-{extreme.which}" if extreme.places else f"{extreme.which}imum")
        if extreme.places:
            _arg(writer, extreme)
        else:
            _plain_extreme(writer, extreme)


def _selected(writer: Writer, extreme: Extreme) -> Expr:
    terms = writer.vector.code(extreme.term)
    if extreme.guard is None:
        return terms
    return item(writer.named(terms, "values"), writer.vector.condition(extreme.guard))


def _plain_extreme(writer: Writer, extreme: Extreme) -> None:
    if extreme.optional:
        _optional(writer, extreme)
        return
    initial = writer.initial(extreme.name)
    whole = writer.starts_with_first(initial, extreme.term) if extreme.guard is None else None
    if whole is not None and not writer.exact:
        vector = Vector(whole, writer.site.facts, writer.alias, writer.exact)
        writer.emit(assign(extreme.name, method(vector.code(extreme.term), extreme.which)))
        return
    terms = _selected(writer, extreme)
    if not writer.exact:
        writer.emit(
            assign(extreme.name, call(extreme.which, name(extreme.name), method(terms, extreme.which)))
        )
        return
    if extreme.guard is not None:
        terms = writer.named(terms, "values")
    reduced: Expr = call(dotted(f"{writer.alias}.f{extreme.which}.reduce"), terms)
    typed = writer.type_of(extreme.term)
    reduced = call(typed, reduced) if typed else reduced
    test = nonempty(writer) if extreme.guard is None else ast.Attribute(terms, "size", ast.Load())
    writer.emit(ast.If(test, [assign(extreme.name, call(extreme.which, name(extreme.name), reduced))], []))


def _optional(writer: Writer, extreme: Extreme) -> None:
    """An extreme that stays ``None`` without a pass; the first term is taken even when it is NaN."""
    selected = _selected(writer, extreme)
    keep = writer.named if extreme.guard is None else writer.fresh_name
    terms = keep(selected, "values")
    if writer.exact:
        reduced: Expr = call(dotted(f"{writer.alias}.f{extreme.which}.reduce"), terms)
        made = call(extreme.which, item(terms, const(0)), reduced)
    else:
        made = method(terms, extreme.which)
    some = nonempty(writer) if extreme.guard is None else ast.Attribute(terms, "size", ast.Load())
    typed = writer.type_of(extreme.term)
    writer.emit(ast.If(some, [assign(extreme.name, call(typed, made) if typed else made)], []))


_BETTER: dict[tuple[str, bool], type[ast.cmpop]] = {
    ("max", True): ast.Gt,
    ("max", False): ast.GtE,
    ("min", True): ast.Lt,
    ("min", False): ast.LtE,
}


def _arg(writer: Writer, extreme: Extreme) -> None:
    if extreme.optional:
        _optional_arg(writer, extreme)
        return
    whole = writer.starts_with_first(writer.initial(extreme.name), extreme.term)
    if whole is not None and not writer.exact and extreme.strict and extreme.guard is None:
        _plain_arg(writer, extreme)
        return
    vector = writer.vector
    chosen: Expr | None = None
    if extreme.guard is None:
        terms = writer.named(vector.code(extreme.term), "values")
    else:
        chosen = writer.fresh_name(vector.np("flatnonzero", vector.condition(extreme.guard)), "chosen")
        terms = writer.fresh_name(vector.under(chosen, extreme.term), "values")
    best = writer.site.fresh("best" if extreme.name != "best" else "top")
    equal = ast.Compare(terms, [ast.Eq()], [name(best)])
    if extreme.strict:
        hit: Expr = method(equal, "argmax")
    else:
        hit = item(vector.np("flatnonzero", equal), ast.UnaryOp(ast.USub(), const(1)))
    if chosen is not None:
        hit = item(chosen, hit)
    found = _chosen(writer, extreme, writer.position(call("int", hit)))
    operator = _BETTER[extreme.which, extreme.strict]()
    inner = ast.If(ast.Compare(name(best), [operator], [name(extreme.name)]), found, [])
    reduced = call(dotted(f"{writer.alias}.f{extreme.which}.reduce"), terms)
    some = nonempty(writer) if chosen is None else ast.Attribute(terms, "size", ast.Load())
    writer.emit(ast.If(some, [assign(best, reduced), inner], []))


def _optional_arg(writer: Writer, extreme: Extreme) -> None:
    if extreme.guard is not None or writer.exact or not extreme.strict:
        raise UnliftableError("the place of an extreme that starts as None")
    hit = call("int", method(writer.vector.code(extreme.term), f"arg{extreme.which}"))
    writer.emit(ast.If(nonempty(writer), _chosen(writer, extreme, writer.position(hit)), []))


def _plain_arg(writer: Writer, extreme: Extreme) -> None:
    whole = writer.starts_with_first(writer.initial(extreme.name), extreme.term)
    assert whole is not None
    vector = Vector(whole, writer.site.facts, writer.alias, writer.exact)
    hit = call("int", method(vector.code(extreme.term), f"arg{extreme.which}"))
    for key in extreme.places:
        writer.drop_initial(writer.initial(key))
    writer.emit(*_chosen(writer, extreme, hit))


def _chosen(writer: Writer, extreme: Extreme, position: Expr) -> list[ast.stmt]:
    """Assignments of the places and the best value, the position computed once."""
    statements: list[ast.stmt] = []
    index = next((key for key, value in extreme.places.items() if _is_position(writer, value)), None)
    if index is None:
        index = writer.site.fresh("place")
    statements.append(assign(index, position))
    for key, value in extreme.places.items():
        if key != index:
            statements.append(assign(key, writer.element(value, name(index))))
    statements.append(assign(extreme.name, writer.element(extreme.term, name(index))))
    return statements


def _is_position(writer: Writer, value: Expr) -> bool:
    return isinstance(value, ast.Name) and value.id == writer.kernel.axis.index
