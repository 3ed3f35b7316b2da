"""Which arrays a loop walks element by element, and which of its names hold their elements."""

from __future__ import annotations

import ast

from ..lift.nodes import Expr, UnliftableError, name, names, same
from ..lift.syntax import flatten
from ..trees import walk
from .effects import Effects
from .patterns import start_of
from .view import Loop, Place, View

_words = str.split
_NUMPY_TYPES = {
    "float": "float64", "float64": "float64", "int": "int64", "int64": "int64", "bool": "bool",
    "bool_": "bool",
}  # fmt: skip
_SHAPED = frozenset(_words("zeros ones empty full"))
_LIKE = frozenset(_words("zeros_like ones_like empty_like full_like copy array asarray sort"))
_PLAIN = frozenset(_words("abs min max float int len range bool"))
_MATH = frozenset(
    _words("sqrt exp log log2 log10 sin cos tan tanh atan atan2 asin acos hypot fabs floor ceil")
)
_FORBIDDEN = (
    ast.Try, ast.With, ast.FunctionDef, ast.Lambda, ast.ClassDef, ast.Delete, ast.Yield, ast.YieldFrom,
    ast.Await,
    ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Return, ast.Raise, ast.Assert, ast.Starred,
)  # fmt: skip


class Boxes:
    """The arrays of a loop by name, with their dimensions and dtypes; ``written`` are stored into.

    ``walked`` holds the ids of name nodes that are iterated over, ``carried`` the names that hold elements.
    """

    def __init__(self, view: View, effects: Effects, loop: Loop) -> None:
        self.view = view
        self.effects = effects
        self.loop = loop
        self.dimensions: dict[str, int] = {}
        self.dtypes: dict[str, str] = {}
        self.written: list[str] = []
        self.walked: set[int] = set()
        self.carried: set[str] = set()

    def element(self, node: Expr) -> str | None:
        """The array that a subscript takes one element of."""
        if not isinstance(node, ast.Subscript):
            return None
        owner, indices = flatten(node)
        if not isinstance(owner, ast.Name) or owner.id not in self.dimensions:
            return None
        return owner.id if len(indices) == self.dimensions[owner.id] else None

    def indices(self, node: Expr) -> list[Expr]:
        """The indices of an element."""
        return flatten(node)[1]

    def tainted(self, node: Expr) -> bool:
        """Whether a value is a NumPy scalar in the original: an element, or computed from one."""
        if self.element(node) is not None:
            return True
        if isinstance(node, ast.Name):
            return node.id in self.carried
        if isinstance(node, ast.BinOp):
            return self.tainted(node.left) or self.tainted(node.right)
        if isinstance(node, ast.UnaryOp):
            return self.tainted(node.operand)
        if isinstance(node, ast.IfExp):
            return self.tainted(node.body) or self.tainted(node.orelse)
        if isinstance(node, ast.Call):
            called = getattr(node.func, "id", "")
            if called in {"abs", "min", "max"}:
                return any(self.tainted(argument) for argument in node.args)
            origin = self.view.imports.origin(names(node.func).pop()) if names(node.func) else ""
            return origin.startswith("numpy")
        return False

    def whole(self, node: Expr) -> bool:
        """Whether a value is surely a whole number."""
        owner = self.element(node)
        if owner is not None:
            return self.dtypes[owner] in {"int64", "bool"}
        if isinstance(node, ast.Constant):
            return type(node.value) is int
        if isinstance(node, ast.BinOp):
            sure = isinstance(node.op, ast.Add | ast.Sub | ast.Mult | ast.FloorDiv | ast.Mod)
            return sure and self.whole(node.left) and self.whole(node.right)
        if isinstance(node, ast.UnaryOp):
            return isinstance(node.op, ast.USub) and self.whole(node.operand)
        if isinstance(node, ast.IfExp):
            return self.whole(node.body) and self.whole(node.orelse)
        if isinstance(node, ast.Call):
            called = getattr(node.func, "id", "")
            return called in {"int", "len"} or (
                called in {"min", "max", "abs"} and all(self.whole(argument) for argument in node.args)
            )
        if isinstance(node, ast.Name):
            values = self.effects.assigned.get(node.id, [])
            indexed = any(
                isinstance(part, ast.For)
                and same(part.target, ast.Name(node.id, ast.Store()))
                and getattr(getattr(part.iter, "func", None), "id", "") == "range"
                for part in walk(self.view.function)
            )
            plain = [value for value in values if value is not None]
            return indexed or (
                bool(plain)
                and all(not mentions_self(value, node.id) and self.whole(value) for value in plain)
            )
        return False

    def kind_of(self, key: str) -> str:
        """The NumPy type of a name that holds elements."""
        return (
            "int64" if set(self.dtypes.values()) <= {"int64", "bool"} and self.whole(name(key)) else "float64"
        )

    def boxed_before(self, place: Place, key: str) -> bool:
        """Whether the name holds an element ahead of the loop already."""
        start = start_of(self.view, place, key)
        return start is not None and self.element(start.value) is not None


