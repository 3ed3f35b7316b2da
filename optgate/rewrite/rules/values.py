"""What rules may assume of values: from what was seen at run time, else from how the function makes them."""

from __future__ import annotations

import ast

from ..lift.nodes import Expr
from .effects import Effects
from .view import View

_HASHABLE = frozenset({"int", "float", "bool", "str", "bytes", "complex", "NoneType", "tuple"})
_NOT_LISTS = frozenset({"set", "dict", "str", "iterator", "frame", "series", "frozenset", "bytes"})


def holds(view: View, effects: Effects, identifier: str) -> bool:
    """Whether a name may stand for a list of hashable elements, by all that is known."""
    for seen in view.facts.observed.get(identifier, ()):
        if seen.container in _NOT_LISTS or seen.ndim > 1:
            return False
    for value in effects.assigned.get(identifier, []):
        if value is None or not _listed(view, value):
            return False
    return view.facts.kind(ast.Name(identifier, ast.Load())) != "number"


def _listed(view: View, value: Expr) -> bool:
    if isinstance(value, ast.List | ast.Tuple):
        return not any(isinstance(part, ast.List | ast.Dict | ast.Set) for part in value.elts)
    if isinstance(value, ast.ListComp):
        return not isinstance(value.elt, ast.List | ast.Dict | ast.Set | ast.ListComp)
    return view.facts.kind(value) == "list"


def hashable(view: View, value: Expr) -> bool:
    """Whether a value may be a key, by all that is known."""
    if isinstance(value, ast.List | ast.Dict | ast.Set | ast.ListComp | ast.Slice):
        return False
    if isinstance(value, ast.Name):
        if any(
            seen.container in {"list", "dict", "set", "array"}
            for seen in view.facts.observed.get(value.id, ())
        ):
            return False
        return view.facts.kind(value) not in {"list", "array"}
    return True


def elements(view: View, identifier: str) -> set[str]:
    """The types of the elements that a parameter was seen to hold; empty when nothing is known."""
    return {seen.element for seen in view.facts.observed.get(identifier, ())}


def integers(view: View, identifier: str) -> bool:
    """Whether a parameter was only seen to be a list of whole numbers."""
    found = elements(view, identifier)
    return bool(found) and found <= {"int", "bool"}
