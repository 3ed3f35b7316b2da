"""Parameters that hold objects of the file's own classes, taken apart into what those objects are made of."""

from __future__ import annotations

import ast

from optgate.verify.evidence.classes import Field, Made, made
from optgate.verify.evidence.module import Function, Module, last
from optgate.verify.values.kinds import Param, Part

HISTORY = "earlier calls"
_DEEPEST = 2


class Parts:
    """The parameters of one function as inputs are made for them.

    An object of which the class and its constructor are known is replaced by the parameters of the
    constructor, so that relations, profiles and changes reach inside it.
    """

    def __init__(self, module: Module) -> None:
        self.module = module
        self.params: list[Param] = []
        self.objects: dict[str, Made] = {}
        self.defaults: dict[str, ast.expr] = {}
        self.annotations: dict[str, ast.expr | None] = {}
        self.docstrings: dict[str, str] = {}

    def add(self, field: Field, doc: str, part: Part | None = None, depth: int = 0) -> None:
        """A parameter of the function, or one of an object (``part``)."""
        name = f"{part.holder.name}.{field.name}" if part else field.name
        param = Param(name, field.style, field.required, part)
        found = self.object(field) if depth <= _DEEPEST else None
        if found is not None and found.fields:
            self.open(param, found, depth)
            return
        self.params.append(param)
        self.annotations[name] = field.annotation
        self.docstrings[name] = doc
        if field.default is not None:
            self.defaults[name] = field.default

    def object(self, field: Field) -> Made | None:
        """The class that a required parameter is annotated with, when its objects are made by a call."""
        node = field.annotation
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
            node = ast.Name(node.value)
        if not field.required or not isinstance(node, ast.Name) or field.style in ("var", "varkw"):
            return None
        found = made(self.module, node.id)
        return found if found is not None and found.way == "call" else None

    def open(self, param: Param, found: Made, depth: int, attributes: tuple[str, ...] = ()) -> None:
        """The parameters of the constructor in place of the object."""
        self.objects[param.name] = found
        node = self.module.classes.get(found.path)
        doc = (ast.get_docstring(node) or "") if node is not None else ""
        if found.init is not None:
            doc = f"{doc}\n{ast.get_docstring(found.init) or ''}"
        fields = found.fields if found.way == "call" else tuple(Field(a, "kwonly", True) for a in attributes)
        for field in fields:
            self.add(field, doc, Part(param, found.path, found.way, field.name), depth + 1)

    def receiver(self, field: Field, owner: str, function: Function, way: str) -> None:
        """The instance that a method is called on, with what was called on it before."""
        param = Param(field.name, "posonly", True)
        found = made(self.module, owner)
        if found is None or found.way in ("member", "record"):
            self.params.append(param)
            self.annotations[param.name] = ast.Name(owner)
            self.docstrings[param.name] = ""
            return
        used: tuple[str, ...] = ()
        if function.name == "__init__":
            found = Made(found.path, "instance")
        elif way == "instance" or found.way == "instance":
            found = Made(found.path, "instance")
            used = attributes(function, field.name)
        self.open(param, found, 0, used)
        history = Part(param, found.path, found.way, "")
        self.params.append(Param(f"{param.name} ({HISTORY})", "calls", False, history))
        self.annotations[self.params[-1].name] = None


def attributes(function: Function, receiver: str) -> tuple[str, ...]:
    """The attributes of an instance that a method reads and does not call."""
    called = {node.func for node in ast.walk(function) if isinstance(node, ast.Call)}
    found = [
        node.attr
        for node in ast.walk(function)
        if isinstance(node, ast.Attribute)
        and node not in called
        and last(node.value) == receiver
        and isinstance(node.value, ast.Name)
    ]
    return tuple(dict.fromkeys(found))