def mentions_self(value: Expr, key: str) -> bool:
    """Whether a value is computed from the name's own."""
    return key in names(value)


def boxes_of(view: View, effects: Effects, loop: Loop) -> Boxes:
    """The arrays of a loop that may become lists.

    Raises:
        UnliftableError: There are none, or the loop does something that tells lists from arrays.
    """
    if any(isinstance(node, _FORBIDDEN) for node in walk(loop)):
        raise UnliftableError("a statement that is not run on lists")
    boxes = Boxes(view, effects, loop)
    _candidates(boxes)
    if not boxes.dimensions:
        raise UnliftableError("no array walked by element")
    for _ in range(4):
        _carry(boxes)
    for node in walk(loop):
        _check(boxes, node)
    return boxes


def _candidates(boxes: Boxes) -> None:
    view, loop = boxes.view, boxes.loop
    subscripts = [node for node in walk(loop) if isinstance(node, ast.Subscript)]
    inner = {id(node.value) for node in subscripts}
    rebound = {
        node.id for node in walk(loop) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    for node in subscripts:
        if id(node) in inner:
            continue
        owner, indices = flatten(node)
        if not isinstance(owner, ast.Name) or owner.id in rebound or isinstance(owner.ctx, ast.Store):
            continue
        kind, dtype = view.facts.kind(owner), dtype_of(view, owner.id)
        if kind not in {"array", ""} or (kind == "" and view.facts.observed):
            continue
        if not dtype:
            raise UnliftableError("elements of another type")
        count = boxes.dimensions.setdefault(owner.id, len(indices))
        if count != len(indices) or count > 2 or any(isinstance(index, ast.Slice) for index in indices):
            raise UnliftableError("an array that is not walked by element")
        boxes.dtypes[owner.id] = dtype
        if not isinstance(node.ctx, ast.Load) and owner.id not in boxes.written:
            boxes.written.append(owner.id)
    read = any(boxes.element(node) and isinstance(node.ctx, ast.Load) for node in subscripts)
    if not read or not any(view.facts.kind(name(key)) == "array" for key in boxes.dimensions):
        boxes.dimensions.clear()
    for key in boxes.dimensions:
        if any(seen.ndim != boxes.dimensions[key] for seen in view.facts.observed.get(key, ())):
            raise UnliftableError("other dimensions were seen")


def _carry(boxes: Boxes) -> None:
    for node in walk(boxes.loop):
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target = node.targets[0]
            if isinstance(target, ast.Name) and boxes.tainted(node.value):
                boxes.carried.add(target.id)
            elif isinstance(target, ast.Tuple):
                values = node.value.elts if isinstance(node.value, ast.Tuple) else []
                for part, value in zip(target.elts, values, strict=False):
                    if isinstance(part, ast.Name) and boxes.tainted(value):
                        boxes.carried.add(part.id)
        elif (
            isinstance(node, ast.AugAssign)
            and isinstance(node.target, ast.Name)
            and boxes.tainted(node.value)
        ):
            boxes.carried.add(node.target.id)


def _check(boxes: Boxes, node: ast.AST) -> None:
    """Refuse what tells a Python number from a NumPy scalar, and arrays used as a whole.

    Raises:
        UnliftableError: There is such a thing.
    """
    if isinstance(node, ast.Call):
        _check_call(boxes, node)
    elif isinstance(node, ast.BinOp) and (boxes.tainted(node.left) or boxes.tainted(node.right)):
        constant = node.right.value if isinstance(node.right, ast.Constant) else 0
        if isinstance(node.op, ast.FloorDiv | ast.Mod) and not constant:
            raise UnliftableError("a division that may raise")
        if isinstance(node.op, ast.Pow) and not (
            constant == 2 and isinstance(node.left, ast.Name | ast.Subscript)
        ):
            raise UnliftableError("a power that may raise")
        if isinstance(node.op, ast.MatMult | ast.LShift | ast.RShift):
            raise UnliftableError("an operation on arrays")
    elif isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Div | ast.FloorDiv | ast.Mod | ast.Pow):
        if not (isinstance(node.value, ast.Constant) and node.value.value) or isinstance(node.op, ast.Pow):
            raise UnliftableError("a division that may raise")
    elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Compare):
        raise UnliftableError("a comparison that is kept")
    elif isinstance(node, ast.expr):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Name) and child.id in boxes.dimensions:
                _check_whole(boxes, node)


