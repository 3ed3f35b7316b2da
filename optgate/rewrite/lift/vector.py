"""Translation of one pass's expressions into whole-array expressions along the axis."""

from __future__ import annotations

import ast
from collections.abc import Callable

from ..trees import walk
from .axis import Axis
from .calls import check_once, limited, translate
from .element import is_boolean, python_type
from .facts import Facts
from .nodes import Expr, UnliftableError, binary, call, children, const, dotted, is_const, item, method
from .slices import backwards, owner_and_depth, slice_of
from .syntax import flatten
from .windows import window_call

_words = str.split


class Vector:
    """Writes expressions as array code. ``exact`` asks for forms that treat NaN as the source does.

    ``running`` maps names of running values to the arrays that hold them; ``name_temporary`` is called for a
    shared expression that is worth a name and answers the name; ``mask`` chooses elements; ``cut`` is the
    number of passes where it is not the axis' own stop. ``windowed`` is set when there has to be a pass.
    """

    def __init__(self, axis: Axis, facts: Facts, numpy: str, exact: bool) -> None:
        self.axis = axis
        self.facts = facts
        self.numpy = numpy
        self.exact = exact
        self.running: dict[str, Expr] = {}
        self.known: dict[int, Expr] = {}
        self.cut: Expr | None = None
        self.windowed = False
        self.mask: Expr | None = None
        self.name_temporary: Callable[[Expr, Expr], Expr] | None = None
        self._shared: set[int] = set()
        self._kept: list[Expr] = []

    def share(self, expressions: list[Expr]) -> None:
        """Note which sub-expressions stand more than once, so that they get a name."""
        seen: set[int] = set()
        pending = list(expressions)
        while pending:
            node = pending.pop()
            if id(node) in seen:
                self._shared.add(id(node))
                continue
            seen.add(id(node))
            pending.extend(children(node))
        self._kept = list(expressions)

    def np(self, function: str, *arguments: Expr, **keywords: Expr) -> Expr:
        """A call of a numpy function under the file's alias."""
        return call(dotted(f"{self.numpy}.{function}"), *arguments, **keywords)

    def varies(self, node: Expr) -> bool:
        """Whether the value changes along the axis."""
        return any(
            isinstance(part, ast.Name) and (part.id == self.axis.index or part.id in self.running)
            for part in walk(node)
        )

    def code(self, node: Expr) -> Expr:
        """The array code of an expression (the expression itself when it does not vary)."""
        if not self.varies(node):
            check_once(self, node)
            return node
        if id(node) in self.known:
            return self._masked(self.known[id(node)])
        method_name = f"_{type(node).__name__.lower()}"
        translate = getattr(self, method_name, None)
        if translate is None:
            raise UnliftableError(type(node).__name__)
        made: Expr = translate(node)
        if (
            id(node) in self._shared
            and self.mask is None
            and self.name_temporary is not None
            and _worth_a_name(made)
        ):
            made = self.name_temporary(node, made)
            self.known[id(node)] = made
        return made

    def _masked(self, made: Expr) -> Expr:
        return made if self.mask is None else item(made, self.mask)

    def under(self, mask: Expr, node: Expr) -> Expr:
        """The array code for the elements chosen by a mask alone; nothing is computed for the others."""
        self.mask = mask
        try:
            return self.code(node)
        finally:
            self.mask = None

    def condition(self, node: Expr) -> Expr:
        """The array code of a condition: boolean elements."""
        if id(node) in self.known:
            return self._masked(self.known[id(node)])
        if isinstance(node, ast.BoolOp):
            operator = ast.BitAnd() if isinstance(node.op, ast.And) else ast.BitOr()
            parts = [self._truth(part) for part in node.values]
            made = parts[0]
            for part in parts[1:]:
                made = binary(made, operator, part)
            return made
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return self._inverted(node.operand)
        return self._truth(node)

    def _inverted(self, operand: Expr) -> Expr:
        if isinstance(operand, ast.Compare) and len(operand.ops) == 1:
            swapped = {ast.Eq: ast.NotEq, ast.NotEq: ast.Eq}.get(type(operand.ops[0]))
            if swapped is not None:
                return self.code(ast.Compare(operand.left, [swapped()], operand.comparators))
        if is_boolean(operand):
            return ast.UnaryOp(ast.Invert(), self.condition(operand))
        return ast.Compare(self.code(operand), [ast.Eq()], [const(0)])

    def _truth(self, node: Expr) -> Expr:
        if not self.varies(node):
            return call("bool", node) if not is_boolean(node) else node
        if isinstance(node, ast.BoolOp | ast.UnaryOp) and is_boolean(node):
            return self.condition(node)
        if is_boolean(node):
            return self.code(node)
        return ast.Compare(self.code(node), [ast.NotEq()], [const(0)])

    def _name(self, node: ast.Name) -> Expr:
        return self._masked(self.running[node.id] if node.id in self.running else self.positions())

    def positions(self) -> Expr:
        """The positions themselves as an array."""
        axis = self.axis
        stop = self.cut if self.cut is not None else axis.stop
        arguments = [stop] if axis.from_zero or is_const(axis.start, 0) else [axis.start, stop]
        if axis.step != 1:
            arguments = [axis.start, axis.stop, const(axis.step)]
        made = self.np("arange", *arguments)
        return item(made, backwards()) if axis.reverse else made

    def _binop(self, node: ast.BinOp) -> Expr:
        if isinstance(node.op, ast.MatMult):
            raise UnliftableError("matrix product in a pass")
        left, right = self.code(node.left), self.code(node.right)
        if self.exact:
            left, right = self._weak(node.left, left, right), self._weak(node.right, right, left)
        return binary(left, node.op, right)

    def _weak(self, node: Expr, made: Expr, other: Expr) -> Expr:
        """Python integers take the type of the array they meet, positions in an array would not."""
        plain = isinstance(other, ast.Name | ast.Subscript)
        if plain and self.varies(node) and python_type(node, self.axis, self.facts) == "int":
            return method(made, "astype", ast.Attribute(other, "dtype", ast.Load()))
        return made

    def _unaryop(self, node: ast.UnaryOp) -> Expr:
        if isinstance(node.op, ast.Not):
            return self._inverted(node.operand)
        return ast.UnaryOp(node.op, self.code(node.operand))

    def _boolop(self, node: ast.BoolOp) -> Expr:
        if not all(is_boolean(part) for part in node.values):
            raise UnliftableError("and/or used as a value")
        return self.condition(node)

    def _compare(self, node: ast.Compare) -> Expr:
        if any(isinstance(op, ast.In | ast.NotIn | ast.Is | ast.IsNot) for op in node.ops):
            raise UnliftableError("membership or identity of an element")
        parts = [node.left, *node.comparators]
        pairs = [
            ast.Compare(self.code(parts[k]), [operator], [self.code(parts[k + 1])])
            for k, operator in enumerate(node.ops)
        ]
        made: Expr = pairs[0]
        for pair in pairs[1:]:
            made = binary(made, ast.BitAnd(), pair)
        return made

    def _ifexp(self, node: ast.IfExp) -> Expr:
        body, orelse = self.code(node.body), self.code(node.orelse)
        if not self.varies(node.test):
            return ast.IfExp(node.test, body, orelse)
        limit = limited(node.test, node.body, node.orelse)
        if limit and id(node.test) not in self._shared:
            return self.np(limit, orelse, body)
        return self.np("where", self._condition_once(node.test), body, orelse)

    def _condition_once(self, test: Expr) -> Expr:
        if id(test) in self.known:
            return self._masked(self.known[id(test)])
        made = self.condition(test)
        if (
            id(test) in self._shared
            and self.mask is None
            and self.name_temporary is not None
            and _worth_a_name(made)
        ):
            made = self.name_temporary(test, made)
            self.known[id(test)] = made
        return made

    def _call(self, node: ast.Call) -> Expr:
        made = window_call(self, node)
        return made if made is not None else translate(self, node)

    def _attribute(self, node: ast.Attribute) -> Expr:
        if node.attr not in {"real", "imag"}:
            raise UnliftableError("an attribute of the element")
        return ast.Attribute(self.code(node.value), node.attr, ast.Load())

    def _subscript(self, node: ast.Subscript) -> Expr:
        if isinstance(node.slice, ast.Slice):
            raise UnliftableError("a slice in a pass")
        if not self.varies(node.value):
            return self.select(node.value, node.slice)
        if self.varies(node.slice):
            root, parts = flatten(node)
            if self.varies(root) or sum(self.varies(part) for part in parts) != len(parts):
                raise UnliftableError("an index into an element that varies")
            return item(root, ast.Tuple([self.code(part) for part in parts], ast.Load()))
        owner = self.code(node.value)
        rest = list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]
        if isinstance(owner, ast.Subscript) and isinstance(owner.slice, ast.Slice):
            return item(owner.value, ast.Tuple([owner.slice, *rest], ast.Load()))
        return item(owner, ast.Tuple([ast.Slice(), *rest], ast.Load()))

    def select(self, owner: Expr, index: Expr) -> Expr:
        """``owner[index]`` along the axis: the whole, a slice, or a gather."""
        parts = list(index.elts) if isinstance(index, ast.Tuple) else [index]
        varying = [k for k, part in enumerate(parts) if self.varies(part)]
        if len(varying) > 1:
            return item(owner, ast.Tuple([self.code(part) for part in parts], ast.Load()))
        place = varying[0]
        root, depth = owner_and_depth(owner)
        cut = slice_of(self, root, parts[place], depth + place)
        if cut is None:
            parts[place] = self.code(parts[place])
        elif len(parts) == 1:
            return self._masked(self._sliced(owner, cut))
        else:
            parts[place] = cut[0]
            if cut[1]:
                raise UnliftableError("a reversed slice of several dimensions")
            while parts and isinstance(parts[-1], ast.Slice) and ast.unparse(parts[-1]) == ":":
                parts.pop()
            if not parts:
                return self._masked(owner)
            return self._masked(item(owner, parts[0] if len(parts) == 1 else ast.Tuple(parts, ast.Load())))
        return item(owner, parts[0] if len(parts) == 1 else ast.Tuple(parts, ast.Load()))

    def _sliced(self, owner: Expr, cut: tuple[ast.Slice, bool]) -> Expr:
        bounds, flipped = cut
        whole = bounds.lower is None and bounds.upper is None and bounds.step is None
        made = owner if whole else item(owner, bounds)
        return item(made, backwards()) if flipped else made


def _worth_a_name(made: Expr) -> bool:
    return not isinstance(made, ast.Name | ast.Constant | ast.Subscript | ast.Attribute)
