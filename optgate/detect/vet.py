"""Is an expression of a loop body scalar numeric work?

``Vet.weigh`` gives ``NO`` for anything a numeric kernel does not do per element (method calls, attribute
chains on the element, text, slices, whole-array calls), ``FITS`` for what a kernel may contain, ``NUMERIC``
for what only numbers do.
"""

from __future__ import annotations

import ast

from .tags import Tags

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
_WHOLE_ARRAY = frozenset(
    _words(
        "array asarray zeros ones empty full zeros_like ones_like empty_like arange linspace "
        "concatenate stack hstack vstack append dot matmul einsum sum mean std var prod cumsum "
        "cumprod min max argmin argmax any all sort argsort unique median percentile outer tile "
        "repeat convolve where histogram bincount linalg random norm take diff interp searchsorted "
        "roll reshape allclose array_equal meshgrid nonzero isin ravel save load"
    )
)
_NUMERIC_OPERATORS = (ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.FloorDiv, ast.LShift, ast.RShift, ast.BitXor)
_ORDER = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)


class Vet:
    """Weighs expressions of one loop. ``varying`` are the names that change from pass to pass."""

    def __init__(self, tags: Tags, varying: set[str], indices: set[str]) -> None:
        self.tags = tags
        self.varying = varying
        self.indices = indices

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
        if any(isinstance(op, ast.In | ast.NotIn | ast.Is | ast.IsNot) for op in node.ops):
            return NO
        weight = self._all([node.left, *node.comparators])
        if weight == NO:
            return NO
        return max(weight, NUMERIC) if any(isinstance(op, _ORDER) for op in node.ops) else weight

    def _subscript(self, node: ast.Subscript) -> int:
        if isinstance(node.slice, ast.Slice) or self.weigh(node.value) == NO:
            return NO
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if any(isinstance(part, ast.Slice) or self.weigh(part) == NO for part in parts):
            return NO
        return FITS

    def _call(self, node: ast.Call) -> int:
        if node.keywords or any(isinstance(argument, ast.Starred) for argument in node.args) or not node.args:
            return NO
        weight = self._all(node.args)
        if weight == NO:
            return NO
        function = node.func
        if isinstance(function, ast.Attribute):
            if not isinstance(function.value, ast.Name):
                return NO
            module = self.tags.module(function.value.id)
            if not module or (module == "numpy" and function.attr in _WHOLE_ARRAY):
                return NO
            return NUMERIC
        return self._named_call(function, weight)

    def _named_call(self, function: ast.expr, weight: int) -> int:
        if not isinstance(function, ast.Name) or function.id in self.varying:
            return NO
        origin = self.tags.imported.get(function.id, "")
        if origin.startswith(("math.", "cmath.", "numpy.")):
            return NO if origin.startswith("numpy.") and function.id in _WHOLE_ARRAY else NUMERIC
        if function.id in _NUMBER_CALLS:
            return NUMERIC
        if function.id in _NEUTRAL_CALLS:
            return weight
        if function.id in _FORBIDDEN_CALLS or function.id[:1].isupper():
            return NO
        return weight
