"""What calls say about the parameters among their arguments: builtins, numpy and math, methods."""

from __future__ import annotations

import ast

from optgate.verify.references import KEEPS, NOTHING, Reader, Ref, Refs, called

SAME_SHAPE = (
    {"array", "asarray", "asanyarray", "ascontiguousarray", "asfortranarray", "copy", "ravel", "squeeze"}
    | {"abs", "absolute", "sqrt", "exp", "log", "sin", "cos", "tanh", "square", "negative", "rint", "floor"}
    | {"ceil", "clip", "where", "minimum", "maximum", "zeros_like", "empty_like", "ones_like", "full_like"}
    | {"sort", "isnan", "cumsum", "nan_to_num", "float64"}
)
NUMBERS = {"int", "float", "round", "bool", "complex", "divmod", "pow"}
LOOPS = {"sum", "sorted", "list", "tuple", "set", "frozenset", "reversed", "any", "all", "iter"}
STRINGS = {"split", "lower", "upper", "strip", "startswith", "endswith", "replace", "join", "encode"}


def call(reader: Reader, node: ast.Call) -> Refs:
    """What a call stands for."""
    name = called(node)
    if isinstance(node.func, ast.Attribute):
        owner = package(reader, node.func)
        if owner in ("numpy", "math"):
            return library(reader, owner, name, node)
        return method(reader, name, node, node.func)
    imported = reader.modules.get(name, "").partition(".")[0] if isinstance(node.func, ast.Name) else ""
    if imported in ("numpy", "math"):
        return library(reader, imported, name, node)
    arguments = [reader.refs(argument) for argument in [*node.args, *(k.value for k in node.keywords)]]
    reader.note(reader.refs(node.func), "called")
    every = frozenset[Ref]().union(*arguments)
    if name == "len":
        reader.note(every, "len")
        return frozenset(Ref("length", ref.param, ref.at) for ref in every if ref.what == "value")
    if name == "isinstance" and len(node.args) == 2:
        for ref in arguments[0]:
            if ref.what == "value" and ref.at == 0:
                reader.types[ref.param].append(node.args[1])
    elif name in NUMBERS or (name in ("min", "max", "abs") and (len(node.args) > 1 or name == "abs")):
        reader.note(every, "number")
        return every if name in ("min", "max", "abs") else NOTHING
    elif name in LOOPS or name in ("min", "max"):
        reader.note(every, "iter")
        return every if name in ("list", "sorted", "tuple") else NOTHING
    elif name in ("map", "filter", "zip", "enumerate"):
        reader.note(every, "iter")
    elif name == "range":
        return reader.span(node.args)
    elif name not in ("str", "print", "repr", "type", "id"):
        reader.note(every, "passed")
    return NOTHING


def package(reader: Reader, func: ast.Attribute) -> str:
    """The top package that an attribute belongs to (``numpy`` for ``np.linalg.norm``), or nothing."""
    value: ast.expr = func
    while isinstance(value, ast.Attribute):
        value = value.value
    if isinstance(value, ast.Name) and value.id not in reader.env:
        return reader.modules.get(value.id, "").partition(".")[0]
    return ""


def library(reader: Reader, owner: str, name: str, node: ast.Call) -> Refs:
    """A call of numpy or math."""
    arguments = [reader.refs(argument) for argument in [*node.args, *(k.value for k in node.keywords)]]
    every = frozenset[Ref]().union(*arguments)
    if owner == "math":
        reader.note(every, "math")
        return NOTHING
    reader.uses_numpy = True
    if name in ("zeros", "empty", "ones", "full", "arange"):
        for argument in node.args[:1]:
            parts = argument.elts if isinstance(argument, ast.Tuple) else [argument]
            for part in parts:
                reader.note(reader.refs(part), "range")
        return NOTHING
    if name in ("dot", "matmul") and len(arguments) >= 2:
        reader.inner(arguments[0], arguments[1])
    if name in ("asarray", "array", "asanyarray", "ascontiguousarray"):
        reader.note(every, "asarray")
    elif name == "bincount":
        reader.note(frozenset(Ref("value", r.param, r.at + 1) for r in every if r.what == "value"), "index")
    else:
        reader.note(every, "numpy")
    return arguments[0] if arguments and name in SAME_SHAPE else NOTHING


def method(reader: Reader, name: str, node: ast.Call, func: ast.Attribute) -> Refs:
    """A call of a method, of a parameter or of something else."""
    base = reader.refs(func)
    owner = reader.refs(func.value)
    reader.note(owner, f"attr:{name}")
    for argument in [*node.args, *(keyword.value for keyword in node.keywords)]:
        refs = reader.refs(argument)
        keyed = isinstance(func.value, ast.Name) and func.value.id in reader.keyed
        if keyed and name in ("get", "setdefault", "add"):
            reader.note(refs, "key")
        elif name in STRINGS and owner:
            reader.note(refs, "str")
        elif package(reader, func):
            reader.note(refs, "passed")
    return base if name in KEEPS else NOTHING
