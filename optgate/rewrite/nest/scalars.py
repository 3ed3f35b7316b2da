"""Names without an index: temporaries that become arrays, and running values that become reductions."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Sequence

from ..lift.nodes import (
    Expr,
    UnliftableError,
    assign,
    binary,
    call,
    is_const,
    mentions,
    method,
    name,
    same,
)
from ..lift.syntax import flatten
from ..trees import walk
from .fold import Placed
from .frame import Frame
from .level import BlameError, Level
from .reduce import Reducer, is_neutral
from .translate import Meaning, Translator
from .value import Value, VectorAxis, aligned, ordered


class Scalars:
    """Binds names under the axes."""

    def __init__(self, frame: Frame, translator: Translator, reducer: Reducer, loads: Counter[str]) -> None:
        self.frame = frame
        self.translator = translator
        self.reducer = reducer
        self.loads = loads
        self._entered: list[set[str]] = []
        translator.forbidden = self._check

    def _check(self, identifier: str) -> None:
        """A name that passes of an active axis hand on cannot be read."""
        if isinstance(self.translator.meanings.get(identifier), ast.expr) or self.translator.axis(identifier):
            return
        for axis in reversed(self._beyond(identifier)):
            if identifier in axis.level.assigned:
                raise BlameError(f"{identifier} is carried from pass to pass", axis.level)

    def _beyond(self, identifier: str) -> Sequence[VectorAxis]:
        return self.translator.axes[self.frame.depths.get(identifier, 0) :]

    def saved(self, node: Expr) -> Value:
        """The value of an expression, safe from stores that follow."""
        value = self.translator.value(node)
        return self.frame.named(value, "kept") if self.frame.changes(value) else value

    def takes(self, identifier: str, node: Expr) -> bool:
        """Whether the name stands for a row or another part of a container from here on."""
        if not isinstance(node, ast.Subscript) or not self._is_owner(identifier):
            return False
        self.translator.meanings[identifier] = self.translator.resolved(node)
        self.frame.depths[identifier] = len(self.translator.axes)
        return True

    def element(self, identifier: str, node: Expr, level: Level) -> None:
        """What a walked element stands for; a copy where the nest changes what it walks."""
        self.translator.meanings[identifier] = node
        root, _ = flatten(self.translator.resolved(node))
        walked = any(
            isinstance(part, ast.For) and mentions(part.iter, identifier) for part in walk(level.loop)
        )
        if (
            isinstance(root, ast.Name)
            and root.id in self.frame.stored
            and not (walked or self._is_owner(identifier))
        ):
            value = self.frame.named(self.translator.value(node), identifier)
            self.translator.meanings[identifier] = value
            self.frame.depths[identifier] = len(self.translator.axes)

    def _is_owner(self, identifier: str) -> bool:
        return any(
            isinstance(part, ast.Subscript)
            and isinstance(flatten(part)[0], ast.Name)
            and mentions(flatten(part)[0], identifier)
            for axis in self.translator.axes
            for part in walk(axis.level.loop)
        )

    def bind(self, identifier: str, value: Value, depth: int | None = None) -> None:
        """Let the name stand for the value."""
        depth = len(self.translator.axes) if depth is None else depth
        frame = self.frame
        if not frame.branches and identifier in frame.sticky:
            frame.emit(assign(identifier, frame.own_copy(value.code)))
            value = Value(name(identifier), value.axes)
        elif not frame.branches or value.axes:
            reading = frame.changes(value)
            if (self.loads[identifier] > 1 and frame.worth(value)) or reading:
                value = frame.named(value, identifier)
                frame.written.add(identifier)
        self.translator.meanings[identifier] = value
        frame.depths[identifier] = depth

    def fold(self, identifier: str, operator: ast.operator, term: Expr) -> None:
        """``name += term``: a reduction over the axes that came after the name's start value."""
        over = self._beyond(identifier)
        if not over:
            self._check(identifier)
            before = self.translator.value(name(identifier))
            self.bind(identifier, self.translator.both(before, operator, self.translator.value(term)))
            return
        if mentions(term, identifier):
            raise BlameError(f"{identifier} is carried from pass to pass", over[-1].level)
        if isinstance(operator, ast.Add | ast.Sub):
            self.frame.say("sum over several loops" if len(over) > 1 else "inner sum")
            mask = self.frame.mask
            apart = mask is not None and not set(mask.axes) & set(over)
            made = self.reducer.total(term, over, None if apart else mask)
            if apart and mask is not None:
                made = self.reducer.masked(made, mask, 0)
        elif isinstance(operator, ast.Mult):
            made = self.reducer.plain("prod", self.translator.value(term), over, self.frame.mask)
            self.frame.say("product")
        else:
            raise BlameError(f"{identifier} is carried from pass to pass", over[-1].level)
        self._accumulate(identifier, operator, made)

    def _accumulate(self, identifier: str, operator: ast.operator, made: Value) -> None:
        depth = self.frame.depths.get(identifier, 0)
        if depth == 0:
            if not self._guarded(identifier, operator, made.code):
                self._emit(identifier, operator, self._number(made.code))
            return
        before = self.translator.meanings.get(identifier)
        if not isinstance(before, Value):
            raise UnliftableError("a running value without a start")
        if isinstance(operator, ast.Add) and is_neutral(before.code):
            value = made
        else:
            value = self.translator.both(before, operator, made)
        branches, self.frame.branches = self.frame.branches, 0
        self.bind(identifier, value, depth)
        self.frame.branches = branches

    def _guarded(self, identifier: str, operator: ast.operator, code: Expr) -> bool:
        """Sums of lists: an empty array would add a float."""
        function = code.func if isinstance(code, ast.Call) else None
        if not self.frame.unboxed or not isinstance(function, ast.Attribute) or function.attr != "sum":
            return False
        whole = function.value
        if not isinstance(whole, ast.Name):
            whole = self.frame.named(Value(whole), "values").code
        total = call(ast.Attribute(whole, "sum", ast.Load()))
        step = ast.AugAssign(ast.Name(identifier, ast.Store()), operator, self._number(total))
        self.frame.emit(ast.If(ast.Attribute(whole, "size", ast.Load()), [step], []))
        return True

    def _number(self, code: Expr) -> Expr:
        """A single result as a number of Python's own where the nest walks lists."""
        known = isinstance(code, ast.Call) and isinstance(code.func, ast.Name) and code.func.id == "int"
        return method(code, "item") if self.frame.unboxed and not known else code

    def _emit(self, identifier: str, operator: ast.operator, code: Expr) -> None:
        last = self.frame.out[-1] if self.frame.out else None
        neutral = (0, 0.0) if isinstance(operator, ast.Add) else (1, 1.0)
        fresh = (
            isinstance(last, ast.Assign)
            and same(last.targets[0], ast.Name(identifier, ast.Store()))
            and is_const(last.value, *neutral)
            and not isinstance(operator, ast.Sub)
        )
        if fresh:
            self.frame.out.pop()
            self.frame.emit(assign(identifier, code))
        else:
            self.frame.emit(ast.AugAssign(ast.Name(identifier, ast.Store()), operator, code))

    def extreme(self, statement: ast.If) -> bool:
        """``if term > best: best = term`` as a maximum over the axes."""
        if statement.orelse or len(statement.body) != 1:
            return False
        only, test = statement.body[0], statement.test
        if not (isinstance(only, ast.Assign) and isinstance(only.targets[0], ast.Name)):
            return False
        if not (isinstance(test, ast.Compare) and len(test.ops) == 1):
            return False
        identifier = only.targets[0].id
        left, right = test.left, test.comparators[0]
        larger = isinstance(test.ops[0], ast.Gt | ast.GtE)
        if not larger and not isinstance(test.ops[0], ast.Lt | ast.LtE):
            return False
        if same(left, name(identifier)):
            left, right, larger = right, left, not larger
        if not (same(right, name(identifier)) and same(left, only.value)):
            return False
        return self._extreme(identifier, "max" if larger else "min", left)

    def place(self, best: Placed, store: Callable[[ast.Subscript, Value], None]) -> bool:
        """The best term with its position: ``argmin`` or ``argmax`` along the innermost axis."""
        over = self._beyond(best.name)
        depth = self.frame.depths.get(best.name, 0)
        before = self.translator.meanings.get(best.name)
        if len(over) != 1 or depth == 0 or self.frame.mask is not None or over[0].index != best.position:
            return False
        if (
            not isinstance(before, Value)
            or not best.starts_beyond(before.code)
            or mentions(best.term, best.name)
        ):
            return False
        if not is_const(over[0].start, 0) or over[0].step != 1:
            return False
        value = self.translator.value(best.term)
        value = self.frame.named(value, "values") if self.frame.worth(value) else value
        function = "argmin" if best.which == "min" else "argmax"
        found = self.reducer.plain(function, value, over, None)
        least = self.reducer.plain(best.which, value, over, None)
        axes, self.translator.axes = self.translator.axes, self.translator.axes[:depth]
        self.frame.say(f"arg-{best.which}")
        for target in best.targets:
            if isinstance(target, ast.Subscript):
                store(target, found)
            elif isinstance(target, ast.Name):
                self.bind(target.id, found, depth)
        self.bind(best.name, least, depth)
        self.translator.axes = axes
        return True

    def extreme_call(self, identifier: str, node: Expr) -> bool:
        """``best = max(best, term)`` likewise."""
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and len(node.args) == 2):
            return False
        if node.func.id not in {"min", "max"} or node.keywords or not self._beyond(identifier):
            return False
        first, second = node.args
        if same(second, name(identifier)):
            first, second = second, first
        return same(first, name(identifier)) and self._extreme(identifier, node.func.id, second)

    def _extreme(self, identifier: str, which: str, term: Expr) -> bool:
        over = self._beyond(identifier)
        if not over or mentions(term, identifier):
            return False
        value = self.translator.value(term)
        depth = self.frame.depths.get(identifier, 0)
        self.frame.say(f"{which}imum")
        if depth == 0:
            whole = self.frame.named(value, "values") if self.frame.worth(value) else value
            made = self.reducer.plain(which, whole, over, self.frame.mask)
            best = assign(identifier, call(which, name(identifier), self._number(made.code)))
            self.frame.emit(ast.If(ast.Attribute(whole.code, "size", ast.Load()), [best], []))
            return True
        before = self.translator.meanings.get(identifier)
        if not isinstance(before, Value):
            return False
        made = self.reducer.plain(which, value, over, self.frame.mask)
        axes = self.translator.axes[:depth]
        code = self.translator.code_of(f"{which}imum", aligned(before, axes), aligned(made, axes))
        self.bind(
            identifier, Value(code, made.axes if len(made.axes) >= len(before.axes) else before.axes), depth
        )
        return True

    def merge(self, test: Value, first: dict[str, Meaning], second: dict[str, Meaning]) -> None:
        """What names mean behind a branch."""
        merged: dict[str, Meaning] = dict(second)
        self.translator.meanings = merged
        for key in dict.fromkeys([*first, *second]):
            one, two = first.get(key), second.get(key)
            if one is two:
                continue
            if not isinstance(one, Value) or not isinstance(two, Value):
                known = one or two
                if (one is not None and two is not None) or not isinstance(known, Value):
                    raise UnliftableError("a container chosen under a condition")
                merged[key] = known
                continue
            self.bind(key, self.translator.where(test, one, two), self.frame.depths.get(key))

    def enter(self, level: Level, trial: Callable[[], list[ast.stmt]]) -> None:
        """Make what an inner loop carries real variables, of as many dimensions as they will get."""
        meanings = self.translator.meanings
        carried = sorted(key for key in level.assigned if isinstance(meanings.get(key), Value))
        start = {key: value for key in carried if isinstance(value := meanings[key], Value)}
        self._entered.append(set(carried) - self.frame.sticky)
        self.frame.sticky |= set(carried)
        axes = {key: value.axes for key, value in start.items()}
        for _ in range(3):
            found = self._tried(axes, trial)
            if found == axes:
                break
            axes = found
        else:
            raise UnliftableError("dimensions that keep changing")
        for key, value in start.items():
            code = self._started(value, axes[key])
            if not same(code, name(key)):
                self.frame.emit(assign(key, code))
            self.translator.meanings[key] = Value(name(key), axes[key])

    def _tried(
        self, axes: dict[str, tuple[VectorAxis, ...]], trial: Callable[[], list[ast.stmt]]
    ) -> dict[str, tuple[VectorAxis, ...]]:
        before, depths, written = (
            dict(self.translator.meanings),
            dict(self.frame.depths),
            set(self.frame.written),
        )
        for key, found in axes.items():
            self.translator.meanings[key] = Value(name(key), found)
        trial()
        after = self.translator.meanings
        self.translator.meanings, self.frame.depths, self.frame.written = before, depths, written
        made = {}
        for key, found in axes.items():
            value = after.get(key)
            own = value.axes if isinstance(value, Value) else ()
            joined = {axis.index: axis for axis in (*found, *own)}
            made[key] = tuple(sorted(joined.values(), key=lambda axis: axis.level.depth))
        return made

    def _started(self, value: Value, axes: tuple[VectorAxis, ...]) -> Expr:
        if set(value.axes) == set(axes):
            return ordered(value, axes).code
        if value.axes:
            raise UnliftableError("a start value of fewer dimensions")
        if axes == tuple(self.translator.axes) and not self.frame.unboxed:
            return value.code
        sides = [
            binary(axis.stop, ast.Sub(), axis.start) if not is_const(axis.start, 0) else axis.stop
            for axis in axes
        ]
        shape = sides[0] if len(sides) == 1 else ast.Tuple(sides, ast.Load())
        if is_const(value.code, 0.0):
            return self.translator.code_of("zeros", shape)
        return self.translator.code_of("full", shape, value.code)

    def leave(self) -> None:
        """Behind the inner loop, names are free again."""
        self.frame.sticky -= self._entered.pop()
