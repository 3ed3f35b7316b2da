"""How objects of the file's own classes are made: the parameters of their constructors."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import msgspec

from optgate.verify.evidence.module import Function, Module, decorators, last

_ENUMS = {"Enum", "IntEnum", "StrEnum", "Flag", "IntFlag", "ReprEnum"}
_RECORDS = {"dataclass", "define", "frozen", "mutable", "attrs", "s", "attributes"}
_BY_KEYWORD = {"BaseModel"}
_FIELDS = {"field", "ib", "attrib", "Field"}
_HARMLESS = {"object", "ABC", "Generic", "Protocol", "ABCMeta", "Hashable", "Iterable", "Sized", "Container"}
_MOST_BASES = 20


class Field(msgspec.Struct, frozen=True):
    """One parameter of a constructor; ``style`` as in ``Param``."""

    name: str
    style: str
    required: bool
    annotation: ast.expr | None = None
    default: ast.expr | None = None


class Made(msgspec.Struct, frozen=True):
    """A class and how its objects are made.

    ``way`` is ``call`` (with ``fields``), ``instance`` (its constructor is not known: attributes are set),
    ``member`` (one of ``members``), or ``record`` (a typed dictionary with ``fields``). ``init`` is the
    constructor where it stands in the file.
    """

    path: str
    way: str
    fields: tuple[Field, ...] = ()
    init: Function | None = None
    members: tuple[str, ...] = ()


def made(module: Module, name: str) -> Made | None:
    """How objects of a class of the file are made; of a subclass, where the class itself is abstract."""
    if name in module.tuples:
        return Made(name, "call", tuple(Field(field, "pos", True) for field in module.tuples[name]))
    if name not in module.classes:
        return None
    concrete = _concrete(module, name)
    order = list(lineage(module, concrete))
    foreign = {last(base) for node in order for base in node.bases} - {node.name for node in order}
    if foreign & _ENUMS:
        return Made(concrete, "member", members=tuple(_members(order[0])))
    if "NamedTuple" in foreign:
        return Made(concrete, "call", tuple(_declared(order[-1:], "pos")))
    if "TypedDict" in foreign:
        return Made(concrete, "record", tuple(_declared(order, "kwonly")))
    wanted = decorators(order[0]) & _RECORDS
    if wanted or foreign & _BY_KEYWORD:
        records = [node for node in order if decorators(node) & _RECORDS or foreign & _BY_KEYWORD]
        init = _method(order[:1], "__init__")
        if init is None:
            return Made(concrete, "call", tuple(_declared(records, "pos" if wanted else "kwonly")))
    init = _method(order, "__init__") or _method(order, "__new__")
    if init is not None:
        return Made(concrete, "call", tuple(parameters(init))[1:], init)
    return Made(concrete, "call" if foreign <= _HARMLESS else "instance")


def lineage(module: Module, name: str) -> Iterator[ast.ClassDef]:
    """A class and its bases in the file, the nearest first."""
    pending, seen = [name], set[str]()
    while pending and len(seen) < _MOST_BASES:
        node = module.classes.get(pending.pop(0))
        if node is not None and node.name not in seen:
            seen.add(node.name)
            yield node
            pending += [last(base) for base in node.bases]


def methods(module: Module, name: str) -> dict[str, Function]:
    """The methods of a class of the file, those of its bases in the file among them."""
    found: dict[str, Function] = {}
    for node in reversed(list(lineage(module, name))):
        found |= {item.name: item for item in node.body if isinstance(item, Function)}
    return found


def parameters(function: Function) -> Iterator[Field]:
    """The parameters of a function, in order."""
    arguments = function.args
    plain = [*arguments.posonlyargs, *arguments.args]
    defaults = [None] * (len(plain) - len(arguments.defaults)) + list(arguments.defaults)
    for place, (argument, default) in enumerate(zip(plain, defaults, strict=True)):
        style = "posonly" if place < len(arguments.posonlyargs) else "pos"
        yield Field(argument.arg, style, default is None, argument.annotation, default)
    if arguments.vararg:
        yield Field(arguments.vararg.arg, "var", False, arguments.vararg.annotation)
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        yield Field(argument.arg, "kwonly", default is None, argument.annotation, default)
    if arguments.kwarg:
        yield Field(arguments.kwarg.arg, "varkw", False, arguments.kwarg.annotation)


def _concrete(module: Module, name: str) -> str:
    """The class, or a subclass of it in the file when it has abstract methods."""
    if not _abstract(module, name):
        return name
    for other in module.classes:
        bases = [node.name for node in lineage(module, other)]
        if name in bases[1:] and not _abstract(module, other):
            return other
    return name


def _abstract(module: Module, name: str) -> bool:
    return any("abstractmethod" in decorators(method) for method in methods(module, name).values())


def _method(order: list[ast.ClassDef], name: str) -> Function | None:
    for node in order:
        for item in node.body:
            if isinstance(item, Function) and item.name == name:
                return item
    return None


def _members(node: ast.ClassDef) -> Iterator[str]:
    """The paths of the members of an enumeration."""
    for item in node.body:
        if isinstance(item, ast.Assign):
            for target in item.targets:
                if isinstance(target, ast.Name) and not target.id.startswith("_"):
                    yield f"{node.name}.{target.id}"


def _declared(records: list[ast.ClassDef], style: str) -> Iterator[Field]:
    """The annotated fields of a class and its bases, as the constructor takes them."""
    found: dict[str, Field] = {}
    for node in reversed(records):
        now = "kwonly" if _says(node, "kw_only") else style
        for item in node.body:
            if not isinstance(item, ast.AnnAssign) or not isinstance(item.target, ast.Name):
                continue
            if last(item.annotation) == "KW_ONLY":
                now = "kwonly"
            elif last(item.annotation) not in ("ClassVar",):
                field = _field(item, item.target.id, now)
                if field is not None:
                    found[field.name] = field
    yield from sorted(found.values(), key=lambda field: field.style == "kwonly")


def _says(node: ast.ClassDef, keyword: str) -> bool:
    """Whether a decorator is given a true keyword."""
    return any(
        given.arg == keyword and isinstance(given.value, ast.Constant) and bool(given.value.value)
        for decorator in node.decorator_list
        if isinstance(decorator, ast.Call)
        for given in decorator.keywords
    )


def _field(item: ast.AnnAssign, name: str, style: str) -> Field | None:
    """One field; None when the constructor does not take it."""
    value, default = item.value, item.value
    if last(item.annotation) == "InitVar" and isinstance(item.annotation, ast.Subscript):
        return Field(name, style, value is None, item.annotation.slice, default)
    if isinstance(value, ast.Call) and last(value.func) in _FIELDS:
        given = {keyword.arg: keyword.value for keyword in value.keywords}
        init = given.get("init")
        if isinstance(init, ast.Constant) and init.value is False:
            return None
        default = given.get("default")
        only = given.get("kw_only")
        if isinstance(only, ast.Constant) and only.value:
            style = "kwonly"
        free = not (given.keys() & {"default", "default_factory", "factory"})
        return Field(name, style, free, item.annotation, default)
    return Field(name, style, value is None, item.annotation, default)
