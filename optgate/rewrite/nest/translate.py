"""Expressions of a pass as whole-array expressions over several axes."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable

from ..lift import calls
from ..lift.axis import ANONYMOUS, Axis
from ..lift.element import is_boolean
from ..lift.facts import Facts
from ..lift.linear import linear
from ..lift.nodes import Expr, UnliftableError, binary, const, item, name, names, transform
from ..lift.syntax import flatten, refuse
from ..lift.vector import Vector
from .level import BlameError
from .shapes import Shapes, measured, shape_of
from .value import Value, VectorAxis, aligned, basic, union

Meaning = Expr | Value

_ONE_AT_A_TIME = frozenset(dir(builtins)) - {"abs", "min", "max", "round", "int", "float", "bool", "pow"}
"""Builtins that take no arrays."""


class Arguments(Vector):
    """Lets the one-loop lifter's table of functions write a call whose arguments are known already."""

    def __init__(self, facts: Facts, numpy: str) -> None:
        super().__init__(Axis(ANONYMOUS, const(0), const(0)), facts, numpy, False)

    def varies(self, node: Expr) -> bool:
        """Whether the argument was translated."""
        return id(node) in self.known or super().varies(node)


class Translator:
    """Writes expressions under what names mean (``meanings``) and the axes that are active."""

    def __init__(self, facts: Facts, shapes: Shapes, numpy: str) -> None:
        self.facts = facts
        self.shapes = shapes
        self.numpy = numpy
        self.axes: list[VectorAxis] = []
        self.meanings: dict[str, Meaning] = {}
        self.forbidden: Callable[[str], None] = lambda _: None
        self._arguments = Arguments(facts, numpy)

    def axis(self, index: str) -> VectorAxis | None:
        """The active axis of a position."""
        return next((axis for axis in self.axes if axis.index == index), None)

    def varies(self, node: Expr) -> bool:
        """Whether the expression mentions an active axis or a name that stands for something."""
        own = {axis.index for axis in self.axes} | set(self.meanings)
        return not own.isdisjoint(names(node))

    def code_of(self, function: str, *arguments: Expr, **keywords: Expr) -> Expr:
        """A call of a numpy function under the file's alias."""
        callee = ast.Attribute(name(self.numpy), function, ast.Load())
        return ast.Call(callee, list(arguments), [ast.keyword(key, value) for key, value in keywords.items()])

    def value(self, node: Expr) -> Value:
        """The value of an expression.

        Raises:
            UnliftableError: The expression has no array form that is known.
        """
        found = names(node)
        if not any(identifier in self.meanings or self.axis(identifier) is not None for identifier in found):
            for identifier in found:
                self.forbidden(identifier)
            calls.check_once(self._arguments, node)
            return Value(node)
        refuse(node)
        translate = getattr(self, f"_{type(node).__name__.lower()}", None)
        if translate is None:
            raise UnliftableError(type(node).__name__)
        made: Value = translate(node)
        return made

    def condition(self, node: Expr) -> Value:
        """The value of a condition: boolean elements."""
        if isinstance(node, ast.BoolOp):
            operator: ast.operator = ast.BitAnd() if isinstance(node.op, ast.And) else ast.BitOr()
            made = self.condition(node.values[0])
            for part in node.values[1:]:
                made = self.both(made, operator, self.condition(part))
            return made
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return self.inverted(self.condition(node.operand))
        found = self.value(node)
        if is_boolean(node) or not found.axes:
            return found
        return Value(ast.Compare(found.code, [ast.NotEq()], [const(0)]), found.axes)

    def inverted(self, value: Value) -> Value:
        """The opposite condition."""
        if not value.axes:
            return Value(ast.UnaryOp(ast.Not(), value.code))
        code = value.code
        if isinstance(code, ast.Compare) and len(code.ops) == 1:
            swapped = {ast.Eq: ast.NotEq, ast.NotEq: ast.Eq}.get(type(code.ops[0]))
            if swapped is not None:
                return Value(ast.Compare(code.left, [swapped()], code.comparators), value.axes)
        return Value(ast.UnaryOp(ast.Invert(), code), value.axes)

    def both(self, left: Value, operator: ast.operator, right: Value) -> Value:
        """Two values under a binary operator, broadcast."""
        axes = union((left, right))
        if not axes and isinstance(operator, ast.BitAnd | ast.BitOr):
            word: ast.boolop = ast.And() if isinstance(operator, ast.BitAnd) else ast.Or()
            return Value(ast.BoolOp(word, [left.code, right.code]))
        return Value(binary(aligned(left, axes), operator, aligned(right, axes)), axes)

    def where(self, test: Value, chosen: Value, other: Value) -> Value:
        """``chosen`` where the test holds."""
        if not test.axes:
            axes = union((chosen, other))
            return Value(ast.IfExp(test.code, aligned(chosen, axes), aligned(other, axes)), axes)
        axes = union((test, chosen, other))
        limit = calls.limited(test.code, chosen.code, other.code)
        if limit and axes == other.axes:
            return Value(self.code_of(limit, other.code, chosen.code), axes)
        parts = [aligned(part, axes) for part in (test, chosen, other)]
        return Value(self.code_of("where", *parts), axes)

    def _name(self, node: ast.Name) -> Value:
        self.forbidden(node.id)
        meaning = self.meanings.get(node.id)
        if isinstance(meaning, Value):
            return meaning
        if meaning is not None:
            return self.value(meaning)
        axis = self.axis(node.id)
        assert axis is not None
        arguments = [axis.start, axis.stop] if not _is_zero(axis.start) or axis.step != 1 else [axis.stop]
        if axis.step != 1:
            arguments.append(const(axis.step))
        return Value(self.code_of("arange", *arguments), [axis])

    def _binop(self, node: ast.BinOp) -> Value:
        if isinstance(node.op, ast.MatMult):
            raise UnliftableError("matrix product in a pass")
        return self.both(self.value(node.left), node.op, self.value(node.right))

    def _unaryop(self, node: ast.UnaryOp) -> Value:
        if isinstance(node.op, ast.Not):
            return self.condition(node)
        found = self.value(node.operand)
        return Value(ast.UnaryOp(node.op, found.code), found.axes)

    def _boolop(self, node: ast.BoolOp) -> Value:
        if not all(is_boolean(part) for part in node.values):
            raise UnliftableError("and/or used as a value")
        return self.condition(node)

    def _compare(self, node: ast.Compare) -> Value:
        if any(isinstance(op, ast.In | ast.NotIn | ast.Is | ast.IsNot) for op in node.ops):
            raise UnliftableError("membership or identity of an element")
        parts = [self.value(part) for part in (node.left, *node.comparators)]
        made: Value | None = None
        for operator, left, right in zip(node.ops, parts, parts[1:], strict=False):
            axes = union((left, right))
            pair = Value(ast.Compare(aligned(left, axes), [operator], [aligned(right, axes)]), axes)
            made = pair if made is None else self.both(made, ast.BitAnd(), pair)
        assert made is not None
        return made

    def _ifexp(self, node: ast.IfExp) -> Value:
        return self.where(self.condition(node.test), self.value(node.body), self.value(node.orelse))

    def _call(self, node: ast.Call) -> Value:
        found = measured(self.resolved(node))
        if found is not None:
            return Value(self.length(*found) if found[1] else node)
        if isinstance(node.func, ast.Name) and node.func.id in _ONE_AT_A_TIME:
            raise UnliftableError(node.func.id)
        values = [self.value(argument) for argument in node.args]
        axes = union(values)
        if not axes:
            return Value(ast.Call(node.func, [value.code for value in values], node.keywords))
        arguments = Arguments(self.facts, self.numpy)
        for argument, value in zip(node.args, values, strict=True):
            if value.axes:
                arguments.known[id(argument)] = aligned(value, axes)
        fixed = [
            argument if value.axes else value.code for argument, value in zip(node.args, values, strict=True)
        ]
        return Value(calls.translate(arguments, ast.Call(node.func, fixed, node.keywords)), axes)

    def length(self, owner: str, dimension: int) -> Expr:
        """Code for a length, as the source would write it."""
        form = self.shapes.extent(owner, dimension)
        term = next((term for factor, term in form.parts.values() if factor == 1), None)
        if len(form.parts) == 1 and not form.constant and isinstance(term, ast.Name):
            return term
        return shape_of(owner, dimension)

    def resolved(self, node: Expr) -> Expr:
        """The expression with names put in that stand for expressions of the source."""

        def change(part: Expr) -> Expr | None:
            if not isinstance(part, ast.Name):
                return None
            meaning = self.meanings.get(part.id)
            if isinstance(meaning, Value):
                return meaning.code if not meaning.axes else None
            return self.resolved(meaning) if meaning is not None else None

        return transform(node, change)

    def _attribute(self, node: ast.Attribute) -> Value:
        found = measured(item(self.resolved(node), const(0))) if node.attr == "shape" else None
        if found is not None or node.attr not in {"real", "imag"}:
            raise UnliftableError("an attribute of the element")
        value = self.value(node.value)
        return Value(ast.Attribute(value.code, node.attr, ast.Load()), value.axes)

    def _subscript(self, node: ast.Subscript) -> Value:
        found = measured(self.resolved(node))
        if found is not None:
            return Value(self.length(*found))
        root, parts = flatten(self.resolved(node))
        if not isinstance(root, ast.Name) or isinstance(self.meanings.get(root.id), Value):
            raise UnliftableError("an item of something computed")
        return self.select(root, parts)

    def select(self, root: ast.Name, parts: list[Expr]) -> Value:
        """``root[parts]`` along the axes: slices where the indices are affine, gathers elsewhere."""
        if any(isinstance(part, ast.Slice) for part in parts):
            raise UnliftableError("a slice in a pass")
        if any(isinstance(part, ast.Constant) and type(part.value) is not int for part in parts):
            raise UnliftableError("a key in a pass")
        for part in parts:
            self._refuse_sum(part)
        affine = [self._affine(part) for part in parts]
        walked = [found[0] for found in affine if found is not None]
        gathers = [
            place for place, part in enumerate(parts)
            if self.varies(part) and (affine[place] is None or walked.count(affine[place][0]) > 1)  # type: ignore[index]
        ]  # fmt: skip
        if gathers and (len(gathers) > 1 or len(self.value(parts[gathers[0]]).axes) != 1):
            return self._gather(root, parts)
        made: list[Expr] = []
        axes: list[VectorAxis] = []
        flipped: list[int] = []
        for place, part in enumerate(parts):
            found = affine[place]
            if place in gathers:
                value = self.value(part)
                if value.axes[0] in walked:
                    return self._gather(root, parts)
                made.append(value.code)
                axes.append(value.axes[0])
            elif found is None:
                made.append(self.value(part).code)
            else:
                made.append(self._slice(root, place, found))
                axes.append(found[0])
                if found[1] < 0:
                    flipped.append(len(axes) - 1)
        return Value(self._written(root, made, bool(gathers), flipped), axes)

    def _refuse_sum(self, part: Expr) -> None:
        """``x[i + j]`` is a slice for each ``j``: the inner of two such loops stays."""
        form = linear(part)
        found = [axis for axis in self.axes if abs(form.without(axis.index)[0]) == 1]
        if len(found) > 1:
            raise BlameError("an index that two loops move", found[-1].level)

    def _written(self, root: ast.Name, parts: list[Expr], gathers: bool, flipped: list[int]) -> Expr:
        while parts and isinstance(parts[-1], ast.Slice) and _whole(parts[-1]):
            parts.pop()
        if not parts:
            made: Expr = root
        elif gathers:
            made = item(root, parts[0] if len(parts) == 1 else ast.Tuple(parts, ast.Load()))
        else:
            made = basic(root, parts)
        if not flipped:
            return made
        turned = [
            ast.Slice(None, None, ast.UnaryOp(ast.USub(), const(1))) if place in flipped else ast.Slice()
            for place in range(max(flipped) + 1)
        ]
        return item(made, turned[0] if len(turned) == 1 else ast.Tuple(list[Expr](turned), ast.Load()))

    def _gather(self, root: ast.Name, parts: list[Expr]) -> Value:
        values = [self.value(part) for part in parts]
        axes = union(values)
        codes = [aligned(value, axes) for value in values]
        return Value(item(root, codes[0] if len(codes) == 1 else ast.Tuple(codes, ast.Load())), axes)

    def _affine(self, part: Expr) -> tuple[VectorAxis, int, Expr] | None:
        """The only axis in an index, its factor and the rest, when the index is affine in it."""
        form = linear(part)
        found = [axis for axis in self.axes if axis.index in names(part)]
        if len(found) != 1:
            return None
        factor, rest = form.without(found[0].index)
        code = rest.code()
        if found[0].index in names(code) or any(
            isinstance(self.meanings.get(identifier), Value) for identifier in names(code)
        ):
            return None
        plain = factor in {1, -1} and (found[0].step == 1 or factor == 1)
        return (found[0], factor, code) if plain or (factor > 1 and found[0].step == 1) else None

    def _slice(self, root: ast.Name, place: int, found: tuple[VectorAxis, int, Expr]) -> ast.Slice:
        axis, factor, offset = found
        start, stop, rest = linear(axis.start), linear(axis.stop), linear(offset)
        low, high = rest.plus(start, factor), rest.plus(stop, factor)
        if factor < 0:
            low, high = high.shifted(1), low.shifted(1)
        elif factor > 1:
            high = high.shifted(1 - factor)
        fixed = self.shapes.reduce(low.code())
        if fixed.is_constant and fixed.constant < 0:
            raise UnliftableError("indices that wrap around")
        lower = None if fixed.is_constant and fixed.constant == 0 else low.code()
        beyond = self.shapes.reduce(high.code()).plus(self.shapes.extent(root.id, place), -1)
        step = factor if factor > 1 else axis.step
        upper: Expr | None = high.code()
        if step == 1 and beyond.is_constant and beyond.constant <= 0:
            upper = None if beyond.constant == 0 else ast.UnaryOp(ast.USub(), const(-beyond.constant))
        return ast.Slice(lower, upper, const(step) if step != 1 else None)


def _whole(part: ast.Slice) -> bool:
    return part.lower is None and part.upper is None and part.step is None


def _is_zero(node: Expr) -> bool:
    return isinstance(node, ast.Constant) and node.value == 0 and type(node.value) is int
