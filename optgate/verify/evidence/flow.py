"""What the body of a function does with its parameters, followed through its local names.

One walk over the statements, twice, so that a name bound at the end of a loop is known at its start.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from optgate.verify.evidence import made_arrays
from optgate.verify.evidence.classes import Made, methods, parameters
from optgate.verify.evidence.module import Function, Module, decorators
from optgate.verify.evidence.references import Reader
from optgate.verify.evidence.refs import NOTHING, Ref, Refs, called, maybe_none
from optgate.verify.values.kinds import Dim

MOST_INSIDE = 3
ROWS = ("iterrows", "itertuples", "groupby")
DICTS = frozenset({"dict", "Counter", "defaultdict", "OrderedDict", "set"})


class Flow(Reader):
    """The facts of one function, with those of the functions of its file that it calls.

    ``params`` are the names that stand for arguments in the body; ``objects`` says of which class of the
    file the objects among them are.
    """

    def __init__(
        self,
        function: Function,
        params: Sequence[str],
        modules: dict[str, str],
        module: Module | None = None,
        objects: Mapping[str, Made] | None = None,
    ) -> None:
        super().__init__(params, modules)
        self.module = module
        self.objects = dict(objects or {})
        self.returned: Refs = NOTHING
        self.made: dict[str, made_arrays.Shape] = {}
        self.inside: list[ast.AST] = [function]
        self.local = {node.name: node for node in function.body if isinstance(node, ast.FunctionDef)}
        for name, made in self.objects.items():
            if made.init is not None and function is not made.init:
                self.construct(name, made)
        for _ in range(2):
            for statement in function.body:
                self.visit(statement)

    # other functions of the file

    def construct(self, holder: str, made: Made) -> None:
        """Follow a constructor: where it stores what it is given."""
        assert made.init is not None
        receiver = next(iter(parameters(made.init))).name
        bound = {field.name: frozenset({Ref("value", f"{holder}.{field.name}", 0)}) for field in made.fields}
        self.enter(made.init, {receiver: frozenset({Ref("value", holder, 0)}), **bound})

    def enter(self, function: Function, bound: dict[str, Refs]) -> Refs:
        """Follow a function with its parameters bound; what it returns."""
        if len(self.inside) > MOST_INSIDE or function in self.inside:
            return NOTHING
        kept = self.env, self.keyed, self.returned
        self.env, self.keyed, self.returned = dict(bound), set(), NOTHING
        self.inside.append(function)
        self.cleared |= {field.name for field in parameters(function) if not field.required}
        for statement in function.body:
            self.visit(statement)
        self.inside.pop()
        returned = self.returned
        self.env, self.keyed, self.returned = kept
        return returned

    def follow(self, node: ast.Call) -> Refs | None:
        """What a call of a function or method of the same file stands for."""
        if self.module is None:
            return None
        if isinstance(node.func, ast.Name) and node.func.id in self.local:
            return self.into(self.local[node.func.id], node, {}, self.env)
        if isinstance(node.func, ast.Name) and node.func.id not in self.env:
            function = self.module.functions.get(node.func.id)
            return self.into(function, node, {}) if function is not None else None
        if isinstance(node.func, ast.Attribute):
            for ref in self.refs(node.func.value):
                made = self.objects.get(ref.param) if ref.what == "value" and ref.at == 0 else None
                method = methods(self.module, made.path).get(node.func.attr) if made else None
                if method is not None:
                    static = "staticmethod" in decorators(method)
                    names = [field.name for field in parameters(method)][:1]
                    return self.into(method, node, {} if static else dict.fromkeys(names, frozenset({ref})))
        return None

    def into(
        self,
        function: Function,
        node: ast.Call,
        receiver: dict[str, Refs],
        around: Mapping[str, Refs] | None = None,
    ) -> Refs:
        """Follow a function with the arguments of a call; ``around`` are the names that it closes over."""
        fields = [field for field in parameters(function) if field.name not in receiver]
        plain = [field.name for field in fields if field.style in ("posonly", "pos")]
        bound = dict(receiver)
        for name, argument in zip(plain, node.args, strict=False):
            bound[name] = self.refs(argument)
        for keyword in node.keywords:
            refs = self.refs(keyword.value)
            if keyword.arg is not None:
                bound[keyword.arg] = refs
                continue
            for field in fields:
                if field.name not in bound and not field.required and field.style in ("pos", "kwonly"):
                    given = [self.under(ref, field.name, sure=False) for ref in refs if ref.what == "value"]
                    bound[field.name] = frozenset(given)
        for argument in node.args[len(plain) :]:
            self.refs(argument)
        return self.enter(function, {**(around or {}), **bound})

    def computed(self, ref: Ref, attr: str) -> Refs | None:
        """What a property of an object stands for."""
        made = self.objects.get(ref.param) if ref.at == 0 else None
        method = methods(self.module, made.path).get(attr) if made and self.module else None
        if method is None:
            return None
        if not decorators(method) & {"property", "cached_property"}:
            return NOTHING
        receiver = next(iter(parameters(method))).name
        return self.enter(method, {receiver: frozenset({ref})})

    def _return(self, node: ast.Return) -> None:
        if node.value is not None:
            self.returned |= self.refs(node.value)

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
        before = dict(self.env)
        for statement in node.body:
            self.visit(statement)
        taken, self.env = self.env, before
        for statement in node.orelse:
            self.visit(statement)
        for name, refs in taken.items():
            self.env[name] = self.env.get(name, NOTHING) | refs

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
            shape = made_arrays.shape_of(value)
            if shape:
                self.made[target.id] = shape
            elif (whole := made_arrays.whole_shape(value)) is not None:
                self.sized[target.id] = self.refs(whole)
            if maybe_none(value):
                self.cleared.add(target.id)
            if isinstance(value, ast.Dict | ast.DictComp | ast.Set) or called(value) in DICTS:
                self.keyed.add(target.id)
        elif isinstance(target, ast.Tuple | ast.List):
            self.unpack(target.elts, refs)
        elif isinstance(target, ast.Subscript):
            self.refs(target)
            self.note(self.refs(target.value), "store")
            self.stored(target, refs)
        elif isinstance(target, ast.Attribute):
            for ref in self.refs(target.value):
                if ref.what == "value" and ref.at == 0 and ref.param in self.objects and len(self.inside) > 1:
                    self.attributes.setdefault((ref.param, target.attr), refs)

    def stored(self, target: ast.Subscript, refs: Refs) -> None:
        """Note that elements of arguments are rows: they are stored in a row of an array made here."""
        shape = self.made.get(target.value.id) if isinstance(target.value, ast.Name) else None
        for param, at, row in made_arrays.rows_of(refs, made_arrays.row(target, shape or ())):
            self.facts[param, 0].add(f"ndim:{at + len(row)}")
            for axis, extent in enumerate(row, start=at):
                if extent is not None:
                    self.link(Dim(param, axis), Dim("", extent), "pinned")

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
            elif isinstance(target, ast.Attribute):
                self.refs(target)

    def loop(self, target: ast.expr, source: ast.expr) -> None:
        """Bind the target of a ``for`` to the elements of what it runs over."""
        parts = self.elements(source)
        if isinstance(target, ast.Name):
            if isinstance(source, ast.Name):
                self.offer(self.refs(source), target.id, "each")
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
            if name in ROWS and isinstance(source.func, ast.Attribute):
                table = self.refs(source.func.value)
                self.note(table, f"attr:{name}")
                self.refs(source)
                return [table] if name == "itertuples" else [NOTHING, table]
        refs = self._list(source) if isinstance(source, ast.Tuple | ast.Set) else self.refs(source)
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
    ast.Return: Flow._return,
}
