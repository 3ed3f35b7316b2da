"""Writes a matched kernel as NumPy statements.

Two variants: the plain one is what a person would write first; the exact one keeps the loop's answer for
empty input, NaN, small integer types and truncating ``zip``. The verifier decides which of them is good
enough.
"""

from __future__ import annotations

import ast

from . import arrayextreme, arraylag, arrayreduce, arraysearch, arraystore, filtered
from .arraymasked import inner_loops
from .arraywriter import Writer
from .dependence import check
from .element import at
from .nodes import Expr, UnliftableError, assign, const, name, names
from .site import Lowering, Site


def lower(site: Site, exact: bool) -> Lowering:
    """The NumPy form of a loop.

    Raises:
        UnliftableError: The loop has none that is known.
    """
    parted = filtered.split(site, exact)
    if parted is not None:
        within, first = parted
        return filtered.joined(first, _lower(within, exact))
    return _lower(site, exact)


def _lower(site: Site, exact: bool) -> Lowering:
    kernel, carried = site.read()
    check(kernel, carried)
    writer = Writer(site, kernel, carried, exact)
    inner_loops(writer)
    arraylag.lags(writer)
    arraylag.streaks(writer)
    arraylag.helds(writer)
    if kernel.exit is not None:
        arraysearch.write(writer)
        return writer.finished()
    arrayreduce.scans(writer)
    arrayreduce.reductions(writer)
    arrayextreme.extremes(writer)
    arraysearch.choices(writer)
    arraystore.appends(writer)
    arraystore.stores(writer)
    arraylag.chains(writer)
    leftovers(writer)
    return writer.finished()


def leftovers(writer: Writer) -> None:
    """Names of the loop that are read later: counters, the loop variables, temporaries."""
    site, kernel = writer.site, writer.kernel
    arrayreduce.counters(writer)
    axis = kernel.axis
    after: list[ast.stmt] = []
    for key, value in writer.carried.temporaries.items():
        if key in site.live:
            after.append(assign(key, _last_of(writer, key, value)))
    if axis.counter:
        if axis.counter in site.live:
            after.append(assign(axis.counter, _final_counter(writer)))
        else:
            writer.drop_if_dead(axis.counter)
        writer.emit(*after)
        return
    if axis.index in site.live and axis.bound:
        after.append(assign(axis.index, axis.last()))
    for key, value in axis.elements.items():
        if key in site.live and key not in kernel.values:
            last = const(-1) if axis.walked and not axis.reverse else axis.last()
            after.append(assign(key, at(value, axis, _negative(last))))
    if after:
        writer.emit(ast.If(axis.runs(), after, []))


def _last_of(writer: Writer, key: str, value: Expr) -> Expr:
    """What a temporary is after the last pass."""
    axis, stored = writer.kernel.axis, {store.base for store in writer.kernel.stores}
    found = names(value)
    if axis.counter or found & (stored | {key}) or any(":" in part for part in found):
        raise UnliftableError(f"{key} is read after the loop")
    return at(value, axis, axis.last())


def _negative(node: Expr) -> Expr:
    if isinstance(node, ast.Constant) and node.value == -1:
        return ast.UnaryOp(ast.USub(), const(1))
    return node


def _final_counter(writer: Writer) -> Expr:
    axis = writer.kernel.axis
    if axis.step != 1:
        raise UnliftableError("the counter of a stepped loop is read after it")
    initial = writer.site.initial(axis.counter)
    if isinstance(initial.value, ast.Constant) and initial.value.value == 0 and _is_length(writer, axis.stop):
        writer.drop_initial(initial)
        return axis.stop
    return ast.Call(name("max"), [name(axis.counter), axis.stop], [])


def _is_length(writer: Writer, node: Expr) -> bool:
    """Whether the number is surely the length of something."""
    form = writer.site.facts.reduce(node)
    if form.constant or len(form.parts) != 1:
        return False
    ((factor, term),) = form.parts.values()
    return (
        factor == 1
        and isinstance(term, ast.Call)
        and isinstance(term.func, ast.Name)
        and term.func.id == "len"
    )
