"""Is an expression of a loop body scalar numeric work?

``Vet.weigh`` gives ``NO`` for anything a numeric kernel does not do per element (method calls, attribute
chains on the element, text, slices, whole-array calls), ``FITS`` for what a kernel may contain, ``NUMERIC``
for what only numbers do.
"""

from __future__ import annotations

import ast

from .tags import Tags
from .walk import Function

_words = str.split

NO, FITS, NUMERIC = -1, 0, 1

_NUMBER_CALLS = frozenset({"abs", "round", "int", "float", "pow", "divmod", "complex"})
_NEUTRAL_CALLS = frozenset({"min", "max", "len", "bool"})
_FORBIDDEN_CALLS = frozenset(
    _words(
        "print open input eval exec next iter isinstance issubclass hasattr getattr setattr ord chr "
        "str repr bytes hex sorted list dict set tuple sum any all map filter zip enumerate range "
        "type id hash super vars callable format"
    )
)
_ELEMENTWISE = frozenset(
    _words(
        "sqrt cbrt exp exp2 expm1 log log2 log10 log1p sin cos tan sinh cosh tanh arcsin arccos arctan "
        "arctan2 "
        "arcsinh arccosh arctanh hypot abs absolute fabs sign floor ceil trunc rint round power square "
        "reciprocal maximum minimum fmax fmin mod fmod remainder isnan isinf isfinite clip radians degrees "
        "deg2rad rad2deg conj conjugate real imag angle float16 float32 float64 int8 int16 int32 int64 uint8 "
        "uint16 uint32 uint64 intp complex64 complex128 heaviside sinc logaddexp copysign negative"
    )
)
_KNOWN_HELPERS = frozenset(
    _words(
        "clip sqrt exp log sin cos comb binom factorial gcd njit sigmoid heaviside euclidean manhattan "
        "chebyshev minkowski haversine hamming"
    )
)
"""Words of names of functions that compute one number, wherever a project imports them from."""

_CELLS = frozenset({"iloc", "iat", "values"})
_AGGREGATES = frozenset({"sum", "min", "max"})

_NUMERIC_OPERATORS = (ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.FloorDiv, ast.LShift, ast.RShift, ast.BitXor)
_EFFECTS = (
    ast.For, ast.While, ast.With, ast.Try, ast.Global, ast.Nonlocal, ast.Yield, ast.YieldFrom, ast.Await,
    ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp, ast.Import, ast.ImportFrom, ast.Dict, ast.Set,
)  # fmt: skip
_LONG = 12
"""Statements of the longest function that counts as a formula."""

_ORDER = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)


