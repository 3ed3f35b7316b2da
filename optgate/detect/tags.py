"""What kind of thing a name stands for, read off the plain syntax tree.

The tags come from import aliases, annotations, a table of constructors and literals. They are cheap and
say nothing when in doubt; ``infer`` asks astroid about what they leave open.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from .walk import Function, blocks

_words = str.split

NUMERIC_MODULES = {"numpy": "numpy", "math": "math", "cmath": "math"}

_BUILTIN_CALLS = {
    "list": "list", "sorted": "list", "dict": "dict", "set": "set", "frozenset": "set", "str": "str",
    "bytes": "bytes", "bytearray": "bytes", "tuple": "list", "range": "list", "len": "number",
    "int": "number", "float": "number", "sum": "number", "abs": "number", "round": "number", "bool": "number",
    "open": "object", "iter": "object", "repr": "str", "defaultdict": "dict", "OrderedDict": "dict",
    "Counter": "dict", "deque": "list",
}  # fmt: skip
_ARRAY_MAKERS = frozenset(
    _words(
        "array asarray ascontiguousarray zeros ones empty full zeros_like ones_like empty_like "
        "full_like arange linspace copy where concatenate cumsum diff sqrt exp abs clip sort ravel "
        "atleast_1d atleast_2d squeeze loadtxt eye identity tile repeat outer dot stack vstack hstack "
        "column_stack log log10 sin cos logspace geomspace array_split fromiter"
    )
)
_ARRAY_METHODS = frozenset(_words("astype ravel flatten reshape copy cumsum clip fillna items iteritems"))
_ARRAY_ATTRIBUTES = frozenset(_words("shape dtype ndim T astype ravel flatten flat"))
_PANDAS_MAKERS = {"Series": "array", "DataFrame": "frame", "read_csv": "frame"}
_SYMBOLIC = frozenset(
    {"sympy", "mpmath", "symengine", "gmpy2", "flint", "decimal", "fractions", "torch", "tensorflow"}
)
_STRING_METHODS = frozenset(_words("strip split_ lower upper format join decode replace hex read readline"))
_LIST_METHODS = frozenset(_words("split splitlines readlines tolist"))
_ANNOTATIONS = {
    "list": "list", "List": "list", "Sequence": "list", "tuple": "list", "Tuple": "list", "dict": "dict",
    "Dict": "dict", "Mapping": "dict", "str": "str", "bytes": "bytes", "set": "set", "Set": "set",
    "Series": "array", "DataFrame": "frame",
    "ndarray": "array", "NDArray": "array", "ArrayLike": "array", "int": "number", "float": "number",
    "Iterator": "object", "Generator": "object", "Callable": "object", "FrozenSet": "set", "frozenset": "set",
}  # fmt: skip
_TEXT_ELEMENTS = frozenset({"str", "bytes", "Path", "object", "Any", "dict", "Dict", "ndarray", "NDArray"})


def aliases(tree: ast.Module) -> dict[str, str]:
    """Local name to dotted origin for ``import`` statements at the top level (``np`` to ``numpy``)."""
    found: dict[str, str] = {}
    pending: list[list[ast.stmt]] = [tree.body]
    while pending:
        for statement in pending.pop():
            if isinstance(statement, ast.Import):
                for name in statement.names:
                    found[name.asname or name.name.partition(".")[0]] = (
                        name.name if name.asname else name.name.partition(".")[0]
                    )
            elif isinstance(statement, ast.ImportFrom):
                for name in statement.names:
                    found[name.asname or name.name] = (
                        f"{'.' * statement.level}{statement.module or ''}.{name.name}"
                    )
            elif isinstance(statement, ast.If | ast.Try):
                pending.extend(blocks(statement))
    return found


class Tags:
    """Kinds of a function's names: ``list``, ``array``, ``dict``, ``set``, ``str``, ``number`` or ``object``.

    A name without a kind is open: nothing is known, or assignments disagree.
    """

    def __init__(
        self, function: Function, imported: dict[str, str], helpers: Mapping[str, Function] | None = None
    ) -> None:
        self.imported = imported
        self.helpers = dict(helpers or {})
        self._function = function
        self._arrays: set[str] | None = None
        self._grown: set[str] | None = None
        self.assigned: dict[str, list[ast.expr]] = {}
        self._annotated: dict[str, str] = {}
        self._known: dict[str, str] = {}
        arguments = function.args
        self.parameters = {a.arg for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}
        for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
            if argument.annotation is not None:
                self._annotated[argument.arg] = annotation_kind(argument.annotation)
        for rest, kind in ((arguments.vararg, "object"), (arguments.kwarg, "dict")):
            if rest is not None:
                self._annotated[rest.arg] = kind
        self._collect(function.body)

    def _collect(self, block: list[ast.stmt]) -> None:
        for statement in block:
            if isinstance(statement, ast.Assign):
                for target in statement.targets:
                    self._record(target, statement.value)
            elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                self._annotated[statement.target.id] = annotation_kind(statement.annotation)
                if statement.value is not None:
                    self._record(statement.target, statement.value)
            else:
                if isinstance(statement, ast.FunctionDef):
                    self.helpers[statement.name] = statement
                for inner in blocks(statement):
                    self._collect(inner)

    def _record(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Name):
            self.assigned.setdefault(target.id, []).append(value)
        elif (
            isinstance(target, ast.Tuple)
            and isinstance(value, ast.Tuple)
            and len(target.elts) == len(value.elts)
        ):
            for part, piece in zip(target.elts, value.elts, strict=True):
                self._record(part, piece)
        elif isinstance(target, ast.Tuple):
            for part in target.elts:
                self._record(part, ast.Starred(value))

    def module(self, name: str) -> str:
        """``numpy`` or ``math`` when the name is an alias of that module, else an empty string."""
        return NUMERIC_MODULES.get(self.imported.get(name, ""), "")

    @property
    def symbolic(self) -> bool:
        """Whether the module computes with symbols or numbers of another library than NumPy."""
        return any(origin.partition(".")[0] in _SYMBOLIC for origin in self.imported.values())

    def integer(self, expression: ast.expr) -> int | None:
        """The value of an integer literal, or of a local name that only ever holds one."""
        if isinstance(expression, ast.UnaryOp) and isinstance(expression.op, ast.USub):
            inner = self.integer(expression.operand)
            return None if inner is None else -inner
        if isinstance(expression, ast.Constant):
            return expression.value if type(expression.value) is int else None
        if isinstance(expression, ast.Name) and expression.id not in self.parameters:
            values = self.assigned.get(expression.id, ())
            return self.integer(values[0]) if len(values) == 1 and values[0] is not expression else None
        return None

    def elements(self, name: str) -> int:
        """How many elements a list has that is written out in the function and never grows, or 0."""
        values = self.assigned.get(name, ())
        if len(values) != 1 or name in self.parameters or not isinstance(values[0], ast.List | ast.Tuple):
            return 0
        if self._grown is None:
            self._grown = set(_grown(self._function))
        starred = any(isinstance(part, ast.Starred) for part in values[0].elts)
        return 0 if starred or name in self._grown else len(values[0].elts)

    def is_vector(self, name: str) -> bool:
        """Whether a name surely stands for a row, a column or another stretch of an array."""
        values = self.assigned.get(name, ())
        return name not in self.parameters and bool(values) and all(_stretch(value) for value in values)

    def is_array(self, expression: ast.expr) -> bool:
        """Whether an expression is an array: by its kind, or because the function uses it as one."""
        kind = self.kind(expression)
        if kind or not isinstance(expression, ast.Name):
            return kind == "array"
        if self._arrays is None:
            self._arrays = set(_used_as_arrays(self._function))
        return expression.id in self._arrays

    def kind(self, expression: ast.expr, depth: int = 4) -> str:
        """The kind of an expression's value, or an empty string when it is open."""
        if isinstance(expression, ast.Name):
            return self._name_kind(expression.id, depth)
        if isinstance(expression, ast.Constant):
            return _constant_kind(expression.value)
        if isinstance(expression, ast.List | ast.ListComp | ast.Tuple):
            return "list"
        if isinstance(expression, ast.Dict | ast.DictComp):
            return "dict"
        if isinstance(expression, ast.Set | ast.SetComp):
            return "set"
        if isinstance(expression, ast.JoinedStr):
            return "str"
        if isinstance(expression, ast.GeneratorExp):
            return "object"
        if isinstance(expression, ast.BinOp):
            return self._operation_kind(expression, depth)
        if isinstance(expression, ast.Call):
            return self._call_kind(expression, depth)
        if isinstance(expression, ast.Attribute | ast.Subscript) and depth > 0:
            return self._part_kind(expression, depth)
        return ""

    def _part_kind(self, part: ast.Attribute | ast.Subscript, depth: int) -> str:
        """Columns of a frame and stretches of an array are arrays, and so are ``values`` of either."""
        owner = self.kind(part.value, depth - 1)
        if isinstance(part, ast.Subscript):
            column = owner == "frame" and isinstance(part.slice, ast.Constant)
            return "array" if column or (owner == "array" and isinstance(part.slice, ast.Slice)) else ""
        return "array" if owner == "frame" or (owner == "array" and part.attr in {"T", "values"}) else ""

    def _operation_kind(self, expression: ast.BinOp, depth: int) -> str:
        kinds = {self.kind(expression.left, depth), self.kind(expression.right, depth)}
        for kind in ("str", "bytes", "array", "list"):
            if kind in kinds:
                return kind
        return "number" if kinds == {"number"} else ""

    def _name_kind(self, name: str, depth: int) -> str:
        if name in self._annotated:
            return self._annotated[name]
        values = self.assigned.get(name, ())
        if not values or depth <= 0:
            return ""
        if name not in self._known:
            kinds = {self.kind(value, depth - 1) for value in values}
            kind = kinds.pop() if len(kinds) == 1 else ""
            self._known[name] = "" if name in self.parameters and kind != "array" else kind
        return self._known[name]

    def _call_kind(self, call: ast.Call, depth: int) -> str:
        function = call.func
        if isinstance(function, ast.Name):
            origin = self.imported.get(function.id, "")
            if origin.startswith("numpy.") and function.id in _ARRAY_MAKERS:
                return "array"
            return _BUILTIN_CALLS.get(function.id, "")
        if isinstance(function, ast.Attribute):
            if isinstance(function.value, ast.Name) and self.module(function.value.id) == "numpy":
                return "array" if function.attr in _ARRAY_MAKERS else ""
            if isinstance(function.value, ast.Name) and self.imported.get(function.value.id) == "pandas":
                return _PANDAS_MAKERS.get(function.attr, "")
            if isinstance(function.value, ast.Name) and function.value.id in {"collections", "typing"}:
                return _BUILTIN_CALLS.get(function.attr, "")
            if function.attr == "fromkeys":
                return "dict"
            if function.attr in _ARRAY_METHODS:
                return "array" if depth and self.kind(function.value, depth - 1) == "array" else ""
            if function.attr in _STRING_METHODS:
                return "str"
            if function.attr in _LIST_METHODS:
                return "list"
        return ""


