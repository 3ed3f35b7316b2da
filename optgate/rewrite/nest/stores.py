"""Stores into items, as stores into slices."""

from __future__ import annotations

import ast

from ..lift.nodes import Expr, UnliftableError, binary, call, is_const, item, mentions
from ..lift.syntax import as_read, flatten
from ..trees import walk
from .fold import Best
from .frame import Frame, mentions_item
from .level import BlameError
from .reduce import Reducer
from .translate import Translator
from .value import Value, VectorAxis, aligned, ordered

_FLOATS = frozenset({"zeros", "ones", "empty"})
"""Functions that make floating-point arrays of a shape unless they are told otherwise."""


class Stores:
    """Writes stores under the axes and the condition in force."""

    def __init__(self, frame: Frame, translator: Translator, reducer: Reducer) -> None:
        self.frame = frame
        self.translator = translator
        self.reducer = reducer

    def store(self, target: ast.Subscript, value: Value) -> None:
        """``base[index] = value`` for all positions.

        Raises:
            BlameError: The item does not move along one of the axes.
        """
        place = self._place(target)
        missing = self._missing(place)
        if missing:
            raise BlameError("one item is stored again and again", missing[-1].level)
        if self.frame.mask is not None:
            value = self.translator.where(self.frame.mask, value, place)
        self.frame.say("map over several axes" if len(place.axes) > 1 else "inner map")
        self.frame.emit(self._whole(place, value))

    def _whole(self, place: Value, value: Value) -> ast.Assign:
        """A store; marked when the value has a number of its own for every item."""
        code = aligned(ordered(value, self._order(value, place)), place.axes)
        made = ast.Assign([_stored(place.code)], code, lineno=0)
        made.full = len(value.axes) == len(place.axes)  # type: ignore[attr-defined]
        return made

    def _order(self, value: Value, place: Value) -> list[VectorAxis]:
        return [axis for axis in place.axes if axis in value.axes]

    def fold(self, statement: ast.AugAssign) -> None:
        """``base[index] += term``, summed over the axes along which the item does not move."""
        assert isinstance(statement.target, ast.Subscript)
        place = self._place(statement.target)
        missing = self._missing(place)
        operator = statement.op
        if mentions_item(statement.value, as_read(statement.target)) and missing:
            raise BlameError("an item is carried from pass to pass", missing[-1].level)
        mask = self.frame.mask
        apart = mask is not None and not set(mask.axes) & set(missing)
        if missing and isinstance(operator, ast.Add | ast.Sub):
            made = self.reducer.total(statement.value, missing, None if apart else mask)
            if apart and mask is not None:
                made = self.reducer.masked(made, mask, 0)
            self.frame.say("matrix product" if _has_product(made.code) else "sums along an axis")
        elif missing and isinstance(operator, ast.Mult):
            made = self.reducer.plain(
                "prod", self.translator.value(statement.value), missing, self.frame.mask
            )
            self.frame.say("products along an axis")
        elif missing:
            raise BlameError("one item is stored again and again", missing[-1].level)
        else:
            self._step(place, operator, self.translator.value(statement.value))
            return
        self._emit(place, operator, made)

    def best(self, best: Best) -> None:
        """``base[index] = max(base[index], term)``, over the axes along which the item does not move."""
        place = self._place(best.target)
        missing, mask = self._missing(place), self.frame.mask
        if missing and mentions_item(best.term, as_read(best.target)):
            raise BlameError("an item is carried from pass to pass", missing[-1].level)
        value = self.translator.value(best.term)
        self.frame.say(f"{best.which}imum")
        if not missing:
            made = self._larger(best.which, place, value)
            if mask is not None:
                made = self.translator.where(mask, made, place)
            self.frame.emit(ast.Assign([_stored(place.code)], aligned(made, place.axes), lineno=0))
            return
        if mask is not None or len(missing) > 1:
            raise BlameError("an extreme under a condition", missing[-1].level)
        whole = self.frame.named(value, "values") if self.frame.worth(value) else value
        inner = self.reducer.plain(best.which, whole, missing, None)
        if place.axes:
            made = self._larger(best.which, place, inner)
        else:
            made = Value(call(best.which, place.code, inner.code))
        store = ast.Assign([_stored(place.code)], aligned(made, place.axes), lineno=0)
        self.frame.emit(ast.If(ast.Attribute(whole.code, "size", ast.Load()), [store], []))

    def _larger(self, which: str, place: Value, value: Value) -> Value:
        codes = [aligned(place, place.axes), aligned(ordered(value, self._order(value, place)), place.axes)]
        return Value(self.translator.code_of(f"{which}imum", *codes), place.axes)

    def _step(self, place: Value, operator: ast.operator, value: Value) -> None:
        self.frame.say("map over several axes" if len(place.axes) > 1 else "inner map")
        mask = self.frame.mask
        if mask is None:
            self._emit(place, operator, value)
        elif isinstance(operator, ast.Add | ast.Sub):
            self._emit(place, operator, self.reducer.masked(value, mask, 0))
        else:
            made = self.translator.both(place, operator, value)
            chosen = self.translator.where(mask, made, place)
            self.frame.emit(ast.Assign([_stored(place.code)], aligned(chosen, place.axes), lineno=0))

    def _emit(self, place: Value, operator: ast.operator, value: Value) -> None:
        code = aligned(ordered(value, self._order(value, place)), place.axes)
        target = _stored(place.code)
        root = _root(place.code)
        zeroed = self._zeroed(root) if isinstance(operator, ast.Add) and not _reads(code, root) else None
        if zeroed is not None and ast.dump(zeroed.targets[0]) == ast.dump(target):
            self.frame.out.remove(zeroed)
            self.frame.emit(self._whole(place, value))
            return
        if self._widens(root, operator, code):
            self.frame.emit(ast.Assign([target], binary(place.code, operator, code), lineno=0))
            return
        self.frame.emit(ast.AugAssign(target, operator, code))

    def _widens(self, root: str, operator: ast.operator, code: Expr) -> bool:
        """Whether the result may be floating where the items are not: stores convert it, steps refuse."""
        made = self.translator.facts.definitions.get(root)
        called = made.func.attr if isinstance(made, ast.Call) and isinstance(made.func, ast.Attribute) else ""
        if isinstance(made, ast.Call) and called in _FLOATS and len(made.args) == 1 and not made.keywords:
            return False
        return isinstance(operator, ast.Div) or any(_is_float(part) for part in walk(code))

    def _zeroed(self, root: str) -> ast.Assign | None:
        """The last statement that mentions a container, when it sets it to zero."""
        for statement in reversed(self.frame.out):
            if isinstance(statement, ast.Assign) and is_const(statement.value, 0, 0.0):
                place = statement.targets[0]
                if isinstance(place, ast.Subscript) and _root(as_read(place)) == root:
                    return statement
            if mentions(statement, root) or not isinstance(statement, ast.Assign | ast.AugAssign):
                return None
        return None

    def _place(self, target: ast.Subscript) -> Value:
        root, parts = flatten(self.translator.resolved(as_read(target)))
        if not isinstance(root, ast.Name) or isinstance(self.translator.meanings.get(root.id), Value):
            raise UnliftableError("a store into something computed")
        if not any(self.translator.varies(part) for part in parts):
            return Value(item(root, parts[0] if len(parts) == 1 else ast.Tuple(parts, ast.Load())))
        return self.translator.select(root, parts)

    def _missing(self, place: Value) -> list[VectorAxis]:
        return [axis for axis in self.translator.axes if axis not in place.axes]


def _is_float(part: ast.AST) -> bool:
    if isinstance(part, ast.Constant):
        return isinstance(part.value, float)
    return isinstance(part, ast.BinOp) and isinstance(part.op, ast.Div)


def _stored(code: Expr) -> ast.Subscript:
    if isinstance(code, ast.Subscript):
        return ast.Subscript(code.value, code.slice, ast.Store())
    return ast.Subscript(code, ast.Slice(), ast.Store())


def _root(code: Expr) -> str:
    root, _ = flatten(code)
    return root.id if isinstance(root, ast.Name) else ""


def _reads(code: Expr, root: str) -> bool:
    """Whether code takes items of a container, not only its length."""
    if isinstance(code, ast.Call) and isinstance(code.func, ast.Name) and code.func.id == "len":
        return False
    if isinstance(code, ast.Attribute) and code.attr == "shape":
        return False
    if isinstance(code, ast.Name):
        return code.id == root
    return any(_reads(child, root) for child in ast.iter_child_nodes(code) if isinstance(child, ast.expr))


def _has_product(code: Expr) -> bool:
    return any(isinstance(part, ast.BinOp) and isinstance(part.op, ast.MatMult) for part in walk(code))
