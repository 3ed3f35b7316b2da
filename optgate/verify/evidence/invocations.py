"""What calls say about the parameters among their arguments: builtins, numpy and math, methods."""

from __future__ import annotations

import ast
from collections.abc import Callable

from optgate.verify.evidence.module import last
from optgate.verify.evidence.references import Reader
from optgate.verify.evidence.refs import KEEPS, NOTHING, PLAIN, Ref, Refs, called
from optgate.verify.evidence.vocabulary import DTYPE_NAMES
from optgate.verify.values.kinds import Dim, Link

SAME_SHAPE = (
    {"array", "asarray", "asanyarray", "ascontiguousarray", "asfortranarray", "copy", "ravel", "squeeze"}
    | {"abs", "absolute", "sqrt", "exp", "log", "sin", "cos", "tanh", "square", "negative", "rint", "floor"}
    | {"ceil", "clip", "where", "minimum", "maximum", "zeros_like", "empty_like", "ones_like", "full_like"}
    | {"sort", "isnan", "cumsum", "nan_to_num", "float64", "deepcopy", "atleast_1d"}
)
NUMBERS = {"int", "float", "round", "bool", "complex", "divmod", "pow"}
LOOPS = {"sum", "sorted", "list", "tuple", "set", "frozenset", "reversed", "any", "all", "iter"}
STRINGS = {"split", "lower", "upper", "strip", "startswith", "endswith", "replace", "join", "encode"}
PIECES = {"split", "rsplit", "splitlines", "partition"}
_BISECT = {"bisect", "bisect_left", "bisect_right", "insort", "insort_left", "insort_right"}
_LIBRARIES = ("numpy", "math", "cmath", "bisect", "copy")


def call(reader: Reader, node: ast.Call) -> Refs:
    """What a call stands for."""
    name = called(node)
    if isinstance(node.func, ast.Attribute):
        owner = package(reader, node.func)
        if owner in _LIBRARIES:
            return library(reader, owner, name, node)
        return method(reader, name, node, node.func)
    imported = reader.modules.get(name, "").partition(".")[0] if isinstance(node.func, ast.Name) else ""
    if imported in _LIBRARIES:
        return library(reader, imported, name, node)
    followed = reader.follow(node)
    if followed is not None:
        return followed
    arguments = [reader.refs(argument) for argument in [*node.args, *(k.value for k in node.keywords)]]
    invoked(reader, reader.refs(node.func), node)
    functional(reader, name, node)
    return builtin(reader, name, node, arguments)


def builtin(reader: Reader, name: str, node: ast.Call, arguments: list[Refs]) -> Refs:
    """A call of a builtin, or of something unknown."""
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
        if name in ("int", "float"):
            reader.note(every, f"to:{name}")
        return every if name in ("min", "max", "abs") else NOTHING
    elif name in LOOPS or name in ("min", "max"):
        reader.note(arguments[0] if arguments else NOTHING, "iter")
        return every | _distinct(reader, node) if name in ("list", "sorted", "tuple") else NOTHING
    elif name in ("map", "filter", "zip", "enumerate"):
        reader.note(frozenset().union(*arguments[name in ("map", "filter") :]), "iter")
    elif name == "range":
        return reader.span(node.args)
    elif name == "getattr" and len(node.args) >= 2:
        return named_attribute(reader, arguments[0], node.args[1])
    elif name in ("next",):
        reader.note(every, "next")
    elif name in ("chr",):
        reader.note(every, "index")
    elif name in ("ord",):
        reader.note(every, "str")
    elif name not in ("str", "print", "repr", "type", "id", "hash", "format"):
        reader.note(every, "passed")
    return NOTHING


def _distinct(reader: Reader, node: ast.Call) -> Refs:
    """What ``sorted(set(x))`` and the like take their elements from."""
    first = node.args[0] if node.args else None
    if isinstance(first, ast.Call) and called(first) in ("set", "frozenset", "reversed") and first.args:
        return reader.refs(first.args[0])
    return NOTHING


def named_attribute(reader: Reader, refs: Refs, name: ast.expr) -> Refs:
    """An attribute by its name as a string."""
    if isinstance(name, ast.Constant) and isinstance(name.value, str):
        text = name.value
        return frozenset().union(*(reader.attribute(ref, text) for ref in refs if ref.what == "value"))
    return NOTHING


