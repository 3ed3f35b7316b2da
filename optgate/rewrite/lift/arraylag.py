"""Values of earlier passes as NumPy statements: what the pass before had, and counts of passes in a row."""

from __future__ import annotations

import ast

from .arraywriter import Writer
from .forms import SUM, Chain
from .nodes import Expr, UnliftableError, assign, binary, call, const, dotted, item, name, same


def lags(writer: Writer) -> None:
    """Values of the pass before: the array of the values moved on by one place."""
    vector = writer.vector
    for lag in writer.carried.lags:
        vector.running[lag.before] = name(lag.name)
        made = vector.code(lag.value)
        constant = isinstance(lag.start, ast.Constant) and isinstance(lag.start.value, int | float)
        if lag.start is None and lag.name not in writer.site.facts.parameters:
            raise UnliftableError("a start that is not known")
        if isinstance(lag.start, ast.Constant) and (not constant or isinstance(lag.start.value, bool)):
            raise UnliftableError("a start that is no number")
        start: Expr = lag.start if constant and lag.start is not None else name(lag.name)
        moved = item(made, ast.Slice(None, ast.UnaryOp(ast.USub(), const(1))))
        joined = ast.Tuple([ast.List([start], ast.Load()), moved], ast.Load())
        written = writer.site.fresh("previous")
        writer.emit(assign(written, vector.np("concatenate", joined)))
        vector.running[lag.before] = name(written)
        if constant:
            writer.drop_if_dead(lag.name)
        writer.result.say("lagged values")


def chains(writer: Writer) -> None:
    """Running sums and products that the loop keeps in the items: accumulated from the first item on."""
    vector, facts = writer.vector, writer.site.facts
    for chain in writer.carried.chains:
        base = name(chain.store.base)
        if facts.kind(base) == "list":
            raise UnliftableError("a running value in a list")
        place = vector.select(base, chain.store.index)
        if not (isinstance(place, ast.Subscript) and isinstance(place.slice, ast.Slice)):
            raise UnliftableError("a running value without an item ahead")
        lower = place.slice.lower
        if not (isinstance(lower, ast.Constant) and isinstance(lower.value, int) and lower.value > 0):
            raise UnliftableError("a running value without an item ahead")
        before = const(lower.value - 1) if lower.value > 1 else None
        ahead = item(base, ast.Slice(before, lower))
        if chain.test is not None:
            owner = base if before is None else item(base, ast.Slice(before))
            _hold(writer, chain, place, owner, ahead)
            continue
        terms = vector.code(chain.term)
        joined = vector.np("concatenate", ast.Tuple([ahead, terms], ast.Load()))
        function = "cumsum" if chain.kind == SUM else "cumprod"
        made = item(vector.np(function, joined), ast.Slice(const(1)))
        writer.result.say("cumulative sum" if chain.kind == SUM else "cumulative product")
        writer.emit(assign(place, made))


def _hold(writer: Writer, chain: Chain, place: Expr, owner: Expr, ahead: Expr) -> None:
    """Items that repeat the one before: all taken from the last position that has one of its own."""
    vector = writer.vector
    assert chain.test is not None
    repeats = writer.fresh_name(vector.condition(chain.test), "repeats")
    passes = vector.np("arange", const(1), binary(call("len", repeats), ast.Add(), const(1)))
    ends = vector.np("where", repeats, const(0), passes)
    last = writer.fresh_name(call(dotted(f"{vector.numpy}.maximum.accumulate"), ends), "last")
    if not same(chain.term, chain.store.before):
        owner = vector.np("concatenate", ast.Tuple([ahead, vector.code(chain.term)], ast.Load()))
    writer.result.say("values that stay")
    writer.emit(assign(place, item(owner, last)))


def helds(writer: Writer) -> None:
    """Values that stay until they are set again: taken from the last pass that set them."""
    vector, axis = writer.vector, writer.kernel.axis
    for held in writer.carried.helds:
        if axis.counter or axis.reverse or vector.cut is not None:
            raise UnliftableError("a value that stays in a loop of this kind")
        found = vector.condition(held.guard)
        hits = found if isinstance(found, ast.Name) else writer.fresh_name(found, "hits")
        made, length = vector.code(held.value), call("len", hits)
        ends = vector.np("where", hits, vector.np("arange", length), ast.UnaryOp(ast.USub(), const(1)))
        last = writer.fresh_name(call(dotted(f"{vector.numpy}.maximum.accumulate"), ends), "last")
        varies = vector.varies(held.value)
        kept = item(writer.named(made, "values"), last) if varies else made
        unset = ast.Compare(last, [ast.Lt()], [const(0)])
        written = writer.fresh_name(vector.np("where", unset, held.start, kept), f"{held.name}_held")
        vector.running[held.after] = written
        joined = ast.Tuple([ast.List([held.start], ast.Load()), written], ast.Load())
        moved = item(vector.np("concatenate", joined), ast.Slice(None, ast.UnaryOp(ast.USub(), const(1))))
        vector.running[held.before] = moved
        writer.result.say("values that stay")
        if held.name in writer.site.live:
            final: Expr = item(written, ast.UnaryOp(ast.USub(), const(1)))
            final = call("bool", final) if isinstance(held.start.value, bool) else final
            writer.emit(ast.If(call("len", written), [assign(held.name, final)], []))
        else:
            writer.drop_if_dead(held.name)


def streaks(writer: Writer) -> None:
    """Counts of passes in a row: the distance to the last pass that ended a row."""
    vector, axis = writer.vector, writer.kernel.axis
    for streak in writer.carried.streaks:
        if writer.kernel.exit is not None or axis.counter:
            raise UnliftableError("a count that starts anew ahead of an exit")
        hits = writer.named(vector.condition(streak.guard), "hits")
        if not isinstance(hits, ast.Name):
            hits = writer.fresh_name(hits, "hits")
        vector.known[id(streak.guard)] = hits
        passes = writer.fresh_name(vector.np("arange", call("len", hits)), "passes")
        ends = vector.np("where", hits, ast.UnaryOp(ast.USub(), const(1)), passes)
        ended = call(dotted(f"{vector.numpy}.maximum.accumulate"), ends)
        made = binary(passes, ast.Sub(), ended)
        if streak.start:
            made = binary(made, ast.Add(), const(streak.start))
        written = writer.site.fresh(f"{streak.name}s" if len(streak.name) > 2 else "streaks")
        writer.emit(assign(written, made))
        vector.running[streak.after] = name(written)
        joined = ast.Tuple([ast.List([const(streak.start)], ast.Load()), name(written)], ast.Load())
        moved = item(vector.np("concatenate", joined), ast.Slice(None, ast.UnaryOp(ast.USub(), const(1))))
        vector.running[streak.before] = moved
        writer.result.say("counts in a row")
        if streak.name in writer.site.live:
            last = call("int", item(name(written), ast.UnaryOp(ast.USub(), const(1))))
            writer.emit(ast.If(call("len", name(written)), [assign(streak.name, last)], []))
        else:
            writer.drop_if_dead(streak.name)
