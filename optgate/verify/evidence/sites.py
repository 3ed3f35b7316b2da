"""What the file itself passes to the function: the kinds of arguments at its call sites."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from optgate.verify.evidence import stated
from optgate.verify.evidence.annotations import Names
from optgate.verify.evidence.classes import Field, made, parameters
from optgate.verify.evidence.module import Function, Module, last, statements
from optgate.verify.evidence.source import Source
from optgate.verify.evidence.vocabulary import DTYPE_NAMES
from optgate.verify.values.kinds import BOOL, FLOAT, INT, STR, Kind, array

_MOST_SITES = 40
_DEEPEST = 6
_SHAPED = {"zeros", "ones", "empty", "full"}
_DRAWN = {"normal", "uniform", "random", "standard_normal", "exponential", "random_sample"}
_PLAIN = {"len": INT, "int": INT, "float": FLOAT, "str": STR, "bool": BOOL, "round": INT}


def arguments(source: Source) -> dict[str, list[Kind]]:
    """The kinds passed for each parameter, and for the parts of objects where those are made."""
    found: dict[str, list[Kind]] = {}
    fields = [field for field in parameters(source.function) if field.name != source.receiver]
    name = source.function.name
    for scope, call in _calls(source.module):
        if last(call.func) == name and isinstance(call.func, ast.Attribute) == ("." in source.qualname):
            _take(found, "", fields, call, Reading(source.module, scope))
        for holder, one in source.objects.items():
            if last(call.func) == one.path and one.way == "call":
                _take(found, f"{holder}.", list(one.fields), call, Reading(source.module, scope))
    return found


def _take(
    found: dict[str, list[Kind]], prefix: str, fields: list[Field], call: ast.Call, reading: Reading
) -> None:
    """Add the kinds of the arguments of one call."""
    plain = [field.name for field in fields if field.style in ("posonly", "pos")]
    given = list(zip(plain, call.args, strict=False))
    given += [(keyword.arg, keyword.value) for keyword in call.keywords if keyword.arg]
    if any(isinstance(argument, ast.Starred) for argument in call.args):
        return
    for name, node in given:
        known = found.setdefault(prefix + name, [])
        known += [kind for kind in reading.kinds(node) if kind not in known]


def _calls(module: Module) -> Iterator[tuple[list[ast.stmt], ast.Call]]:
    """Calls at the top level and in functions, each with the statements that bind names around it."""
    count = 0
    for body in [module.tree.body, *(function.body for function in module.functions.values())]:
        for node in body:
            if isinstance(node, ast.ClassDef | Function):
                continue
            for inside in ast.walk(node):
                if isinstance(inside, ast.Call):
                    count += 1
                    if count > 50 * _MOST_SITES:
                        return
                    yield body, inside


class Reading:
    """The kinds of expressions in one scope, as far as they can be told without running anything."""

    def __init__(self, module: Module, scope: list[ast.stmt]) -> None:
        self.module = module
        self.bound: dict[str, ast.expr] = {}
        for body in (module.tree.body, scope):
            for node in statements(body):
                if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                    self.bound[node.targets[0].id] = node.value

    def kinds(self, node: ast.expr, depth: int = 0) -> tuple[Kind, ...]:
        """The kinds an expression has; empty when that cannot be told."""
        if depth > _DEEPEST:
            return ()
        try:
            return stated.of_value(ast.literal_eval(node))
        except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
            pass
        if isinstance(node, ast.Name) and node.id in self.bound:
            return self.kinds(self.bound[node.id], depth + 1)
        if isinstance(node, ast.Name | ast.Attribute):
            return stated.of_reference(node, self.module)
        if isinstance(node, ast.Call):
            return self.called(node, depth)
        if isinstance(node, ast.ListComp):
            inner = self.kinds(node.elt, depth + 1) or (FLOAT, INT)
            return tuple(Kind("list", (kind,)) for kind in inner)
        if isinstance(node, ast.List) and node.elts:
            return tuple(Kind("list", (kind,)) for kind in self.kinds(node.elts[0], depth + 1))
        return ()

    def called(self, node: ast.Call, depth: int) -> tuple[Kind, ...]:
        """The kinds of what a call returns."""
        name, dotted = last(node.func), self.module.dotted(node.func)
        if isinstance(node.func, ast.Name):
            found = made(self.module, name)
            if found is not None:
                return (Names(self.module).of_made(found),)
            if name in _PLAIN:
                return (_PLAIN[name],)
            if name in ("list", "sorted", "tuple", "set") and node.args:
                return self.converted("list" if name == "sorted" else name, node.args[0], depth)
            return (Kind("range"),) if name == "range" else ()
        if dotted.startswith("numpy.") or name in _DRAWN | {"integers", "randint"}:
            return self.numpy(name, dotted, node, depth)
        if dotted in ("pandas.Series", "pandas.DataFrame"):
            return self.table(dotted, node, depth)
        if isinstance(node.func, ast.Attribute) and name in ("astype", "reshape", "copy"):
            return tuple(self.changed(name, node, kind) for kind in self.kinds(node.func.value, depth + 1))
        return ()

    def converted(self, tag: str, node: ast.expr, depth: int) -> tuple[Kind, ...]:
        """``list(x)``: a sequence of the elements of another."""
        kinds = (
            Kind("list", (INT,)) if kind.tag == "range" else kind for kind in self.kinds(node, depth + 1)
        )
        return tuple(Kind(tag, kind.items[:1]) for kind in kinds if kind.items)

    def numpy(self, name: str, dotted: str, node: ast.Call, depth: int) -> tuple[Kind, ...]:
        """What a function of numpy, or a method of a random generator, makes."""
        given = {keyword.arg: keyword.value for keyword in node.keywords}
        dtype = self.dtype(given.get("dtype"))
        if dotted.endswith(".default_rng"):
            return (Kind("rng", path="numpy.random:default_rng"),)
        if name in ("rand", "randn"):
            return (array("float64", len(node.args)),) if node.args else (FLOAT,)
        if name in _SHAPED and node.args:
            fill = self.kinds(node.args[1], depth + 1) if name == "full" and len(node.args) > 1 else ()
            dtype = dtype or ("int64" if INT in fill else "float64")
            return (array(dtype, self.ndim(node.args[0])),)
        if name in _DRAWN | {"integers", "randint"}:
            size = given.get(
                "size", node.args[0] if name.startswith(("random", "standard")) and node.args else None
            )
            kind = INT if name in ("integers", "randint") else FLOAT
            dtype = dtype or ("int64" if kind is INT else "float64")
            return (array(dtype, self.ndim(size)),) if size is not None else (kind,)
        if name in ("arange", "linspace", "eye", "identity"):
            whole = name == "arange" and all(INT in self.kinds(a, depth + 1) for a in node.args)
            return (
                array(dtype or ("int64" if whole else "float64"), 2 if name in ("eye", "identity") else 1),
            )
        if name in ("array", "asarray") and node.args:
            return tuple(_as_array(kind, dtype) for kind in self.kinds(node.args[0], depth + 1)[:1])
        scalar = DTYPE_NAMES.get(name)
        return (Kind("number", dtype=scalar),) if scalar and node.args else ()

    def dtype(self, node: ast.expr | None) -> str:
        """The dtype that an argument names, or nothing."""
        if isinstance(node, ast.Constant):
            return DTYPE_NAMES.get(str(node.value), "")
        return DTYPE_NAMES.get(last(node), "") if node is not None else ""

    def ndim(self, node: ast.expr) -> int:
        """The number of dimensions of a shape."""
        return len(node.elts) if isinstance(node, ast.Tuple | ast.List) else 1

    def changed(self, name: str, node: ast.Call, kind: Kind) -> Kind:
        """The kind after ``astype`` or ``reshape``."""
        if kind.tag != "array" or not node.args:
            return kind
        if name == "astype":
            return array(self.dtype(node.args[0]) or kind.dtype, kind.ndim)
        many = len(node.args) > 1
        return (
            array(kind.dtype, len(node.args) if many else self.ndim(node.args[0]))
            if name == "reshape"
            else kind
        )

    def table(self, dotted: str, node: ast.Call, depth: int) -> tuple[Kind, ...]:
        """A series, or a frame with the columns that are named."""
        if not node.args:
            return ()
        if dotted.endswith("Series"):
            kinds = self.kinds(node.args[0], depth + 1)
            return tuple(Kind("series", (_element(kind),)) for kind in kinds)
        data = node.args[0]
        if not isinstance(data, ast.Dict):
            return ()
        columns = {
            str(key.value): _element((self.kinds(value, depth + 1) or (FLOAT,))[0])
            for key, value in zip(data.keys, data.values, strict=True)
            if isinstance(key, ast.Constant)
        }
        return (Kind("frame", tuple(columns.values()), names=tuple(columns)),)


_OF_DTYPE: dict[str, Callable[[], Kind]] = {
    "f": lambda: FLOAT,
    "i": lambda: INT,
    "u": lambda: INT,
    "b": lambda: BOOL,
}


def _element(kind: Kind) -> Kind:
    """The kind of the elements of a sequence or an array."""
    if kind.tag == "array":
        return _OF_DTYPE.get(kind.dtype[:1], lambda: FLOAT)()
    return kind.items[0] if kind.items else FLOAT


def _as_array(kind: Kind, dtype: str) -> Kind:
    """The array that ``np.array`` makes of a nested list."""
    names = {"int": "int64", "float": "float64", "bool": "bool", "complex": "complex128"}
    if kind.tag == "array":
        return array(dtype or kind.dtype, kind.ndim)
    return array(dtype or names.get(kind.leaf.tag, "float64"), kind.depth)