def invoked(reader: Reader, refs: Refs, node: ast.Call) -> None:
    """Note that values are called, and with how many arguments."""
    reader.note(refs, "called")
    if not node.keywords and not any(isinstance(argument, ast.Starred) for argument in node.args):
        reader.note(refs, f"called:{len(node.args)}")


def functional(reader: Reader, name: str, node: ast.Call, owner: Refs = NOTHING) -> None:
    """Note the functions that builtins and methods call: ``sorted(x, key=f)``, ``map(f, x)``."""
    over = reader.refs(node.args[0]) if node.args and not owner else owner
    for keyword in node.keywords:
        if keyword.arg == "key":
            reader.note(reader.refs(keyword.value), "called:1")
            reader.applied(keyword.value, [_inside(over)])
    if name in ("map", "filter", "takewhile", "dropwhile", "starmap") and len(node.args) > 1:
        reader.note(reader.refs(node.args[0]), f"called:{len(node.args) - 1}")
        reader.applied(node.args[0], [_inside(reader.refs(argument)) for argument in node.args[1:]])
    elif name == "reduce" and node.args:
        reader.note(reader.refs(node.args[0]), "called:2")
    elif name in ("apply", "map", "filter", "transform") and owner and node.args:
        reader.note(reader.refs(node.args[0]), "called:1")
        reader.applied(node.args[0], [owner])


def _inside(refs: Refs) -> Refs:
    """The elements of values."""
    return frozenset(Ref("value", ref.param, ref.at + 1) for ref in refs if ref.what == "value")


def package(reader: Reader, func: ast.Attribute) -> str:
    """The top package that an attribute belongs to (``numpy`` for ``np.linalg.norm``), or nothing."""
    value: ast.expr = func
    while isinstance(value, ast.Attribute):
        value = value.value
    if isinstance(value, ast.Name) and value.id not in reader.env:
        return reader.modules.get(value.id, "").partition(".")[0]
    return ""


def library(reader: Reader, owner: str, name: str, node: ast.Call) -> Refs:
    """A call of numpy, math, bisect or copy."""
    arguments = [reader.refs(argument) for argument in [*node.args, *(k.value for k in node.keywords)]]
    every = frozenset[Ref]().union(*arguments)
    if owner in ("math", "cmath"):
        reader.note(every, "math" if name not in ("fsum", "prod", "dist") else "iter")
        return NOTHING
    if owner == "copy":
        return every
    if owner == "bisect":
        if name in _BISECT and arguments:
            reader.note(arguments[0], "iter")
            reader.note(arguments[0], "sorted")
            reader.note(frozenset().union(*arguments[1:2]), "order")
        return NOTHING
    reader.uses_numpy = True
    return _MAKERS.get(name, _other)(reader, name, node, arguments)


def _sizes(reader: Reader, name: str, node: ast.Call, arguments: list[Refs]) -> Refs:
    """``zeros(n)``, ``full((n, m), v)``: the parts of the shape are counts."""
    for argument in node.args[:1]:
        parts = argument.elts if isinstance(argument, ast.Tuple) else [argument]
        for part in parts:
            reader.note(reader.refs(part), "range")
    return NOTHING


def _converted(reader: Reader, name: str, node: ast.Call, arguments: list[Refs]) -> Refs:
    reader.note(frozenset().union(*arguments), "asarray")
    return arguments[0] if arguments else NOTHING


def _counted(reader: Reader, name: str, node: ast.Call, arguments: list[Refs]) -> Refs:
    every = frozenset[Ref]().union(*arguments)
    reader.note(frozenset(Ref("value", r.param, r.at + 1) for r in every if r.what == "value"), "index")
    return NOTHING


def _product(reader: Reader, name: str, node: ast.Call, arguments: list[Refs]) -> Refs:
    if len(arguments) >= 2:
        reader.inner(arguments[0], arguments[1])
    reader.note(frozenset().union(*arguments), "numpy")
    return NOTHING


