"""Lists that grow in a nest: rows of values, and lists of rows."""

from __future__ import annotations

import ast

from ..lift.nodes import Expr, UnliftableError, assign, call, method, name
from .frame import Frame
from .level import BlameError
from .translate import Translator
from .value import Value, ordered


class Rows:
    """Appends under the axes."""

    def __init__(self, frame: Frame, translator: Translator) -> None:
        self.frame = frame
        self.translator = translator
        self._rows: dict[str, Value] = {}
        self._depths: dict[str, int] = {}

    def start(self, identifier: str) -> None:
        """``row = []`` under the axes."""
        self._depths[identifier] = len(self.translator.axes)
        self._rows.pop(identifier, None)

    def append(self, node: ast.Call) -> None:
        """``row.append(value)`` once in every pass of the innermost axis.

        Raises:
            BlameError: The list is not a plain row.
        """
        function, axes = node.func, self.translator.axes
        if not (
            isinstance(function, ast.Attribute)
            and function.attr == "append"
            and isinstance(function.value, ast.Name)
            and len(node.args) == 1
        ):
            raise UnliftableError("a statement with a side effect")
        owner = function.value.id
        depth = self._depths.get(owner, 0)
        level = axes[-1].level
        if self.frame.mask is not None or depth != len(axes) - 1 or owner in self._rows:
            raise BlameError("a list that grows irregularly", level)
        if level.axis is None or level.axis.reverse:
            raise BlameError("a list that grows from its end", level)
        value = self._value(node.args[0])
        if self.frame.changes(value):
            value = self.frame.named(value, "values")
        if set(value.axes) < set(axes):
            raise BlameError("the same value in every pass", level)
        self._rows[owner] = value
        if depth == 0:
            whole = ordered(value, sorted(value.axes, key=lambda axis: axis.level.depth))
            self._emit(owner, whole)

    def _value(self, node: Expr) -> Value:
        if isinstance(node, ast.Name) and node.id in self._rows:
            return self._rows[node.id]
        return self.translator.value(node)

    def _emit(self, owner: str, whole: Value) -> None:
        made: Expr = method(whole.code, "tolist")
        self.frame.say("list of rows" if len(whole.axes) > 1 else "row")
        last = self.frame.out[-1] if self.frame.out else None
        if _starts(last, owner):
            self.frame.out.pop()
            self.frame.emit(assign(owner, made))
            return
        self.frame.emit(ast.Expr(call(ast.Attribute(name(owner), "extend", ast.Load()), made)))
        self._rows.pop(owner, None)


def _starts(statement: ast.stmt | None, owner: str) -> bool:
    """Whether a statement makes the list, empty."""
    if not (isinstance(statement, ast.Assign) and isinstance(statement.value, ast.List)):
        return False
    target = statement.targets[0]
    return isinstance(target, ast.Name) and target.id == owner and not statement.value.elts
