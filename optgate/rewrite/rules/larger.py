"""The larger or smaller of a few numbers is asked of `max` or `min` in every pass.

## What it matches
A call of the builtins `max` and `min` with two to four arguments in a statement inside a loop. What is not a
name or a constant yet gets one, and comparisons take the place of the call.

## Why it matters
The call costs as much as the rest of a short body: a table that is filled with `max(up, left)` is 1.5 to 1.8
times faster, a running extreme twice.

## Example
```python
for j in range(1, n):
    row[j] = max(above[j], row[j - 1])
    best = max(best, row[j])
```
becomes
```python
for j in range(1, n):
    value = above[j]
    other = row[j - 1]
    row[j] = other if other > value else value
    value = row[j]
    if value > best:
        best = value
```

## Known differences
None: of equal numbers the first one is taken, and NaN is never larger nor smaller, as in the calls.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..lift.nodes import Expr, UnliftableError, assign, name, same
from ..part import BUILTIN, Part
from ..trees import walk
from .draft import Draft
from .effects import Effects
from .evaluation import always
from .registry import rewrites
from .view import View

_MOST = 4
_NAMED = {"max": "largest", "min": "smallest"}


@rewrites("larger", "OPT704")
def apply(view: View) -> Iterator[Part]:
    """One part for all the calls inside loops."""
    effects = view.once(Effects)
    writer = _Writer(view)
    for place in view.places():
        if not place.around or not isinstance(place.statement, ast.Assign | ast.AugAssign | ast.Return):
            continue
        call = _called(view, effects, place.statement)
        if call is not None and view.replaceable(place.statement):
            writer.write(place.statement, call)
    if writer.count:
        try:
            yield Part(
                writer.draft.edits(),
                BUILTIN,
                ("comparisons instead of max and min",),
                loops=writer.count,
                prepares=1,
            )
        except UnliftableError:
            return


def _called(view: View, effects: Effects, statement: ast.stmt) -> ast.Call | None:
    """The one call of a statement that is surely evaluated in it."""
    value = getattr(statement, "value", None)
    if value is None:
        return None
    found = [node for node in walk(value) if _is_call(view, effects, node)]
    if len(found) != 1 or not always(value, found[0]):
        return None
    made = found[0]
    assert isinstance(made, ast.Call)
    return made if effects.pure(value) else None


def _is_call(view: View, effects: Effects, node: ast.AST) -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _NAMED):
        return False
    plain = 2 <= len(node.args) <= _MOST and not node.keywords
    return plain and effects.pure_call(node) and not any(isinstance(one, ast.Starred) for one in node.args)


class _Writer:
    """Collects the rewritten statements; helper names are shared between them."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.draft = Draft(view)
        self.count = 0
        self._names: dict[str, str] = {}

    def write(self, statement: ast.stmt, call: ast.Call) -> None:
        """Put comparisons in the place of a call."""
        self.count = 1
        which = call.func.id  # type: ignore[attr-defined]
        if len(call.args) > 2:
            self._several(statement, call, which)
            return
        before: list[ast.stmt] = []
        first = self._plain(call.args[0], "value", before)
        second = self._plain(call.args[1], "other", before)
        updated = _updated(statement, call)
        if updated == 0:
            kept = ast.If(_ahead(which, second, first), [assign(first.id, second)], [])  # type: ignore[attr-defined]
        elif updated == 1:
            test = ast.UnaryOp(ast.Not(), _ahead(which, second, first))
            kept = ast.If(test, [assign(second.id, first)], [])  # type: ignore[attr-defined]
        else:
            made = ast.IfExp(_ahead(which, second, first), second, first)
            self._replace(statement, call, made, before)
            return
        self.draft.replace(statement, *before, kept)

    def _several(self, statement: ast.stmt, call: ast.Call, which: str) -> None:
        best = self._name(_NAMED[which])
        before: list[ast.stmt] = [assign(best, call.args[0])]
        for argument in call.args[1:]:
            other = self._plain(argument, "other", before)
            before.append(ast.If(_ahead(which, other, name(best)), [assign(best, other)], []))
        self._replace(statement, call, name(best), before)

    def _replace(self, statement: ast.stmt, call: ast.Call, made: Expr, before: list[ast.stmt]) -> None:
        self.draft.substitute([statement], lambda node: made if node is call or same(node, call) else None)
        if before:
            self.draft.ahead(statement, *before)

    def _plain(self, node: Expr, wish: str, before: list[ast.stmt]) -> Expr:
        if isinstance(node, ast.Name | ast.Constant):
            return node
        key = self._name(wish)
        before.append(assign(key, node))
        return name(key)

    def _name(self, wish: str) -> str:
        if wish not in self._names:
            self._names[wish] = self.view.fresh(wish)
        return self._names[wish]


def _ahead(which: str, left: Expr, right: Expr) -> Expr:
    return ast.Compare(left, [ast.Gt() if which == "max" else ast.Lt()], [right])


def _updated(statement: ast.stmt, call: ast.Call) -> int | None:
    """Which argument of ``best = max(best, x)`` is the name that is assigned."""
    if not (isinstance(statement, ast.Assign) and statement.value is call and len(statement.targets) == 1):
        return None
    target = statement.targets[0]
    if not isinstance(target, ast.Name):
        return None
    found = [number for number, part in enumerate(call.args) if same(part, name(target.id))]
    return found[0] if len(found) == 1 else None