def _used_as_arrays(function: Function) -> Iterator[str]:
    """Names of which the function reads a shape or dtype, or that it indexes by a tuple or a mask."""
    for node in ast.walk(function):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.attr in _ARRAY_ATTRIBUTES:
                yield node.value.id
        elif (
            isinstance(node, ast.Subscript)
            and isinstance(node.value, ast.Name)
            and isinstance(node.slice, ast.Tuple)
        ):
            yield node.value.id


def _grown(function: Function) -> Iterator[str]:
    """Names of lists that the function makes longer."""
    for node in ast.walk(function):
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            yield node.target.id
        elif isinstance(node, ast.Attribute) and node.attr in {"append", "extend", "insert"}:
            yield from [node.value.id] if isinstance(node.value, ast.Name) else []


def _stretch(value: ast.expr) -> bool:
    """Whether an expression is a part of an array along some of its axes, or a reduction along one."""
    if isinstance(value, ast.Subscript):
        parts = value.slice.elts if isinstance(value.slice, ast.Tuple) else []
        return any(isinstance(part, ast.Slice) for part in parts)
    if isinstance(value, ast.Call):
        return any(keyword.arg == "axis" for keyword in value.keywords)
    if isinstance(value, ast.BinOp):
        return _stretch(value.left) or _stretch(value.right)
    return False


def _constant_kind(value: object) -> str:
    if isinstance(value, int | float | complex):
        return "number"
    if isinstance(value, str | bytes):
        return "str"
    return ""


def annotation_kind(annotation: ast.expr) -> str:
    """The kind an annotation promises; containers of text or of objects count as ``object``."""
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        try:
            annotation = ast.parse(annotation.value, mode="eval").body
        except SyntaxError:
            return ""
    if isinstance(annotation, ast.Subscript):
        kind = annotation_kind(annotation.value)
        if kind == "list":
            inner = {node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")
                     for node in ast.walk(annotation.slice)}  # fmt: skip
            return "object" if inner & _TEXT_ELEMENTS else "list"
        return kind
    if isinstance(annotation, ast.Attribute):
        return _ANNOTATIONS.get(annotation.attr, "")
    return _ANNOTATIONS.get(annotation.id, "") if isinstance(annotation, ast.Name) else ""
