"""The function under judgement in the text of its file: its tree, parameters, constants and names."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from optgate.guest.loader import outside
from optgate.verify.evidence import classes, parts
from optgate.verify.evidence.classes import Made
from optgate.verify.evidence.module import Function, Module, decorators, last, parse
from optgate.verify.values.kinds import Param

_LARGEST_STRING = 200
_FEW_LETTERS = 16
_FOLLOWED = 2


class Source(msgspec.Struct, frozen=True):
    """What is read from one side's text.

    ``params`` are what the inputs consist of: the parameters, with objects of the file's classes taken apart
    into the parameters of their constructors (``self.n``). ``names`` are the parameters as the body knows
    them, ``objects`` the classes of those that were taken apart. ``constants`` are the numbers and strings
    in the function, in the functions of the file that it calls, and in the simple module constants they
    name; ``docstrings`` holds the text that describes each parameter. ``receiver`` is the name of the
    instance of a method, or empty.
    """

    module: Module
    qualname: str
    function: Function
    params: tuple[Param, ...]
    names: tuple[str, ...]
    objects: dict[str, Made]
    defaults: dict[str, ast.expr]
    annotations: dict[str, ast.expr | None]
    docstrings: dict[str, str]
    constants: tuple[int | float | str, ...]
    rounded: bool
    receiver: str = ""

    @property
    def modules(self) -> dict[str, str]:
        """Local names of imported modules and objects, mapped to their dotted names."""
        return self.module.imports

    @property
    def called(self) -> str:
        """What the function is called by outside its class; with a dot in front when that is a method's."""
        name = outside(self.qualname)
        return f".{name.rpartition('.')[2]}" if self.receiver else name

    @property
    def floating(self) -> bool:
        """Whether the source computes with floats of its own, whatever it is given."""
        called = (node.func for node in ast.walk(self.function) if isinstance(node, ast.Call))
        return (
            any(isinstance(constant, float) for constant in self.constants)
            or any(isinstance(func, ast.Name) and func.id == "float" for func in called)
            or any(map(_makes_floats, ast.walk(self.function)))
        )

    @property
    def unordered(self) -> bool:
        """Whether the source walks over a set that it makes: where NaN stands in one is a matter of luck."""
        walked: list[ast.expr] = []
        for node in ast.walk(self.function):
            if isinstance(node, ast.For | ast.comprehension):
                walked.append(node.iter)
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _WALKS:
                walked += node.args[:1]
        return any(map(_is_set, walked))

    @property
    def docstring(self) -> str:
        """The docstring of the function."""
        return ast.get_docstring(self.function) or ""


_FLOATS = ("zeros", "ones", "empty", "linspace", "eye", "identity")


def _makes_floats(node: ast.AST) -> bool:
    """Whether an expression makes an array of floats: one whose dtype is not said."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    said = len(node.args) > 1 or any(keyword.arg == "dtype" for keyword in node.keywords)
    return node.func.attr in _FLOATS and not said


_WALKS = ("sorted", "list", "tuple", "enumerate", "sum", "min", "max", "iter", "next", "zip", "map")


def _is_set(node: ast.expr) -> bool:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id in ("set", "frozenset") and bool(node.args)
    return isinstance(node, ast.SetComp)


def read(text: str, qualname: str, way: str = "") -> Source | None:
    """The function ``qualname`` of a file, or None when it is not there or the text cannot be parsed.

    ``way`` is ``instance`` when the instance of a method shall be made by setting its attributes.
    """
    module = parse(text)
    return find(module, qualname, way) if module is not None else None


def find(module: Module, qualname: str, way: str = "") -> Source | None:
    """The function ``qualname`` of a file that was read before."""
    found = module.find(qualname)
    if found is None:
        return None
    function, owner = found
    fields = list(classes.parameters(function))
    bound = bool(owner) and "staticmethod" not in decorators(function)
    if bound and "classmethod" in decorators(function):
        fields, bound = fields[1:], False
    opened = parts.Parts(module)
    for place, field in enumerate(fields):
        if bound and place == 0:
            opened.receiver(field, owner, function, way)
        else:
            opened.add(field, ast.get_docstring(function) or "")
    constants = tuple(_constants(_followed(module, function, owner), module.constants))
    return Source(
        module=module,
        qualname=qualname,
        function=function,
        params=tuple(opened.params),
        names=tuple(field.name for field in fields)
        + tuple(param.name for param in opened.params if param.part),
        objects=opened.objects,
        defaults=opened.defaults,
        annotations=opened.annotations,
        docstrings=opened.docstrings,
        constants=constants,
        rounded=any(isinstance(c, float) and not dyadic(c) for c in constants),
        receiver=fields[0].name if bound and fields else "",
    )


def dyadic(value: float) -> bool:
    """Whether a number is a small multiple of a power of two, so that arithmetic with it stays exact."""
    return abs(value) < 2**20 and value * 1024 == int(value * 1024)


def _followed(module: Module, function: Function, owner: str) -> list[Function]:
    """The function and those of its file that it calls, directly or through one other."""
    found, latest = [function], [function]
    own = classes.methods(module, owner) if owner else {}
    for _ in range(_FOLLOWED):
        called = {
            last(node.func): node for one in latest for node in ast.walk(one) if isinstance(node, ast.Call)
        }
        latest = []
        for name, node in called.items():
            plain = module.functions.get(name) if isinstance(node.func, ast.Name) else own.get(name)
            if plain is not None and plain not in found:
                latest.append(plain)
        found += latest
    return found


def _constants(functions: Iterable[Function], known: dict[str, Any]) -> Iterator[int | float | str]:
    seen: set[tuple[type, Any]] = set()
    for function in functions:
        doc = ast.get_docstring(function, clean=False)
        for node in ast.walk(function):
            value = _constant(node, known)
            values = [*value, *value.values()] if isinstance(value, dict) else value
            values = values if isinstance(values, list | tuple | set) else [value]
            if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn):
                values = [*values, *_letters(node.comparators[0])]
            for one in values:
                plain = type(one) in (int, float) or (type(one) is str and len(one) < _LARGEST_STRING)
                if plain and one != doc and (type(one), one) not in seen:
                    seen.add((type(one), one))
                    yield one


def _letters(holder: ast.expr) -> list[str]:
    """The letters of a short string that single letters are looked for in."""
    held = holder.value if isinstance(holder, ast.Constant) else None
    return list(held) if isinstance(held, str) and len(held) <= _FEW_LETTERS else []


def _constant(node: ast.AST, known: dict[str, Any]) -> Any:
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        operand = node.operand
        if isinstance(operand, ast.Constant) and type(operand.value) in (int, float):
            return -operand.value  # type: ignore[operator]
    return known.get(node.id) if isinstance(node, ast.Name) else None
