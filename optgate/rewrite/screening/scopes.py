"""Which names mean what where: the scopes of a module, its functions and comprehensions."""

from __future__ import annotations

import ast
import builtins
from typing import NamedTuple

BUILTIN_NAMES = frozenset(dir(builtins))


class Scope:
    """A scope with the names bound in it.

    ``origins`` says what an imported name stands for, ``sources`` the expressions a variable was given,
    ``classes`` which names are classes; ``kind`` is ``module``, ``class``, ``function`` or ``comprehension``.
    """

    __slots__ = ("classes", "kind", "names", "origins", "params", "parent", "shared", "sources")

    def __init__(self, kind: str, parent: Scope | None) -> None:
        self.kind = kind
        self.parent = parent
        self.names: set[str] = set()
        self.params: set[str] = set()
        self.shared: set[str] = set()
        self.classes: set[str] = set()
        self.origins: dict[str, tuple[str, ...]] = {}
        self.sources: dict[str, list[ast.expr]] = {}

    def bind(self, name: str) -> None:
        """A variable of this scope (or of the module, where it is declared global)."""
        self.names.add(name)

    def bind_import(self, name: str, origin: str) -> None:
        """An imported name; one with several origins stands for each of them."""
        self.origins[name] = tuple({*self.origins.get(name, ()), origin})

    def bind_source(self, name: str, value: ast.expr) -> None:
        """A variable and an expression that its value comes from."""
        self.sources.setdefault(name, []).append(value)

    def holder(self) -> Scope:
        """The scope that an assignment expression binds in."""
        scope = self
        while scope.kind == "comprehension" and scope.parent is not None:
            scope = scope.parent
        return scope

    def copy(self) -> Scope:
        """A scope of the same content that can be added to."""
        other = Scope(self.kind, self.parent)
        other.names = set(self.names)
        other.origins = dict(self.origins)
        other.sources = dict(self.sources)
        other.classes = self.classes
        return other


class Meaning(NamedTuple):
    """What a name stands for: ``local``, ``import``, ``global`` or ``builtin``, and in which scope."""

    kind: str
    scope: Scope
    origins: tuple[str, ...] = ()


def resolve(name: str, scope: Scope) -> Meaning:
    """What a name means in a scope; a name that nothing binds is a global."""
    current: Scope | None = scope
    while current is not None:
        module = current.kind == "module"
        if name in current.origins:
            return Meaning("import", current, current.origins[name])
        if name in current.names and name not in current.shared:
            return Meaning("global" if module else "local", current)
        if module:
            return Meaning("builtin" if name in BUILTIN_NAMES else "global", current)
        current = current.parent
        while current is not None and current.kind == "class":
            current = current.parent
    raise AssertionError("no scope of a module")
