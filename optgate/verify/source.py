"""The function under judgement in the text of its file: its tree, parameters, constants and names."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

import msgspec

from optgate.verify.flow import Function
from optgate.verify.kinds import Param

_LARGEST_STRING = 200


class Source(msgspec.Struct, frozen=True):
    """What is read from one side's text.

    ``constants`` are the numbers and strings in the function and the simple module constants it names;
    ``modules`` maps local names to the dotted names they were imported as, ``aliases`` names of types to
    their definitions. ``method`` is true for a method that needs an instance.
    """

    function: Function
    params: tuple[Param, ...]
    defaults: dict[str, ast.expr]
    annotations: dict[str, ast.expr | None]
    constants: tuple[int | float | str, ...]
    modules: dict[str, str]
    aliases: dict[str, ast.expr]
    docstring: str
    method: bool
    rounded: bool


def read(text: str, qualname: str) -> Source | None:
    """The function ``qualname`` of a file, or None when it is not there or the text cannot be parsed."""
    try:
        module = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return None
    found = _find(module, qualname.split("."))
    if found is None:
        return None
    function, owner = found
    kind = {_name(decorator) for decorator in function.decorator_list}
    method = owner is not None and "staticmethod" not in kind and "classmethod" not in kind
    params = list(_params(function))
    if owner is not None and "staticmethod" not in kind:
        params = params[1:]
    arguments = function.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    named = [a.arg for a in [*arguments.posonlyargs, *arguments.args]]
    defaults = dict(zip(named[len(named) - len(arguments.defaults) :], arguments.defaults, strict=True))
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if default is not None:
            defaults[argument.arg] = default
    annotations = {argument.arg: argument.annotation for argument in every}
    for extra in (arguments.vararg, arguments.kwarg):
        if extra:
            annotations[extra.arg] = extra.annotation
    constants = tuple(_constants(function, _globals(module)))
    return Source(
        function=function,
        params=tuple(params),
        defaults=defaults,
        annotations=annotations,
        constants=constants,
        modules=_modules(module),
        aliases=_aliases(module),
        docstring=ast.get_docstring(function) or "",
        method=method,
        rounded=any(isinstance(c, float) and not dyadic(c) for c in constants),
    )


def dyadic(value: float) -> bool:
    """Whether a number is a small multiple of a power of two, so that arithmetic with it stays exact."""
    return abs(value) < 2**20 and value * 1024 == int(value * 1024)


def _find(module: ast.Module, path: list[str]) -> tuple[Function, ast.ClassDef | None] | None:
    """The last definition of a dotted name, through classes and the branches of the module's top level."""
    owner: ast.ClassDef | None = None
    body: list[ast.stmt] = module.body
    for place, name in enumerate(path):
        last: ast.stmt | None = None
        for node in _statements(body):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.name == name:
                last = node
        if isinstance(last, ast.ClassDef):
            owner, body = last, last.body
        elif isinstance(last, ast.FunctionDef | ast.AsyncFunctionDef) and place == len(path) - 1:
            return last, owner
        else:
            return None
    return None


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for node in body:
        yield node
        if isinstance(node, ast.If | ast.Try):
            yield from _statements(node.body)
            yield from _statements(node.orelse)


def _params(function: Function) -> Iterator[Param]:
    arguments = function.args
    first_default = len(arguments.posonlyargs) + len(arguments.args) - len(arguments.defaults)
    for place, argument in enumerate([*arguments.posonlyargs, *arguments.args]):
        style = "posonly" if place < len(arguments.posonlyargs) else "pos"
        yield Param(argument.arg, style, place < first_default)
    if arguments.vararg:
        yield Param(arguments.vararg.arg, "var", False)
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        yield Param(argument.arg, "kwonly", default is None)
    if arguments.kwarg:
        yield Param(arguments.kwarg.arg, "varkw", False)


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _modules(module: ast.Module) -> dict[str, str]:
    """Local names of imported modules and objects, mapped to their dotted names."""
    found: dict[str, str] = {}
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                found[alias.asname or top] = alias.name if alias.asname else top
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                found[alias.asname or alias.name] = f"{'.' * node.level}{node.module or ''}.{alias.name}"
    return found


def _aliases(module: ast.Module) -> dict[str, ast.expr]:
    """Module-level names bound to an expression that could be a type."""
    found: dict[str, ast.expr] = {}
    for node in _statements(module.body):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            if isinstance(node.value, ast.Name | ast.Attribute | ast.Subscript | ast.BinOp):
                found[node.targets[0].id] = node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            found[node.target.id] = node.value
    return found


def _globals(module: ast.Module) -> dict[str, Any]:
    """Simple constants bound at module level."""
    found: dict[str, Any] = {}
    for node in _statements(module.body):
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        value = getattr(node, "value", None)
        if isinstance(target, ast.Name) and isinstance(value, ast.expr):
            try:
                found[target.id] = ast.literal_eval(value)
            except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
                continue
    return found


def _constants(function: Function, known: dict[str, Any]) -> Iterator[int | float | str]:
    seen: set[tuple[type, Any]] = set()
    doc = ast.get_docstring(function, clean=False)
    for node in ast.walk(function):
        value: Any = None
        if isinstance(node, ast.Constant):
            value = node.value
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            operand = node.operand
            if isinstance(operand, ast.Constant) and type(operand.value) in (int, float):
                value = -operand.value  # type: ignore[operator]
        elif isinstance(node, ast.Name):
            value = known.get(node.id)
        values = value if isinstance(value, list | tuple | set) else [value]
        for one in values:
            plain = type(one) in (int, float) or (type(one) is str and len(one) < _LARGEST_STRING)
            if plain and one != doc and (type(one), one) not in seen:
                seen.add((type(one), one))
                yield one
