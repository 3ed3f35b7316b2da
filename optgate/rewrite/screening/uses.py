"""What code uses, with every name resolved: the uses of two functions can be compared as sets."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from .scopes import Scope, resolve
from .tables import BUILTINS, CONTAINERS, MUTATING_FUNCTIONS, MUTATORS, member_of
from .trace import changed, stored
from .walk import Caught, Reference, Use, Walker, Write


def uses(nodes: Iterable[ast.AST], module: Scope) -> list[Use]:
    """Everything the nodes (statements of the module, or of a class) do that may need permission."""
    walker = Walker(module)
    walker.walk(nodes)
    found = walker.uses
    for reference in walker.references:
        found += _referred(reference)
    for write in walker.writes:
        keys = stored(write) if write.how == "attribute" else changed(write)
        found += [Use("write", key, write.line) for key in keys]
    found += [Use("handler", _caught(caught), caught.line) for caught in walker.caught]
    return found


def _referred(reference: Reference) -> Iterator[Use]:
    """A name with its attributes: a member of a module, a builtin, or data."""
    scope, name, path, line, called, bare = reference
    meaning = resolve(name, scope)
    if meaning.kind == "import":
        for origin in meaning.origins:
            dotted = ".".join((origin, *path))
            yield from _member(dotted, line, called)
            rest = member_of(dotted)[1]
            yield from _changed_argument(rest, len(rest) > 1, reference)
        return
    if name[:2] == "__":
        yield Use("name", name, line)
    if meaning.kind == "builtin":
        if name in BUILTINS and (path or called is None or not _harmless(name, called)):
            yield Use("builtin", name, line)
        attribute = _literal(called) if called and not path and name in ("getattr", "hasattr") else None
        if attribute is not None:
            yield Use("attribute", attribute, line)
        yield from _changed_argument((name, *path), bool(path), reference)
    if bare and meaning.kind == "global" and any(map(_mutable, meaning.scope.sources.get(name, ()))):
        yield Use("mutable", name, line)
    for attribute in path:
        yield Use("attribute", attribute, line)


def _member(dotted: str, line: int, called: ast.Call | None) -> Iterator[Use]:
    """A member of a module; getters made of literal names are those attributes."""
    if dotted in ("operator.attrgetter", "operator.methodcaller") and called is not None:
        names = called.args if dotted.endswith("attrgetter") else called.args[:1]
        texts = [one.value for one in names if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        if names and len(texts) == len(names):
            for text in texts:
                for attribute in text.split("."):
                    yield Use("attribute", attribute, line)
            return
    yield Use("member", dotted, line)


def _mutable(value: ast.expr) -> bool:
    """Whether an expression makes a container that something can be put into."""
    if isinstance(value, ast.Call):
        function = value.func
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        return name in CONTAINERS
    return isinstance(value, ast.Dict | ast.List | ast.Set | ast.DictComp | ast.ListComp | ast.SetComp)


def _harmless(name: str, called: ast.Call) -> bool:
    """``type`` of one thing, ``getattr`` and ``hasattr`` with a literal name."""
    if name == "type":
        return len(called.args) == 1 and not called.keywords and not isinstance(called.args[0], ast.Starred)
    return name in ("getattr", "hasattr") and _literal(called) is not None


def _literal(called: ast.Call) -> str | None:
    if len(called.args) > 1 and isinstance(called.args[1], ast.Constant):
        value = called.args[1].value
        return value if isinstance(value, str) else None
    return None


def _changed_argument(path: tuple[str, ...], method: bool, reference: Reference) -> Iterator[Use]:
    """What a function changes that changes its first argument; ``method``: one taken from a class."""
    called = reference.called
    if called is None or not called.args or not path:
        return
    if path[-1] in MUTATING_FUNCTIONS or (method and path[-1] in MUTATORS):
        for key in changed(Write(reference.scope, called.args[0], "item", called.lineno)):
            yield Use("write", key, called.lineno)


def _caught(caught: Caught) -> str:
    """The name of the exceptions that are caught, or what stands there instead of a name."""
    kind = caught.kind
    if kind is None:
        return "everything"
    if isinstance(kind, ast.Attribute):
        return ast.unparse(kind)
    if isinstance(kind, ast.Name) and resolve(kind.id, caught.scope).kind != "local":
        return kind.id
    return "a variable"
