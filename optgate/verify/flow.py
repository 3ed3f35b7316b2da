"""What the body of a function does with its parameters, followed through its local names.

One walk over the statements, twice, so that a name bound at the end of a loop is known at its start.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Callable, Sequence
from typing import Any

from optgate.verify.kinds import Dim
from optgate.verify.references import Reader, Ref, Refs, called

Function = ast.FunctionDef | ast.AsyncFunctionDef
DICTS = frozenset({"dict", "Counter", "defaultdict", "OrderedDict", "set"})


class Flow(Reader):
    """The facts of one function."""

    def __init__(self, function: Function, params: Sequence[str], modules: dict[str, str]) -> None:
        super().__init__(params, modules)
        for _ in range(2):
            for statement in function.body:
                self.visit(statement)

    def _assign(self, node: ast.Assign) -> None:
        for target in node.targets:
            self.assign(target, node.value)

    def _annotated(self, node: ast.AnnAssign) -> None:
        if node.value:
            self.assign(node.target, node.value)

    def _augmented(self, node: ast.AugAssign) -> None:
        refs = self.refs(node.value)
        self.note(refs, "arith")
        target = self.refs(node.target)
        self.note(target, "arith")
        if isinstance(node.target, ast.Subscript):
            self.note(self.refs(node.target.value), "store")

    def _for(self, node: ast.For) -> None:
        self.loop(node.target, node.iter)
        for statement in [*node.body, *node.orelse]:
            self.visit(statement)

    def _tested(self, node: ast.If | ast.While) -> None:
        self.condition(node.test)
        for statement in [*node.body, *node.orelse]:
            self.visit(statement)

    def _with(self, node: ast.With) -> None:
        for item in node.items:
            self.refs(item.context_expr)
        for statement in node.body:
            self.visit(statement)

    def _inner(self, node: ast.FunctionDef) -> None:
        for statement in node.body:
            self.visit(statement)

    def _expression(self, node: ast.Expr) -> None:
        self.refs(node.value)

    def _assert(self, node: ast.Assert) -> None:
        self.condition(node.test)

    def visit(self, node: ast.AST) -> None:
        """Note what a statement does."""
        method = _STATEMENTS.get(type(node))
        if method:
            method(self, node)
            return
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.refs(child)
            else:
                self.visit(child)

    # bindings

    def assign(self, target: ast.expr, value: ast.expr) -> None:
        """Bind a target to what the value stands for."""
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            for one, part in zip(target.elts, value.elts, strict=False):
                self.assign(one, part)
            return
        refs = self.refs(value)
        if isinstance(target, ast.Name):
            self.env[target.id] = refs
            if isinstance(value, ast.Dict | ast.DictComp | ast.Set) or called(value) in DICTS:
                self.keyed.add(target.id)
        elif isinstance(target, ast.Tuple | ast.List):
            self.unpack(target.elts, refs)
        elif isinstance(target, ast.Subscript):
            self.refs(target)
            self.note(self.refs(target.value), "store")
        elif isinstance(target, ast.Attribute):
            self.refs(target)

    def unpack(self, targets: Sequence[ast.expr], refs: Refs) -> None:
        """Bind the parts of something unpacked: a shape, a tuple or a row."""
        self.note(refs, f"unpack:{len(targets)}")
        starred = any(isinstance(target, ast.Starred) for target in targets)
        for ref in refs:
            if ref.what == "value" and not starred:
                self.link(Dim(ref.param, ref.at), Dim("", len(targets)), "pinned")
            if ref.what == "shape":
                self.facts[ref.param, 0].add(f"ndim:{len(targets)}")
        for place, target in enumerate(targets):
            parts = {Ref("length", ref.param, place) for ref in refs if ref.what == "shape"}
            parts |= {Ref("value", ref.param, ref.at + 1) for ref in refs if ref.what == "value"}
            if isinstance(target, ast.Name):
                self.env[target.id] = frozenset(parts)
            elif isinstance(target, ast.Tuple):
                self.unpack(target.elts, frozenset(parts))

    def loop(self, target: ast.expr, source: ast.expr) -> None:
        """Bind the target of a ``for`` to the elements of what it runs over."""
        parts = self.elements(source)
        if isinstance(target, ast.Name):
            self.env[target.id] = frozenset().union(*parts)
        elif isinstance(target, ast.Tuple | ast.List):
            if len(parts) == len(target.elts):
                for one, refs in zip(target.elts, parts, strict=True):
                    if isinstance(one, ast.Name):
                        self.env[one.id] = refs
                    elif isinstance(one, ast.Tuple):
                        self.unpack(one.elts, refs)
            else:
                self.unpack(target.elts, frozenset().union(*parts))

    def elements(self, source: ast.expr) -> list[Refs]:
        """What the elements of an iterable stand for; several entries where they are tuples."""
        name = called(source)
        if isinstance(source, ast.Call) and name:
            if name == "range":
                return [self.span(source.args)]
            if name == "enumerate" and source.args:
                inner = self.elements(source.args[0])
                base = self.refs(source.args[0])
                index = {Ref("index", ref.param, ref.at) for ref in base if ref.what == "value"}
                return [frozenset(index), frozenset().union(*inner)]
            if name == "zip":
                parts = [frozenset[Ref]().union(*self.elements(argument)) for argument in source.args]
                self.together(parts)
                return parts
            if name in ("reversed", "sorted", "list", "tuple", "set", "iter") and source.args:
                return self.elements(source.args[0])
            if name in ("items", "keys", "values") and isinstance(source.func, ast.Attribute):
                base = self.refs(source.func.value)
                self.note(base, f"attr:{name}")
                each = frozenset(Ref("value", ref.param, ref.at + 1) for ref in base if ref.what == "value")
                return [each, each] if name == "items" else [each]
        refs = self.refs(source)
        self.note(refs, "iter")
        return [frozenset(Ref("value", ref.param, ref.at + 1) for ref in refs if ref.what == "value")]

    def together(self, parts: Sequence[Refs]) -> None:
        """Note that the parts of a ``zip`` are walked side by side."""
        dims = [Dim(ref.param, ref.at - 1) for refs in parts for ref in refs if ref.what == "value"]
        for left, right in itertools.pairwise(dims):
            self.link(left, right, why="zip")


_STATEMENTS: dict[type[ast.AST], Callable[[Any, Any], None]] = {
    ast.Assign: Flow._assign,
    ast.AnnAssign: Flow._annotated,
    ast.AugAssign: Flow._augmented,
    ast.For: Flow._for,
    ast.While: Flow._tested,
    ast.If: Flow._tested,
    ast.With: Flow._with,
    ast.FunctionDef: Flow._inner,
    ast.Expr: Flow._expression,
    ast.Assert: Flow._assert,
}
