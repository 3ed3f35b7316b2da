"""One walk over a syntax tree that notes what it binds and what it refers to, scope by scope."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from .scopes import Scope
from .tables import MUTATORS

_DUNDER = re.compile(r"__\w+__\Z")
_SKIPPED = frozenset({"ctx", "op", "ops", "kind", "type_comment", "conversion"})
_FIELDS: dict[type, tuple[str, ...]] = {}
_Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


class Use(NamedTuple):
    """Something code does that may need permission; equal uses of the original are that permission."""

    kind: str
    key: str
    line: int


class Reference(NamedTuple):
    """A name with the attributes taken from it; ``called`` is the call whose function it is.

    ``bare`` is a name by itself, which may be handed on from there.
    """

    scope: Scope
    name: str
    path: tuple[str, ...]
    line: int
    called: ast.Call | None
    bare: bool = False


class Write(NamedTuple):
    """An object that is changed: ``how`` is ``attribute``, ``item``, ``method`` or ``out``."""

    scope: Scope
    target: ast.expr
    how: str
    line: int


class Caught(NamedTuple):
    """A type of exceptions that are caught and not raised again; None for all of them."""

    scope: Scope
    kind: ast.expr | None
    line: int


class Walker:
    """Walks statements; afterwards ``uses`` are certain and the rest waits for the scopes to be complete."""

    def __init__(self, module: Scope) -> None:
        self.module = module
        self.uses: list[Use] = []
        self.references: list[Reference] = []
        self.writes: list[Write] = []
        self.caught: list[Caught] = []
        self._pending: list[tuple[ast.AST, Scope]] = []

    def walk(self, nodes: Iterable[ast.AST]) -> None:
        """Look at the nodes, which stand in the module's scope, and everything inside them."""
        pending, handlers, fields = self._pending, _HANDLERS, _FIELDS
        pending += [(node, self.module) for node in nodes]
        while pending:
            node, scope = pending.pop()
            kind = node.__class__
            handler = handlers.get(kind)
            if handler is not None:
                handler(self, node, scope)
                continue
            names = fields.get(kind)
            if names is None:
                names = fields[kind] = tuple(name for name in node._fields if name not in _SKIPPED)
            for name in names:
                value = getattr(node, name, None)
                if value.__class__ is list:
                    pending += [(item, scope) for item in value if isinstance(item, ast.AST)]
                elif isinstance(value, ast.AST):
                    pending.append((value, scope))

    def _later(self, scope: Scope, *nodes: Any) -> None:
        for node in nodes:
            if isinstance(node, list):
                self._pending += [(item, scope) for item in node if item is not None]
            elif node is not None:
                self._pending.append((node, scope))

    def _use(self, kind: str, key: str, node: Any) -> None:
        self.uses.append(Use(kind, key, node.lineno))

    # names, attributes, items

    def name(self, node: ast.Name, scope: Scope) -> None:
        """A variable, read or bound."""
        if node.ctx.__class__ is ast.Load:
            self.references.append(Reference(scope, node.id, (), node.lineno, None, True))
        else:
            scope.bind(node.id)
            if node.id[:2] == "__":
                self._use("name", node.id, node)

    def attribute(self, node: ast.Attribute, scope: Scope, called: ast.Call | None = None) -> None:
        """A chain of attributes, taken whole."""
        if node.ctx.__class__ is not ast.Load:
            self.writes.append(Write(scope, node, "attribute", node.lineno))
        path: list[str] = []
        current: ast.expr = node
        while current.__class__ is ast.Attribute:
            path.append(current.attr)
            current = current.value
        if current.__class__ is ast.Name:
            self.references.append(Reference(scope, current.id, tuple(reversed(path)), node.lineno, called))
        else:
            self.uses += [Use("attribute", name, node.lineno) for name in path]
            self._pending.append((current, scope))

    def subscript(self, node: ast.Subscript, scope: Scope) -> None:
        """An item, read or stored."""
        if node.ctx.__class__ is not ast.Load:
            self.writes.append(Write(scope, node.value, "item", node.lineno))
            self._pending.append((node.value, scope))
        elif isinstance(node.value, ast.Name):
            self.references.append(Reference(scope, node.value.id, (), node.lineno, None))
        else:
            self._pending.append((node.value, scope))
        self._pending.append((node.slice, scope))

    def constant(self, node: ast.Constant, scope: Scope) -> None:
        """A literal; only names with two underscores on both sides matter."""
        if node.value.__class__ is str and node.value[:2] == "__" and _DUNDER.match(node.value):
            self._use("string", node.value, node)

    def call(self, node: ast.Call, scope: Scope) -> None:
        """A call: its function, what it may change, and formats that take attributes."""
        function = node.func
        if function.__class__ is ast.Name:
            self.references.append(Reference(scope, function.id, (), node.lineno, node))
        elif isinstance(function, ast.Attribute):
            self.attribute(function, scope, node)
            if function.attr in MUTATORS:
                self.writes.append(Write(scope, function.value, "method", node.lineno))
            if function.attr in ("format", "format_map"):
                self._format(function.value, node)
        else:
            self._pending.append((function, scope))
        for keyword in node.keywords:
            if keyword.arg == "out":
                self.writes.append(Write(scope, keyword.value, "out", node.lineno))
            self._pending.append((keyword.value, scope))
        self._later(scope, node.args)

    def _format(self, value: ast.expr, node: ast.Call) -> None:
        if not (isinstance(value, ast.Constant) and isinstance(value.value, str)):
            self._use("format", "", node)
            return
        try:
            fields = [field for _, field, _, _ in string.Formatter().parse(value.value) if field]
        except ValueError:
            return
        for field in fields:
            for attribute in re.findall(r"\.(\w*)", field):
                self._use("attribute", attribute, node)

    # scopes

    def function(self, node: _Function, scope: Scope) -> None:
        """A function: its name and defaults belong outside, its body to a scope of its own."""
        inner = Scope("function", scope)
        arguments = node.args
        every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        every += [one for one in (arguments.vararg, arguments.kwarg) if one is not None]
        inner.params = {one.arg for one in every}
        inner.names |= inner.params
        self._later(scope, arguments.defaults, arguments.kw_defaults, [one.annotation for one in every])
        if isinstance(node, ast.Lambda):
            self._pending.append((node.body, inner))
            return
        if isinstance(node, ast.AsyncFunctionDef):
            self._use("async", node.name, node)
        scope.bind(node.name)
        self._later(scope, node.decorator_list, node.returns, getattr(node, "type_params", None))
        self._later(inner, node.body)

    def cls(self, node: ast.ClassDef, scope: Scope) -> None:
        """A class."""
        scope.bind(node.name)
        scope.classes.add(node.name)
        self._use("class", node.name, node)
        self._later(scope, node.decorator_list, node.bases, [word.value for word in node.keywords])
        self._later(Scope("class", scope), node.body)

    def comprehension(self, node: Any, scope: Scope) -> None:
        """A comprehension: only its first iterable is evaluated outside."""
        inner = Scope("comprehension", scope)
        for number, generator in enumerate(node.generators):
            self._later(inner, generator.target, generator.ifs)
            self._sources(generator.target, generator.iter, inner)
            self._later(inner if number else scope, generator.iter)
            if generator.is_async:
                self._use("async", "", node)
        for name in ("elt", "key", "value"):
            self._later(inner, getattr(node, name, None))

    def walrus(self, node: ast.NamedExpr, scope: Scope) -> None:
        """An assignment expression."""
        holder = scope.holder()
        holder.bind(node.target.id)
        holder.bind_source(node.target.id, node.value)
        self._pending.append((node.value, scope))

    # bindings

    def _sources(self, target: ast.expr, value: ast.expr, scope: Scope) -> None:
        for node in ast.walk(target) if not isinstance(target, ast.Name) else (target,):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                scope.bind_source(node.id, value)

    def assign(self, node: ast.Assign, scope: Scope) -> None:
        """An assignment, remembered for what its names may be."""
        for target in node.targets:
            self._sources(target, node.value, scope)
        self._later(scope, node.targets, node.value)

    def assign_one(self, node: Any, scope: Scope) -> None:
        """An annotated assignment."""
        if node.value is not None:
            self._sources(node.target, node.value, scope)
        self._later(scope, node.target, node.annotation, node.value)

    def loop(self, node: Any, scope: Scope) -> None:
        """A loop over something."""
        self._sources(node.target, node.iter, scope)
        if isinstance(node, ast.AsyncFor):
            self._use("async", "", node)
        self._later(scope, node.target, node.iter, node.body, node.orelse)

    def with_item(self, node: ast.withitem, scope: Scope) -> None:
        """An entry of a ``with`` statement."""
        if node.optional_vars is not None:
            self._sources(node.optional_vars, node.context_expr, scope)
        self._later(scope, node.context_expr, node.optional_vars)

    def imported(self, node: ast.Import, scope: Scope) -> None:
        """``import a.b as c``."""
        for alias in node.names:
            self._use("import", alias.name, node)
            if alias.asname:
                scope.bind_import(alias.asname, alias.name)
            else:
                first = alias.name.partition(".")[0]
                scope.bind_import(first, first)

    def imported_from(self, node: ast.ImportFrom, scope: Scope) -> None:
        """``from a import b as c``."""
        module = "." * node.level + (node.module or "")
        for alias in node.names:
            separator = "" if module.endswith(".") else "."
            self._use("import from", f"{module}{separator}{alias.name}", node)
            scope.bind_import(alias.asname or alias.name, f"{module}{separator}{alias.name}")

    def declared(self, node: Any, scope: Scope) -> None:
        """``global`` or ``nonlocal``."""
        kind = "global" if isinstance(node, ast.Global) else "nonlocal"
        for name in node.names:
            scope.shared.add(name)
            self._use(kind, name, node)

    # errors, patterns, coroutines

    def handler(self, node: ast.ExceptHandler, scope: Scope) -> None:
        """An ``except`` clause; one that ends by raising again catches nothing."""
        if node.name:
            scope.bind(node.name)
        last = node.body[-1]
        if not (isinstance(last, ast.Raise) and last.exc is None) or _leaves(node.body):
            kinds: list[Any] = list(node.type.elts) if isinstance(node.type, ast.Tuple) else [node.type]
            self.caught += [Caught(scope, kind, node.lineno) for kind in kinds]
        self._later(scope, node.type, node.body)

    def tried(self, node: Any, scope: Scope) -> None:
        """A ``try`` statement; one that leaves from ``finally`` catches everything."""
        if node.finalbody and _leaves(node.finalbody):
            self._use("finally", "", node.finalbody[0])
        self._later(scope, node.body, node.handlers, node.orelse, node.finalbody)

    def pattern(self, node: Any, scope: Scope) -> None:
        """A pattern that binds a name or takes attributes."""
        for name in (getattr(node, "name", None), getattr(node, "rest", None)):
            if name:
                scope.bind(name)
        if isinstance(node, ast.MatchClass):
            for attribute in node.kwd_attrs:
                self._use("attribute", attribute, node)
            self._later(scope, node.cls, node.kwd_patterns)
        self._later(scope, getattr(node, "patterns", None), getattr(node, "pattern", None))
        self._later(scope, getattr(node, "keys", None))

    def coroutine(self, node: Any, scope: Scope) -> None:
        """``await`` and ``async with``."""
        self._use("async", "", node)
        self._later(scope, list(ast.iter_child_nodes(node)))


