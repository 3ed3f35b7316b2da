"""What is known about the names of a function: container kinds, lengths, single definitions."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence

from optgate.model import Observed

from ..imports import Imports
from ..trees import walk
from .linear import Linear, linear
from .nodes import Expr, call, const, item

_words = str.split

_ARRAY_CALLS = frozenset(
    _words(
        "array asarray zeros ones empty full zeros_like ones_like empty_like full_like arange "
        "linspace sort diff cumsum concatenate sqrt exp log abs clip where ascontiguousarray ravel"
    )
)
_LIKE = frozenset(_words("zeros_like ones_like empty_like full_like copy sorted sort asarray array cumsum"))
_SIZED = frozenset(_words("zeros ones empty full arange"))
_CHANGING = frozenset(_words("append extend insert pop remove clear resize"))
_ANNOTATED = {
    "list": "list", "List": "list", "Sequence": "list", "tuple": "list", "Tuple": "list", "ndarray": "array",
    "NDArray": "array", "float": "number", "int": "number", "bool": "number",
}  # fmt: skip

_CONTAINERS = {
    "list": "list", "tuple": "list", "array": "array", "int": "number", "float": "number", "bool": "number",
}  # fmt: skip


class Facts:
    """Facts about one function that hold wherever the name is read (names assigned once, parameters).

    A parameter that holds lists in some calls and arrays in others counts as a list: what is written for
    lists does the same for arrays. ``scalar`` says whether a function of the file takes single numbers only.
    """

    def __init__(
        self,
        function: ast.FunctionDef,
        imports: Imports,
        observed: Mapping[str, Sequence[Observed]] | None = None,
    ) -> None:
        self.imports = imports
        self.scalar: Callable[[str], bool] = lambda _: False
        self.observed = dict(observed or {})
        self._kinds: dict[str, str] = {}
        self._nested: set[str] = set()
        self.definitions: dict[str, Expr] = {}
        self.changed: set[str] = set()
        arguments = (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)
        self.parameters = {argument.arg for argument in arguments}
        for argument in arguments:
            self._annotate(argument.arg, argument.annotation)
        self._observe()
        self._rows(function)
        counts: dict[str, int] = {}
        for node in walk(function):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                counts[node.id] = counts.get(node.id, 0) + 1
            elif (
                isinstance(node, ast.Assign)
                and len(node.targets) == 1
                and isinstance(node.targets[0], ast.Name)
            ):
                self.definitions[node.targets[0].id] = node.value
            elif (
                isinstance(node, ast.Assign)
                and len(node.targets) == 1
                and isinstance(node.targets[0], ast.Tuple)
            ):
                self._unpack(node.targets[0], node.value)
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                self._annotate(node.target.id, node.annotation)
                if node.value is not None:
                    self.definitions[node.target.id] = node.value
            elif (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and node.attr in _CHANGING
            ):
                self.changed.add(node.value.id)
        for assigned, count in counts.items():
            if count > 1 or assigned in self.parameters:
                self.definitions.pop(assigned, None)

    def _observe(self) -> None:
        for seen, holds in self.observed.items():
            kinds = {_CONTAINERS.get(one.container, "") for one in holds}
            if len(kinds) == 1:
                self._kinds[seen] = kinds.pop()
            elif kinds == {"list", "array"}:
                self._kinds[seen] = "list"

    def _rows(self, function: ast.FunctionDef) -> None:
        """``for row in rows`` over lists of lists: the rows are lists."""
        bound: dict[str, set[str]] = {}
        for node in walk(function):
            if isinstance(node, ast.For) and isinstance(node.target, ast.Name):
                bound.setdefault(node.target.id, set()).add(getattr(node.iter, "id", ""))
        stores = [
            node.id
            for node in walk(function)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        ]
        for row, owners in bound.items():
            nested = all(owner in self._nested or self._seen_nested(owner) for owner in owners)
            if nested and stores.count(row) == len(owners) and row not in self.parameters:
                self._kinds[row] = "list"

    def _seen_nested(self, owner: str) -> bool:
        holds = self.observed.get(owner, ())
        return bool(holds) and all(one.container in {"list", "tuple"} and one.ndim > 1 for one in holds)

    def _unpack(self, target: ast.Tuple, value: Expr) -> None:
        """``rows, columns = a.shape`` and ``m, n = len(x), len(y)`` define both."""
        if isinstance(value, ast.Attribute) and value.attr == "shape":
            for place, part in enumerate(target.elts):
                if isinstance(part, ast.Name):
                    self.definitions[part.id] = item(value, const(place))
        elif isinstance(value, ast.Tuple) and len(value.elts) == len(target.elts):
            for part, piece in zip(target.elts, value.elts, strict=True):
                if isinstance(part, ast.Name):
                    self.definitions[part.id] = piece

    def _annotate(self, identifier: str, annotation: Expr | None) -> None:
        if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
            try:
                annotation = ast.parse(annotation.value, mode="eval").body
            except SyntaxError:
                return
        if isinstance(annotation, ast.Subscript):
            inner = annotation.slice
            rows = inner.value if isinstance(inner, ast.Subscript) else inner
            if _ANNOTATED.get(getattr(rows, "id", "")) == "list":
                self._nested.add(identifier)
            annotation = annotation.value
        written = annotation.attr if isinstance(annotation, ast.Attribute) else getattr(annotation, "id", "")
        if written in _ANNOTATED:
            self._kinds[identifier] = _ANNOTATED[written]

    def kind(self, node: Expr, depth: int = 3) -> str:
        """``list``, ``array``, ``number`` or an empty string."""
        if isinstance(node, ast.Name):
            if node.id in self._kinds:
                return self._kinds[node.id]
            defined = self.definitions.get(node.id)
            return self.kind(defined, depth - 1) if defined is not None and depth > 0 else ""
        if isinstance(node, ast.List | ast.ListComp | ast.Tuple):
            return "list"
        if isinstance(node, ast.Constant):
            return "number"
        if isinstance(node, ast.BinOp):
            kinds = {self.kind(node.left, depth), self.kind(node.right, depth)}
            return next((kind for kind in ("array", "list") if kind in kinds), "")
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
            return self.kind(node.value, depth)
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
            owner = node.value.id
            nested = owner in self._nested or self._seen_nested(owner)
            nested = nested or self._turned(node) is not None
            return "list" if nested and not isinstance(node.slice, ast.Tuple) else ""
        if isinstance(node, ast.Call):
            return self._call_kind(node, depth)
        return ""

    def _call_kind(self, node: ast.Call, depth: int) -> str:
        function = node.func
        if isinstance(function, ast.Attribute):
            owner = function.value
            if isinstance(owner, ast.Name) and self.imports.origin(owner.id) == "numpy":
                return "array" if function.attr in _ARRAY_CALLS else ""
            if function.attr in {"ravel", "flatten", "astype", "reshape"}:
                return "array"
            if function.attr == "tolist":
                return "list"
            return self.kind(owner, depth - 1) if function.attr == "copy" and depth > 0 else ""
        if isinstance(function, ast.Name):
            if self.imports.origin(function.id).startswith("numpy.") and function.id in _ARRAY_CALLS:
                return "array"
            return {"list": "list", "sorted": "list", "tuple": "list", "range": "list", "len": "number"}.get(
                function.id, ""
            )
        return ""

    def length(self, node: Expr) -> Linear:
        """The length of a container as a linear form (``len(x)`` itself when nothing else is known)."""
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
            cut = node.slice
            if cut.upper is None and cut.step is None and isinstance(cut.lower, ast.Constant):
                skipped = cut.lower.value
                if type(skipped) is int and skipped >= 0:
                    return self.length(node.value).shifted(-skipped)
        known = self._defined_length(node)
        return known if known is not None else Linear(0, _len_part(node))

    def _defined_length(self, node: Expr) -> Linear | None:
        if not isinstance(node, ast.Name) or node.id in self.changed:
            return None
        made = self.definitions.get(node.id)
        turned = self._turned(made)
        if turned is not None:
            return self.length(turned)
        if isinstance(made, ast.BinOp) and isinstance(made.op, ast.Mult) and isinstance(made.left, ast.List):
            return self.reduce(made.right) if len(made.left.elts) == 1 else None
        if not isinstance(made, ast.Call) or not made.args:
            return None
        function = made.func
        called = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        first = made.args[0]
        if called in _SIZED and (called != "arange" or len(made.args) == 1):
            if isinstance(first, ast.Tuple):
                return self.reduce(first.elts[0]) if first.elts else None
            return None if isinstance(first, ast.Attribute) else self.reduce(first)
        if called in _LIKE and self._is_builtin_or_numpy(function) and isinstance(first, ast.Name):
            return self.length(first)
        return None

    def _turned(self, node: Expr | None) -> Expr | None:
        """The table of which ``columns[j]`` is a column, after ``columns = list(zip(*table))``."""
        owner = node.value if isinstance(node, ast.Subscript) else None
        made = self.definitions.get(owner.id) if isinstance(owner, ast.Name) else None
        for called in ("list", "zip"):
            if not (
                isinstance(made, ast.Call) and getattr(made.func, "id", "") == called and len(made.args) == 1
            ):
                return None
            made = made.args[0]
        return made.value if isinstance(made, ast.Starred) else None

    def _is_builtin_or_numpy(self, function: Expr) -> bool:
        if isinstance(function, ast.Name):
            return function.id == "sorted"
        return (
            isinstance(function, ast.Attribute)
            and isinstance(function.value, ast.Name)
            and self.imports.origin(function.value.id) == "numpy"
        )

    def reduce(self, node: Expr, depth: int = 3) -> Linear:
        """The linear form with single definitions (``n = len(x)``) put in and lengths unified."""
        form = linear(node)
        total = Linear(form.constant)
        for factor, term in form.parts.values():
            total = total.plus(self._reduce_term(term, depth), factor)
        return total

    def _reduce_term(self, term: Expr, depth: int) -> Linear:
        measured = self._measured(term)
        if measured is not None:
            return self.length(measured)
        if isinstance(term, ast.Name) and depth > 0:
            defined = self.definitions.get(term.id)
            if defined is not None and (
                self._measured(defined) is not None
                or isinstance(defined, ast.BinOp | ast.Name | ast.Subscript)
            ):
                return self.reduce(defined, depth - 1)
        return Linear(0, {ast.dump(term): (1, term)})

    def _measured(self, node: Expr) -> Expr | None:
        """``x`` for ``len(x)``, ``x.shape[0]`` and ``x.size``."""
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "len":
            return node.args[0] if len(node.args) == 1 else None
        if (
            (
                isinstance(node, ast.Subscript)
                and isinstance(node.value, ast.Attribute)
                and node.value.attr == "shape"
            )
            and isinstance(node.slice, ast.Constant)
            and node.slice.value == 0
        ):
            return node.value.value
        return None

    def equal(self, left: Expr, right: Expr) -> bool:
        """Whether two integer expressions are surely the same number."""
        difference = self.reduce(left).plus(self.reduce(right), -1)
        return difference.is_constant and difference.constant == 0

    def covers(self, owner: Expr, stop: Expr, dimension: int = 0) -> int | None:
        """``stop`` less the length of the owner along a dimension, when that is a known constant."""
        along = self.length(owner) if dimension == 0 else linear(item(_shape(owner), const(dimension)))
        difference = self.reduce(stop).plus(along, -1)
        return difference.constant if difference.is_constant else None


def _shape(owner: Expr) -> Expr:
    return ast.Attribute(owner, "shape", ast.Load())


def _len_part(node: Expr) -> dict[str, tuple[int, Expr]]:
    measured = call("len", node)
    return {ast.dump(measured): (1, measured)}
