"""Functions as arguments: a few pure ones, by the number of arguments they are called with."""

from __future__ import annotations

import ast

from optgate.verify.evidence.module import last
from optgate.verify.values.kinds import Kind

_UNARY = (
    ("operator:neg", "builtins:abs"),
    ("builtins:float", "math:floor"),
    ("builtins:bool", "operator:not_"),
    ("builtins:len",),
    ("builtins:str", "builtins:repr"),
    ("builtins:sum", "builtins:max"),
)
_BINARY = (
    ("operator:add", "operator:sub", "operator:mul"),
    ("builtins:max", "math:hypot"),
    ("operator:lt", "operator:le"),
)
_TERNARY = (("builtins:max", "builtins:min"),)
_NULLARY = (("builtins:int", "builtins:list"),)
_NUMPY = {
    1: (("numpy:sum", "numpy:mean"), ("numpy:square", "numpy:negative")),
    2: (("numpy:add", "numpy:maximum"),),
}
_TRUTH = {1: (("builtins:bool", "operator:not_"),), 2: (("operator:lt", "operator:le"),)}
_TEXT = {1: (("builtins:str", "builtins:repr"),)}


def of_count(count: int, *, numeric: bool) -> list[Kind]:
    """Sets of functions that take so many arguments; each set suits other arguments."""
    plain = {0: _NULLARY, 1: _UNARY, 2: _BINARY, 3: _TERNARY}.get(count, ())
    return [of_paths(paths) for paths in (*plain, *(_NUMPY.get(count, ()) if numeric else ()))]


def of_paths(paths: tuple[str, ...]) -> Kind:
    """The functions at some dotted paths."""
    return Kind("name", choices=paths, path="function")


def of_annotation(parts: list[ast.expr]) -> Kind:
    """``Callable[[int, int], bool]``: how many arguments, and what the result is (``ndim`` is one more)."""
    count = len(parts[0].elts) + 1 if isinstance(parts[0], ast.List) else 0
    result = last(parts[1]) if len(parts) > 1 else ""
    return Kind("function", ndim=count, dtype=result)


def of_stated(kind: Kind, called: list[int], *, numeric: bool) -> list[Kind]:
    """The functions for an annotated ``Callable``, called with these numbers of arguments in the body."""
    counts = [kind.ndim - 1] if kind.ndim else called or [1, 2]
    found: list[Kind] = []
    for count in counts:
        special = {"bool": _TRUTH, "str": _TEXT}.get(kind.dtype, {}).get(count)
        found += [of_paths(paths) for paths in special] if special else of_count(count, numeric=numeric)
    return found