class Vet:
    """Weighs expressions of one loop (or lambda); ``indices`` are the names it counts with."""

    def __init__(self, tags: Tags, loop: ast.AST, indices: set[str]) -> None:
        self.tags = tags
        self.indices = indices
        self._loop = loop
        self._varying: set[str] | None = None

    @property
    def varying(self) -> set[str]:
        """The names that the loop binds, its indices left out."""
        if self._varying is None:
            self._varying = set()
            for node in ast.walk(self._loop):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                    self._varying.add(node.id)
                elif isinstance(node, ast.arg):
                    self._varying.add(node.arg)
        return self._varying - self.indices

    def bind(self, indices: tuple[str, ...]) -> None:
        """Count the names of an inner loop's header among the indices."""
        self.indices |= set(indices)

    def weigh(self, node: ast.expr) -> int:
        """``NO``, ``FITS`` or ``NUMERIC``."""
        method = getattr(self, f"_{type(node).__name__.lower()}", None)
        return NO if method is None else int(method(node))

    def _all(self, nodes: list[ast.expr]) -> int:
        best = FITS
        for node in nodes:
            weight = self.weigh(node)
            if weight == NO:
                return NO
            best = max(best, weight)
        return best

    def _constant(self, node: ast.Constant) -> int:
        if isinstance(node.value, bool):
            return FITS
        return NUMERIC if isinstance(node.value, int | float | complex) else NO

    def _name(self, node: ast.Name) -> int:
        if node.id in self.indices:
            return FITS
        kind = self.tags.kind(node)
        if kind in {"str", "bytes", "dict", "set", "object"}:
            return NO
        return NUMERIC if kind == "number" else FITS

    def _attribute(self, node: ast.Attribute) -> int:
        root: ast.expr = node
        while isinstance(root, ast.Attribute):
            root = root.value
        if isinstance(root, ast.Subscript):
            if node.attr in _CELLS and not _names(root) & (self.varying | self.indices):
                return FITS
            return NO if node.attr not in {"real", "imag"} else self.weigh(root)
        if not isinstance(root, ast.Name):
            return NO
        if root.id in self.varying:
            return self.weigh(root) if node.attr in {"real", "imag"} else NO
        return FITS

    def _binop(self, node: ast.BinOp) -> int:
        if isinstance(node.op, ast.MatMult):
            return NO
        weight = self._all([node.left, node.right])
        if weight == NO:
            return NO
        return NUMERIC if isinstance(node.op, _NUMERIC_OPERATORS) else weight

    def _unaryop(self, node: ast.UnaryOp) -> int:
        weight = self.weigh(node.operand)
        return weight if weight == NO or isinstance(node.op, ast.Not) else NUMERIC

    def _boolop(self, node: ast.BoolOp) -> int:
        return self._all(node.values)

    def _ifexp(self, node: ast.IfExp) -> int:
        return self._all([node.test, node.body, node.orelse])

    def _compare(self, node: ast.Compare) -> int:
        if len(node.ops) == 1 and self._settled(node):
            return FITS
        if any(isinstance(op, ast.In | ast.NotIn | ast.Is | ast.IsNot) for op in node.ops):
            return NO
        weight = self._all([node.left, *node.comparators])
        if weight == NO:
            return NO
        return max(weight, NUMERIC) if any(isinstance(op, _ORDER) for op in node.ops) else weight

    def _settled(self, node: ast.Compare) -> bool:
        """Whether a comparison is one of an option with a text or ``None``, the same in every pass."""
        left, right = node.left, node.comparators[0]
        if not isinstance(right, ast.Constant) or not (right.value is None or isinstance(right.value, str)):
            return False
        first = left
        while isinstance(first, ast.Attribute):
            first = first.value
        return isinstance(first, ast.Name) and first.id not in self.varying | self.indices

    def _subscript(self, node: ast.Subscript) -> int:
        if isinstance(node.slice, ast.Slice) or self.weigh(node.value) == NO:
            return NO
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if any(isinstance(part, ast.Slice) or self.weigh(part) == NO for part in parts):
            return NO
        return FITS

    def _call(self, node: ast.Call) -> int:
        if len(node.args) == 1 and isinstance(node.args[0], ast.GeneratorExp | ast.ListComp):
            folds = _named(node.func) in _AGGREGATES and not node.keywords
            return self._folded(node.args[0]) if folds else NO
        named = any(not isinstance(keyword.value, ast.Constant) for keyword in node.keywords)
        if named or any(isinstance(argument, ast.Starred) for argument in node.args) or not node.args:
            return NO
        weight = self._all(node.args)
        if weight == NO:
            return NO
        function = node.func
        if isinstance(function, ast.Attribute):
            if not isinstance(function.value, ast.Name):
                return NO
            module = self.tags.module(function.value.id)
            if not module or (module == "numpy" and function.attr not in _ELEMENTWISE):
                return NO
            return NUMERIC
        return self._named_call(function, weight)

    def _folded(self, inner: ast.GeneratorExp | ast.ListComp) -> int:
        """A sum or an extreme over a comprehension: a loop of its own over numbers."""
        for part in inner.generators:
            called = _named(part.iter.func) if isinstance(part.iter, ast.Call) else ""
            walks = called in {"range", "zip"} and isinstance(part.iter, ast.Call)
            sources = part.iter.args if walks and isinstance(part.iter, ast.Call) else [part.iter]
            if self._all(sources) == NO:
                return NO
            self.indices |= _names(part.target)
            if self._all(part.ifs) == NO:
                return NO
        return self.weigh(inner.elt)

    def _named_call(self, function: ast.expr, weight: int) -> int:
        if not isinstance(function, ast.Name) or function.id in self.varying:
            return NO
        origin = self.tags.imported.get(function.id, "")
        if origin.startswith(("math.", "cmath.", "numpy.")):
            return NO if origin.startswith("numpy.") and function.id not in _ELEMENTWISE else NUMERIC
        if function.id in _NUMBER_CALLS:
            return NUMERIC
        if function.id in _NEUTRAL_CALLS:
            return weight
        if function.id in _FORBIDDEN_CALLS or function.id[:1].isupper():
            return NO
        return self._own_call(function.id, origin, weight)

    def _own_call(self, name: str, origin: str, weight: int) -> int:
        """Calls of functions that are neither builtin nor NumPy's: only plain helpers of the same file."""
        if origin.startswith("scipy.special."):
            return NUMERIC
        if name in self.tags.parameters or name in self.tags.assigned:
            return NO
        if origin:
            return weight if _KNOWN_HELPERS & {name, *name.lower().split("_")} else NO
        helper = self.tags.helpers.get(name)
        return weight if helper is None or is_formula(helper, self.tags) else NO


def is_formula(helper: Function, tags: Tags) -> bool:
    """Whether a function only computes a number from its arguments: no loops, no effects."""
    if len(helper.body) > _LONG or isinstance(helper, ast.AsyncFunctionDef) or helper.decorator_list:
        return False
    for node in ast.walk(helper):
        if isinstance(node, _EFFECTS) or (
            isinstance(node, ast.Call) and _named(node.func) in _FORBIDDEN_CALLS
        ):
            return False
        method = node.func if isinstance(node, ast.Call) else None
        if isinstance(method, ast.Attribute):
            module = tags.module(method.value.id) if isinstance(method.value, ast.Name) else ""
            if not module or (module == "numpy" and method.attr not in _ELEMENTWISE):
                return False
    return True


def _named(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else ""


def _names(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
