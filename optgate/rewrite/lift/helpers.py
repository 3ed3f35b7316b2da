"""Functions of the same file that can be written in place of their calls.

Such a function is pure and ends in values on every path: assignments of plain names, ``if`` and ``return``.
Its value is one expression of its arguments; what it reads besides must be the same thing for the caller.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from functools import lru_cache

from ..imports import Imports
from ..source import Located
from ..trees import walk
from .nodes import Expr, UnliftableError, children, name, transform
from .syntax import refuse

DEEPEST = 3
"""Helpers that call helpers are followed so far."""

LONGEST = 12
"""Statements of a helper that is still worth writing out."""

_PURE = frozenset({"abs", "min", "max", "int", "float", "bool", "round", "pow", "len", "complex"})
_SCALAR = (ast.If, ast.For, ast.While, ast.IfExp, ast.BoolOp, ast.Try, ast.Raise, ast.Global, ast.With)
_MODULES = ("math", "numpy", "cmath")

Environment = dict[str, Expr]


class Helpers:
    """The functions of one file that its target may have inlined."""

    def __init__(self, located: Located, imports: Imports) -> None:
        self._located = located
        self._imports = imports
        self._known: dict[str, ast.FunctionDef] | None = None
        self._own: frozenset[str] = frozenset()

    def inline(self, node: ast.Call, arguments: list[Expr], depth: int = 0) -> Expr | None:
        """The value of a call of a helper with these arguments; nothing when it cannot be written out."""
        if node.keywords or depth == DEEPEST or not self.knows(node):
            return None
        assert isinstance(node.func, ast.Name)
        function = self._functions()[node.func.id]
        names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
        plain = not (function.args.kwonlyargs or function.args.vararg or function.args.kwarg)
        missing = len(names) - len(arguments)
        if not plain or missing < 0 or missing > len(function.args.defaults):
            return None
        defaults = function.args.defaults[len(function.args.defaults) - missing :]
        if not all(_constant(default) for default in defaults):
            return None
        given = dict(zip(names, [*arguments, *defaults], strict=True))
        for parameter, value in given.items():
            if not isinstance(value, ast.Name | ast.Constant) and not hasattr(value, "hint"):
                value.hint = parameter  # type: ignore[attr-defined]
        try:
            return _Body(self, function, depth).value(function.body, given)
        except UnliftableError:
            return None

    def knows(self, node: ast.Call) -> bool:
        """Whether a call is one of a function of the file."""
        return (
            isinstance(node.func, ast.Name)
            and node.func.id in self._functions()
            and node.func.id not in self._own
        )

    def _functions(self) -> dict[str, ast.FunctionDef]:
        if self._known is None:
            self._known = _functions(self._located.tree)
            self._own = frozenset(_assigned(self._located.function)) | {self._located.function.name}
        return self._known

    def scalar(self, identifier: str) -> bool:
        """Whether a name is a function of the file that takes branches, loops or has effects.

        Called with a whole array such a function raises or does something else.
        """
        function = self._functions().get(identifier)
        return function is not None and any(
            isinstance(node, _SCALAR)
            or (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print")
            for node in walk(function)
        )

    def foreign(self, identifier: str) -> bool:
        """Whether a name of the file is something else inside the target."""
        return identifier in self._own

    def pure(self, node: ast.Call) -> bool:
        """Whether a call in a helper is one of a function without effects."""
        function = node.func
        if isinstance(function, ast.Name):
            origin = self._imports.origin(function.id)
            return function.id in _PURE or origin.partition(".")[0] in _MODULES
        if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
            return self._imports.origin(function.value.id) in _MODULES
        return False


def _constant(node: Expr) -> bool:
    return isinstance(node, ast.Constant) or (
        isinstance(node, ast.UnaryOp) and isinstance(node.operand, ast.Constant)
    )


@lru_cache(maxsize=4)
def _functions(tree: ast.Module) -> dict[str, ast.FunctionDef]:
    """Undecorated functions of the module whose names are bound once."""
    bound: dict[str, int] = {}
    found: dict[str, ast.FunctionDef] = {}
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef):
            bound[statement.name] = bound.get(statement.name, 0) + 1
            if not statement.decorator_list and len(statement.body) <= LONGEST:
                found[statement.name] = statement
        elif not isinstance(statement, ast.ClassDef | ast.AsyncFunctionDef):
            for identifier in _assigned(statement):
                bound[identifier] = bound.get(identifier, 0) + 1
    return {key: function for key, function in found.items() if bound[key] == 1}


def _assigned(node: ast.AST) -> Iterable[str]:
    for part in walk(node):
        if isinstance(part, ast.Name) and not isinstance(part.ctx, ast.Load):
            yield part.id
        elif isinstance(part, ast.arg):
            yield part.arg
        elif isinstance(part, ast.alias) and not isinstance(node, ast.Module):
            yield (part.asname or part.name).partition(".")[0]


class _Body:
    """Follows the paths of one helper."""

    def __init__(self, helpers: Helpers, function: ast.FunctionDef, depth: int) -> None:
        self.helpers = helpers
        self.depth = depth
        self.own = frozenset(_assigned(function))

    def value(self, block: list[ast.stmt], known: Environment) -> Expr:
        """What the block returns.

        Raises:
            UnliftableError: There is a path without a value, or a statement that is not followed.
        """
        for place, statement in enumerate(block):
            rest = block[place + 1 :]
            if isinstance(statement, ast.Return) and statement.value is not None:
                return self._put(statement.value, known)
            if isinstance(statement, ast.If):
                test = self._put(statement.test, known)
                if any(isinstance(node, ast.Return) for node in walk(statement)):
                    first = self.value([*statement.body, *rest], dict(known))
                    return ast.IfExp(test, first, self.value([*statement.orelse, *rest], dict(known)))
                known = self._merged(test, statement, known)
            else:
                known = self._step(statement, known)
        raise UnliftableError("a helper without a value")

    def _merged(self, test: Expr, statement: ast.If, known: Environment) -> Environment:
        first, second = dict(known), dict(known)
        for inner in statement.body:
            first = self._step(inner, first)
        for inner in statement.orelse:
            second = self._step(inner, second)
        merged = dict(known)
        for key in {**first, **second}:
            if key not in first or key not in second:
                continue
            same = first[key] is second[key]
            merged[key] = first[key] if same else ast.IfExp(test, first[key], second[key])
        return merged

    def _step(self, statement: ast.stmt, known: Environment) -> Environment:
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            return known
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target = statement.targets[0]
            if isinstance(target, ast.Name):
                return {**known, target.id: self._hinted(self._put(statement.value, known), target.id)}
        if isinstance(statement, ast.AugAssign) and isinstance(statement.target, ast.Name):
            key = statement.target.id
            combined = ast.BinOp(name(key), statement.op, statement.value)
            return {**known, key: self._hinted(self._put(combined, known), key)}
        raise UnliftableError("a statement of a helper")

    def _hinted(self, value: Expr, identifier: str) -> Expr:
        if not isinstance(value, ast.Name | ast.Constant) and not hasattr(value, "hint"):
            value.hint = identifier  # type: ignore[attr-defined]
        return value

    def _put(self, node: Expr, known: Environment) -> Expr:
        def change(part: Expr) -> Expr | None:
            if isinstance(part, ast.Name):
                return self._name(part, known)
            if isinstance(part, ast.Call):
                return self._call(part, known)
            refuse(part)
            return None

        return transform(node, change)

    def _name(self, part: ast.Name, known: Environment) -> Expr:
        if part.id in known:
            return known[part.id]
        if part.id in self.own or self.helpers.foreign(part.id):
            raise UnliftableError("a name that means something else to the caller")
        return part

    def _call(self, part: ast.Call, known: Environment) -> Expr:
        refuse(part)
        arguments = [self._put(argument, known) for argument in part.args]
        inlined = self.helpers.inline(part, arguments, self.depth + 1)
        if inlined is not None:
            return inlined
        if not self.helpers.pure(part) or part.keywords:
            raise UnliftableError("a call in a helper")
        for child in children(part.func):
            if isinstance(child, ast.Name) and self.helpers.foreign(child.id):
                raise UnliftableError("a name that means something else to the caller")
        return ast.Call(part.func, arguments, [])