def _leaves(body: list[ast.stmt]) -> bool:
    """Whether a block can be left by ``return``, ``break`` or ``continue``."""
    pending: list[tuple[ast.AST, bool]] = [(statement, False) for statement in body]
    while pending:
        node, looped = pending.pop()
        if isinstance(node, ast.Return) or (isinstance(node, ast.Break | ast.Continue) and not looped):
            return True
        if not isinstance(node, _Function | ast.ClassDef):
            looped = looped or isinstance(node, ast.For | ast.While)
            pending += [(child, looped) for child in ast.iter_child_nodes(node)]
    return False


_HANDLERS: dict[type, Callable[[Walker, Any, Scope], None]] = {
    ast.Name: Walker.name,
    ast.Attribute: Walker.attribute,
    ast.Subscript: Walker.subscript,
    ast.Constant: Walker.constant,
    ast.Call: Walker.call,
    ast.FunctionDef: Walker.function,
    ast.AsyncFunctionDef: Walker.function,
    ast.Lambda: Walker.function,
    ast.ClassDef: Walker.cls,
    ast.ListComp: Walker.comprehension,
    ast.SetComp: Walker.comprehension,
    ast.DictComp: Walker.comprehension,
    ast.GeneratorExp: Walker.comprehension,
    ast.NamedExpr: Walker.walrus,
    ast.Assign: Walker.assign,
    ast.AnnAssign: Walker.assign_one,
    ast.For: Walker.loop,
    ast.AsyncFor: Walker.loop,
    ast.withitem: Walker.with_item,
    ast.Import: Walker.imported,
    ast.ImportFrom: Walker.imported_from,
    ast.Global: Walker.declared,
    ast.Nonlocal: Walker.declared,
    ast.ExceptHandler: Walker.handler,
    ast.Try: Walker.tried,
    ast.TryStar: Walker.tried,
    ast.MatchAs: Walker.pattern,
    ast.MatchStar: Walker.pattern,
    ast.MatchMapping: Walker.pattern,
    ast.MatchClass: Walker.pattern,
    ast.Await: Walker.coroutine,
    ast.AsyncWith: Walker.coroutine,
}