def _searched(reader: Reader, name: str, node: ast.Call, arguments: list[Refs]) -> Refs:
    reader.note(frozenset().union(*arguments), "numpy")
    if arguments and not any(keyword.arg == "sorter" for keyword in node.keywords):
        reader.note(arguments[1 if name == "interp" else 0], "sorted")
    return NOTHING


def _square(reader: Reader, name: str, node: ast.Call, arguments: list[Refs]) -> Refs:
    """A function of square matrices."""
    reader.note(arguments[0] if arguments else NOTHING, "ndim:2")
    for ref in arguments[0] if arguments else ():
        if ref.what == "value":
            reader.square(ref)
    return NOTHING


def _other(reader: Reader, name: str, node: ast.Call, arguments: list[Refs]) -> Refs:
    reader.note(frozenset().union(*arguments), "numpy")
    if name in ("fft", "ifft", "conj", "angle"):
        reader.note(arguments[0] if arguments else NOTHING, "waves" if "fft" in name else "complex")
    return arguments[0] if arguments and name in SAME_SHAPE else NOTHING


_Maker = Callable[[Reader, str, ast.Call, list[Refs]], Refs]
_MAKERS: dict[str, _Maker] = {
    **dict.fromkeys(("zeros", "empty", "ones", "full", "arange"), _sizes),
    **dict.fromkeys(("asarray", "array", "asanyarray", "ascontiguousarray"), _converted),
    **dict.fromkeys(("dot", "matmul"), _product),
    **dict.fromkeys(("searchsorted", "digitize", "interp"), _searched),
    **dict.fromkeys(("det", "inv", "solve", "eig", "eigh", "cholesky", "matrix_power", "eigvals"), _square),
    "bincount": _counted,
}


def method(reader: Reader, name: str, node: ast.Call, func: ast.Attribute) -> Refs:
    """A call of a method, of a parameter or of something else."""
    followed = reader.follow(node)
    if followed is not None:
        return followed
    owner = reader.refs(func.value)
    reader.note(owner, f"attr:{name}")
    for ref in owner:
        invoked(reader, reader.held(ref, name) or NOTHING, node)
        if ref.what == "value" and name not in PLAIN:
            reader.note(frozenset({ref}), f"method:{name}")
        if name == "astype":
            reader.note(frozenset({ref}), f"cast:{_dtype(node)}")
    for argument in [*node.args, *(keyword.value for keyword in node.keywords)]:
        refs = reader.refs(argument)
        keyed = isinstance(func.value, ast.Name) and func.value.id in reader.keyed
        if keyed and name in ("get", "setdefault", "add"):
            reader.note(refs, "key")
        elif name in STRINGS and owner:
            reader.note(refs, "str")
        elif package(reader, func):
            reader.note(refs, "passed")
    functional(reader, name, node, owner)
    return result(reader, name, node, owner)


def _dtype(node: ast.Call) -> str:
    """The dtype that the call of ``astype`` writes out, or nothing."""
    said = [*node.args[:1], *(keyword.value for keyword in node.keywords if keyword.arg == "dtype")]
    if not said:
        return ""
    if isinstance(said[0], ast.Constant):
        return DTYPE_NAMES.get(str(said[0].value), "")
    return DTYPE_NAMES.get(last(said[0]), "")


def result(reader: Reader, name: str, node: ast.Call, owner: Refs) -> Refs:
    """What a method of a value gives."""
    values = frozenset(ref for ref in owner if ref.what == "value")
    first = node.args[0] if node.args else None
    text = first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None
    if name in KEEPS:
        return values
    if name in PIECES:
        reader.note(values, f"pieces:{text or ''}")
        return values
    if name in ("strip", "lower", "upper", "rstrip", "lstrip"):
        return values
    if name in ("get", "pop", "setdefault") and text is not None:
        return frozenset(
            reader.under(ref, text, sure=name == "pop" and len(node.args) == 1) for ref in values
        )
    if name in ("get", "setdefault") and node.args:
        reader.looked |= {(ref.param, ref.at) for ref in values}
        for key in reader.refs(node.args[0]):
            for ref in values:
                if key.what == "value":
                    reader.links.add(Link("key", Dim(key.param, 0), Dim(ref.param, 0), "usage"))
        return frozenset(Ref("value", ref.param, ref.at + 1) for ref in values)
    return NOTHING
