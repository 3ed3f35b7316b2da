"""What else stands in the judged file: imports, types, constants, functions, classes."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

Function = ast.FunctionDef | ast.AsyncFunctionDef
_TYPES = (ast.Name, ast.Attribute, ast.Subscript, ast.BinOp)


class Module:
    """The index of one file.

    ``functions`` holds the functions and methods by qualified name, ``classes`` the classes at the top level,
    ``imports`` maps local names to the dotted names they were imported as, ``aliases`` names of types to
    their definitions, ``tuples`` names made by ``namedtuple`` to their fields, ``constants`` the simple
    values bound at the top level.
    """

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self.functions: dict[str, Function] = {}
        self.classes: dict[str, ast.ClassDef] = {}
        self.imports = dict(_imports(tree))
        self.aliases: dict[str, ast.expr] = {}
        self.tuples: dict[str, tuple[str, ...]] = {}
        self.constants: dict[str, Any] = {}
        self._index(tree.body, "")
        for node in statements(tree.body):
            self._bound(node)

    def _index(self, body: list[ast.stmt], prefix: str) -> None:
        for node in statements(body):
            if isinstance(node, Function):
                self.functions[prefix + node.name] = node
            elif isinstance(node, ast.ClassDef):
                self.classes[prefix + node.name] = node
                self._index(node.body, f"{prefix}{node.name}.")

    def _bound(self, node: ast.stmt) -> None:
        """Take in what a statement of the top level binds a name to."""
        if isinstance(node, ast.ClassDef | Function):
            self._type_params(node)
            return
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if type(node).__name__ == "TypeAlias":
            target = node.name  # type: ignore[attr-defined]
        value = getattr(node, "value", None)
        if not isinstance(target, ast.Name) or not isinstance(value, ast.expr):
            return
        if isinstance(value, _TYPES) or isinstance(node, ast.AnnAssign):
            self.aliases[target.id] = value
        elif isinstance(value, ast.Call):
            self._called(target.id, value)
        try:
            self.constants[target.id] = ast.literal_eval(value)
        except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
            return

    def _called(self, name: str, value: ast.Call) -> None:
        """A name bound to a call: a new type, a type variable or a named tuple."""
        maker = last(value.func)
        if maker == "NewType" and len(value.args) == 2:
            self.aliases[name] = value.args[1]
        elif maker == "TypeVar":
            self._variable(name, value.args[1:], [k.value for k in value.keywords if k.arg == "bound"])
        elif maker == "namedtuple" and len(value.args) >= 2:
            fields = value.args[1]
            if isinstance(fields, ast.List | ast.Tuple):
                self.tuples[name] = tuple(str(f.value) for f in fields.elts if isinstance(f, ast.Constant))
            elif isinstance(fields, ast.Constant) and isinstance(fields.value, str):
                self.tuples[name] = tuple(fields.value.replace(",", " ").split())

    def _type_params(self, node: ast.ClassDef | Function) -> None:
        for param in getattr(node, "type_params", ()):
            bound = getattr(param, "bound", None)
            if isinstance(bound, ast.Tuple):
                self._variable(param.name, bound.elts, [])
            elif bound is not None:
                self._variable(param.name, [], [bound])

    def _variable(self, name: str, choices: list[ast.expr], bound: list[ast.expr]) -> None:
        options = choices or bound
        if options:
            known = options[0]
            for other in options[1:]:
                known = ast.BinOp(known, ast.BitOr(), other)
            self.aliases[name] = known

    def dotted(self, node: ast.expr) -> str:
        """The full dotted name that a name or an attribute stands for (``numpy.random.Generator``)."""
        if isinstance(node, ast.Attribute):
            return f"{self.dotted(node.value)}.{node.attr}"
        return self.imports.get(node.id, node.id) if isinstance(node, ast.Name) else ""

    def imports_package(self, name: str) -> bool:
        """Whether the file imports a package, or anything from it."""
        return any(dotted.partition(".")[0] == name for dotted in self.imports.values())

    def find(self, qualname: str) -> tuple[Function, str] | None:
        """A function and the name of the class it stands in (or nothing)."""
        function = self.functions.get(qualname)
        owner = qualname.rpartition(".")[0]
        return (function, owner) if function is not None else None


def parse(text: str) -> Module | None:
    """The index of a file's text, or None when it cannot be parsed."""
    try:
        return Module(ast.parse(text))
    except (SyntaxError, ValueError, RecursionError):
        return None


def statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a body, those in branches and in ``try`` among them."""
    for node in body:
        yield node
        if isinstance(node, ast.If | ast.Try):
            yield from statements(node.body)
            yield from statements(node.orelse)


def last(node: ast.expr) -> str:
    """The last part of a dotted name, of what is subscripted or of what is called; or nothing."""
    while isinstance(node, ast.Subscript | ast.Call):
        node = node.value if isinstance(node, ast.Subscript) else node.func
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def decorators(node: ast.ClassDef | Function) -> set[str]:
    """The last parts of the names of the decorators."""
    return {last(decorator) for decorator in node.decorator_list}


def _imports(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                yield alias.asname or top, alias.name if alias.asname else top
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield alias.asname or alias.name, f"{'.' * node.level}{node.module or ''}.{alias.name}"