def _check_whole(boxes: Boxes, node: ast.expr) -> None:
    if isinstance(node, ast.Subscript) or (
        isinstance(node, ast.Attribute) and node.attr in {"shape", "size", "ndim"}
    ):
        return
    raise UnliftableError("an array used as a whole")


def _check_call(boxes: Boxes, node: ast.Call) -> None:
    called = node.func.id if isinstance(node.func, ast.Name) else ""
    if called in {"len", "range"}:
        return
    known = called in _PLAIN and not boxes.view.imports.origin(called)
    if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
        origin = boxes.view.imports.origin(node.func.value.id)
        known = (origin == "math" and node.func.attr in _MATH) or (
            origin == "numpy" and node.func.attr in _MATH | {"abs"}
        )
    if not known or node.keywords:
        raise UnliftableError("a call that may tell lists from arrays")
    if any(isinstance(part, ast.Name) and part.id in boxes.dimensions for part in node.args):
        raise UnliftableError("an array used as a whole")


def dtype_of(view: View, key: str, depth: int = 3) -> str:
    """``float64``, ``int64`` or ``bool``; a parameter of which nothing is known is taken for the first.

    One that holds others too is looked at when it is called, and walked as it is where it is another.
    """
    seen = {one.element for one in view.facts.observed.get(key, ())}
    if seen:
        if len(seen) > 1:
            return "float64" if "float64" in seen and key in view.facts.parameters else ""
        only = seen.pop()
        return only if only in {"float64", "int64", "bool"} else ""
    if key in view.facts.parameters:
        return "" if view.facts.observed else "float64"
    made = view.facts.definitions.get(key)
    if not isinstance(made, ast.Call) or depth == 0:
        return ""
    called = made.func.attr if isinstance(made.func, ast.Attribute) else getattr(made.func, "id", "")
    given = next((keyword.value for keyword in made.keywords if keyword.arg == "dtype"), None)
    if given is None and called in _SHAPED and len(made.args) > (2 if called == "full" else 1):
        given = made.args[-1]
    if called == "astype" and len(made.args) == 1:
        given = made.args[0]
    if given is not None:
        written = (
            given.attr
            if isinstance(given, ast.Attribute)
            else getattr(given, "id", getattr(given, "value", ""))
        )
        if written == "dtype" and isinstance(given, ast.Attribute) and isinstance(given.value, ast.Name):
            return dtype_of(view, given.value.id, depth - 1)
        return _NUMPY_TYPES.get(str(written), "")
    if called in {"zeros", "ones", "empty"}:
        return "float64"
    if called in _LIKE:
        source = made.func.value if called == "copy" and isinstance(made.func, ast.Attribute) else None
        if made.args:
            source = made.args[0]
        return dtype_of(view, source.id, depth - 1) if isinstance(source, ast.Name) else ""
    return ""
