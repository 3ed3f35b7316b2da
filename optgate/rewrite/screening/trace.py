"""From a change in a function to the lasting object that is changed, if it is one.

Globals, attributes of arguments and modules outlive a call; what the function makes for itself does not. A
key is the name of the object with the attributes that lead to the place (``self.cache``), so that the places
two functions change can be compared.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from .scopes import Scope, resolve
from .tables import NUMERIC, SAME_FUNCTIONS, SAME_METHODS, VIEWS, member_of
from .walk import Write


def stored(write: Write) -> set[str]:
    """The key of an attribute that is stored; none when the function made the object itself."""
    target = write.target
    assert isinstance(target, ast.Attribute)
    base = target.value
    if isinstance(base, ast.Attribute) and base.attr == "flags":
        base = base.value
    path, root = chain(target)
    if root is None:
        return {f"?.{target.attr}"}
    meaning = resolve(root.id, write.scope)
    if meaning.kind == "import":
        return {".".join((meaning.origins[0], *path))}
    if meaning.kind != "local" or root.id in meaning.scope.params:
        return {".".join((root.id, *path))}
    if base is root:
        made = meaning.scope.sources.get(root.id, [])
        if made and all(_makes(value, meaning.scope) for value in made):
            return set()
    return {f"?.{target.attr}"}


def changed(write: Write) -> set[str]:
    """The keys of the lasting objects that a changed expression may be (a part of)."""
    return set(_Trace(write.how).of(write.target, write.scope))


def chain(node: ast.expr) -> tuple[list[str], ast.Name | None]:
    """The attributes on the way to the name an expression begins with, without items and calls between."""
    path: list[str] = []
    while True:
        if isinstance(node, ast.Attribute):
            path.append(node.attr)
            node = node.value
        elif isinstance(node, ast.Subscript):
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        else:
            return path[::-1], node if isinstance(node, ast.Name) else None


def dotted(node: ast.expr) -> tuple[list[str], ast.Name | None]:
    """The name an expression of nothing but attributes begins with, and the attributes."""
    path: list[str] = []
    while isinstance(node, ast.Attribute):
        path.append(node.attr)
        node = node.value
    return path[::-1], node if isinstance(node, ast.Name) else None


def _makes(value: ast.expr, scope: Scope) -> bool:
    """Whether an expression calls numpy or a class, which gives an object that is no module or function."""
    if not isinstance(value, ast.Call):
        return False
    path, root = dotted(value.func)
    if root is None:
        return False
    meaning = resolve(root.id, scope)
    if meaning.kind == "import":
        return all(origin.partition(".")[0] == "numpy" for origin in meaning.origins)
    return meaning.kind == "global" and not path and root.id in meaning.scope.classes


class _Trace:
    """Follows an expression through the variables of a function, each at most once."""

    def __init__(self, how: str) -> None:
        self.method = how == "method"
        self.seen: set[tuple[int, str]] = set()

    def of(self, node: ast.expr, scope: Scope) -> Iterator[str]:
        """The keys of what the expression may be."""
        if isinstance(node, ast.Name):
            yield from self.name(node.id, scope)
        elif isinstance(node, ast.Attribute):
            yield from self.attribute(node, scope)
        else:
            for part in _parts(node):
                yield from self.of(part, scope)

    def name(self, name: str, scope: Scope) -> Iterator[str]:
        """A variable: a lasting object by itself, or what it was given."""
        meaning = resolve(name, scope)
        if meaning.kind == "local":
            place = (id(meaning.scope), name)
            if place not in self.seen:
                self.seen.add(place)
                for value in meaning.scope.sources.get(name, ()):
                    yield from self.of(value, meaning.scope)
        elif meaning.kind == "import":
            yield from (origin for origin in meaning.origins if member_of(origin)[0] not in NUMERIC)
        elif meaning.kind == "global" or not self.method:
            yield name

    def attribute(self, node: ast.Attribute, scope: Scope) -> Iterator[str]:
        """A part of a variable: lasting, unless the variable was made by the function."""
        if node.attr in VIEWS:
            yield from self.of(node.value, scope)
            return
        path, root = chain(node)
        if root is None:
            return
        meaning = resolve(root.id, scope)
        if meaning.kind == "local" and root.id not in meaning.scope.params:
            yield from self.name(root.id, scope)
        elif meaning.kind == "import":
            dotted = ".".join((meaning.origins[0], *path))
            rest = member_of(dotted)[1]
            if len(rest) > (1 if self.method else 0):
                yield dotted
        else:
            yield ".".join((root.id, *path))


def _parts(node: ast.expr) -> list[ast.expr]:
    """The expressions whose objects, or parts of them, an expression gives back."""
    if isinstance(node, ast.Subscript | ast.Starred | ast.NamedExpr | ast.Await):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return [node.body, node.orelse]
    if isinstance(node, ast.BoolOp):
        return list(node.values)
    if isinstance(node, ast.Tuple | ast.List):
        return list(node.elts)
    return _passed_on(node) if isinstance(node, ast.Call) else []


def _passed_on(call: ast.Call) -> list[ast.expr]:
    """The objects of which a call gives back a part."""
    passed: list[ast.expr] = []
    function = call.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    if name in SAME_FUNCTIONS:
        passed += call.args
    if isinstance(function, ast.Attribute) and name in SAME_METHODS:
        passed.append(function.value)
    if name == "getattr":
        passed += call.args[:1]
    return passed
