"""The sequences that a loop over positions takes one element each of, and how each is walked instead."""

from __future__ import annotations

import ast
from typing import NamedTuple

from ..lift.linear import Linear, linear
from ..lift.nodes import Expr, UnliftableError, binary, call, const, is_const, item, name, names
from ..trees import walk
from .bounds import Bounds
from .effects import Effects
from .patterns import range_of
from .view import Place, View

EXACT, SHORTER, UNKNOWN = "exact", "shorter", "unknown"


class Stream(NamedTuple):
    """Elements ``owner[index + offset]``, or ``owner[(index + offset) % n]`` when it ``turns``.

    ``walked`` gives them in order; ``ending`` says what is known of the sequence's length.
    """

    owner: str
    offset: Linear
    turns: bool
    walked: Expr
    ending: str


class Reader:
    """Reads the positions that one ``for index in range(start, stop)`` takes elements at."""

    def __init__(self, view: View, effects: Effects, place: Place) -> None:
        loop = place.statement
        self.index, arguments = range_of(loop)
        if len(arguments) > 2 or not isinstance(loop, ast.For):
            raise UnliftableError("a step")
        self.view, self.effects, self.loop = view, effects, loop
        self.start: Expr = arguments[0] if len(arguments) == 2 else const(0)
        self.stop = arguments[-1]
        self.around = place.around
        self.bounds = Bounds(view, place.around)
        self.changed = effects.changed(loop.body)
        self.aliases = self._aliases()
        self.width: tuple[str, Expr] | None = None

    def _aliases(self) -> dict[str, ast.Assign]:
        """``j = (i + 1) % n``: names that only stand for another position."""
        found = {}
        for statement in self.loop.body:
            if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
                key = statement.targets[0].id
                used = [node for node in walk(self.loop) if isinstance(node, ast.Name) and node.id == key]
                stored = sum(isinstance(node.ctx, ast.Store) for node in used)
                if (
                    stored == 1
                    and key not in self.view.live(self.loop)
                    and self._place(statement.value) is not None
                ):
                    found[key] = statement
        return found

    def position(self, index: Expr) -> tuple[Linear, bool] | None:
        """The offset of an index from the loop's position, and whether it turns round at the end."""
        if isinstance(index, ast.Name) and index.id in self.aliases:
            index = self.aliases[index.id].value
        return self._place(index)

    def _place(self, index: Expr) -> tuple[Linear, bool] | None:
        turns = isinstance(index, ast.BinOp) and isinstance(index.op, ast.Mod)
        if isinstance(index, ast.BinOp) and isinstance(index.op, ast.Mod):
            if not (is_const(self.start, 0) and self.view.facts.equal(index.right, self.stop)):
                return None
            index = index.left
        factor, offset = linear(index).without(self.index)
        if factor != 1 or (turns and not (offset.is_constant and abs(offset.constant) == 1)):
            return None
        if any(names(term) & (self.changed | {self.index}) for _, term in offset.parts.values()):
            return None
        return offset, turns

    def stream(self, owner: str, offset: Linear, turns: bool) -> Stream | None:
        """How the elements are walked; nothing where they might not be those that the loop reads."""
        if turns:
            return self._turned(owner, offset)
        low, high = linear(self.start).plus(offset), linear(self.stop).plus(offset)
        if not self.bounds.nonnegative(low):
            return None
        lower = None if low.is_constant and low.constant == 0 else low.code()
        over = self.view.facts.covers(name(owner), high.code())
        if over is None and self.around and self._within(owner, high):
            upper = self._upper(low, high)
            return Stream(owner, offset, False, item(name(owner), ast.Slice(lower, upper)), SHORTER)
        if not low.is_constant or (over or 0) > 0:
            return None
        if over is None:
            return Stream(owner, offset, False, _from(owner, lower), UNKNOWN)
        if over == 0:
            return Stream(owner, offset, False, _from(owner, lower), EXACT)
        cut = ast.Slice(lower, ast.UnaryOp(ast.USub(), const(-over)))
        return Stream(owner, offset, False, item(name(owner), cut), SHORTER)

    def _turned(self, owner: str, offset: Linear) -> Stream | None:
        if self.view.facts.kind(name(owner)) != "list":
            return None
        exact = self.view.facts.covers(name(owner), self.stop) == 0
        if not exact:
            return None if offset.constant < 0 else self._turned_part(owner, offset)
        cut = const(1) if offset.constant > 0 else ast.UnaryOp(ast.USub(), const(1))
        return Stream(owner, offset, True, _joined(owner, ast.Slice(cut), ast.Slice(None, cut)), EXACT)

    def _turned_part(self, owner: str, offset: Linear) -> Stream:
        """Of a list that may be longer only the beginning turns."""
        stop = self.stop if isinstance(self.stop, ast.Name) else linear(self.stop).code()
        walked = _joined(owner, ast.Slice(const(1), stop), ast.Slice(None, const(1)))
        return Stream(owner, offset, True, walked, UNKNOWN)

    def _within(self, owner: str, high: Linear) -> bool:
        length = self.view.facts.length(name(owner))
        return self.bounds.nonnegative(length.plus(high, -1))

    def _upper(self, low: Linear, high: Linear) -> Expr:
        """The end of a slice that is empty where the range is.

        Raises:
            UnliftableError: The range may end before it starts, by a different amount in each pass.
        """
        length = high.plus(low, -1)
        if self.bounds.nonnegative(length):
            return high.code()
        outermost = self.around[0]
        size = length.code()
        if names(size) & self.effects.changed([outermost]):
            raise UnliftableError("a range that may be empty")
        if self.width is None:
            self.width = (self.view.fresh("width"), call("max", size, const(0)))
        return low.plus(linear(name(self.width[0]))).code()


def _from(owner: str, lower: Expr | None) -> Expr:
    return name(owner) if lower is None else item(name(owner), ast.Slice(lower))


def _joined(owner: str, first: ast.Slice, second: ast.Slice) -> Expr:
    return binary(item(name(owner), first), ast.Add(), item(name(owner), second))
