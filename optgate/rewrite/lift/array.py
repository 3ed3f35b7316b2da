"""Writes a matched kernel as NumPy statements.

Two variants: the plain one is what a person would write first; the exact one keeps the loop's answer for
empty input, NaN, small integer types and truncating ``zip``. The verifier decides which of them is good
enough.
"""

from __future__ import annotations

import ast

from . import arrayextreme, arrayreduce, arraysearch, arraystore
from .arraywriter import Writer
from .dependence import check
from .element import at
from .nodes import Expr, UnliftableError, assign, const, name
from .site import Lowering, Site


def lower(site: Site, exact: bool) -> Lowering:
    """The NumPy form of a loop.

    Raises:
        UnliftableError: The loop has none that is known.
    """
    kernel, carried = site.read()
    check(kernel, carried)
    writer = Writer(site, kernel, carried, exact)
    if kernel.exit is not None:
        arraysearch.write(writer)
        return writer.finished()
    arrayreduce.scans(writer)
    arrayreduce.reductions(writer)
    arrayextreme.extremes(writer)
    arraysearch.choices(writer)
    arraystore.appends(writer)
    arraystore.stores(writer)
    leftovers(writer)
    return writer.finished()


def leftovers(writer: Writer) -> None:
    """Names of the loop that are read later: counters, the loop variables, temporaries."""
    site, kernel = writer.site, writer.kernel
    arrayreduce.counters(writer)
    axis = kernel.axis
    for key, value in writer.carried.temporaries.items():
        if key in site.live:
            raise UnliftableError(f"{key} is read after the loop")
        del value
    after: list[ast.stmt] = []
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
        if key in site.live:
            last = const(-1) if axis.walked and not axis.reverse else axis.last()
            after.append(assign(key, at(value, axis, _negative(last))))
    if after:
        writer.emit(ast.If(axis.runs(), after, []))


def _negative(node: Expr) -> Expr:
    if isinstance(node, ast.Constant) and node.value == -1:
        return ast.UnaryOp(ast.USub(), const(1))
    return node


def _final_counter(writer: Writer) -> Expr:
    axis = writer.kernel.axis
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
