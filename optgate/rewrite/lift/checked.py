"""Array code for functions of ``math`` that raise where NumPy makes NaN: the loop does what is not finite."""

from __future__ import annotations

import ast

from ..trees import walk
from . import array
from .nodes import Expr, UnliftableError, assign, call, const, dotted, method, name, names
from .site import Lowering, Site

_TOTAL = frozenset({"atan", "tanh", "fabs", "atan2", "copysign", "degrees", "radians", "hypot", "erf"})
"""Functions of ``math`` that have a value for every number."""


def lower(site: Site) -> Lowering:
    """The NumPy form of a loop, and the loop itself where its result is not finite.

    Raises:
        UnliftableError: Nothing in the loop raises, it has no array form or more than one result.
    """
    kernel, carried = site.read()
    if not any(_raises(site, node) for node in kernel.expressions()):
        raise UnliftableError("no function that raises")
    others = [
        *carried.extremes,
        *carried.choices,
        *carried.streaks,
        *carried.helds,
        *carried.chains,
        *carried.temporaries,
    ]
    live = [key for key in carried.temporaries if key in site.live]
    if kernel.exit is not None or len(others) > len(carried.temporaries) or live:
        raise UnliftableError("results that cannot be asked whether they are finite")
    result, again = _result(site)
    lowering = array.lower(site, exact=False)
    alias, statement = site.imports.numpy()
    finite: Expr = call(dotted(f"{alias}.isfinite"), name(result))
    if carried.folds == []:
        finite = method(finite, "all")
    quiet = call(dotted(f"{alias}.errstate"), all=const("ignore"))
    lowering.need(statement)
    lowering.statements = [
        ast.With([ast.withitem(quiet)], lowering.statements),
        ast.If(ast.UnaryOp(ast.Not(), finite), [*again, site.loop], []),
    ]
    return lowering


def _raises(site: Site, expression: Expr) -> bool:
    """Whether a function of ``math`` that may raise is called."""
    for node in walk(expression):
        if isinstance(node, ast.Call):
            callee = ast.unparse(node.func)
            root, _, member = callee.rpartition(".")
            origin = site.imports.origin(root or callee)
            if origin.partition(".")[0] == "math" and (member or origin.rpartition(".")[2]) not in _TOTAL:
                return True
    return False


def _result(site: Site) -> tuple[str, list[ast.stmt]]:
    """The one result of the loop, and what sets it back before the loop runs after all."""
    kernel, carried = site.read()
    owners = {append.owner for append in kernel.appends}
    stored = {store.base for store in kernel.stores}
    summed = {fold.name for fold in carried.folds}
    if len(owners | stored | summed) != 1:
        raise UnliftableError("several results")
    (result,) = owners | stored | summed
    if stored:
        if any(result in names(expression) for expression in kernel.expressions()):
            raise UnliftableError("items that are read and stored")
        return result, []
    initial = site.initial(result).value
    plain = isinstance(initial, ast.Constant) or (isinstance(initial, ast.List) and not initial.elts)
    if initial is None or not plain:
        raise UnliftableError("a result that does not start anew")
    return result, [assign(result, initial)]
