"""A row of a table, or one item of a list, is looked up anew in every pass of an inner loop.

## What it matches
`table[i][j]` in a loop over `j`, and `a[i - 1]` in a loop that changes neither `i` nor `a`: the row, or the
item, is taken once before the outermost loop in which it stays the same. Stores into the row may go on.

## Why it matters
Each look-up costs as much as an addition: a table of dynamic programming is 1.3 times faster, a product of
lists of lists 1.2 to 1.4 times.

## Example
```python
for i in range(1, len(a)):
    for j in range(1, len(b)):
        table[i][j] = table[i - 1][j] + a[i] * b[j]
```
becomes
```python
for i in range(1, len(a)):
    table_row = table[i]
    previous_table_row = table[i - 1]
    a_item = a[i]
    for j in range(1, len(b)):
        table_row[j] = previous_table_row[j] + a_item * b[j]
```

## Known differences
None where the index is surely inside the list or the loop surely comes to it. A table that has too few rows
fails even where the inner loop has no pass.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from ..lift.linear import linear
from ..lift.nodes import Expr, UnliftableError, assign, name, names, same
from ..lift.syntax import flatten
from ..part import BUILTIN, Part
from ..trees import walk
from .draft import Draft
from .effects import Effects
from .registry import rewrites
from .sure import sure
from .view import Loop, Place, View


@rewrites("rows", "OPT702")
def apply(view: View) -> Iterator[Part]:
    """One part for all rows and items of a function."""
    writer = _Writer(view, view.once(Effects))
    for place in view.loops():
        writer.look(place)
    if writer.done:
        try:
            yield Part(writer.draft.edits(), BUILTIN, ("rows taken once",), prepares=5)
        except UnliftableError:
            return


class _Writer:
    """Collects what is taken ahead of each loop."""

    def __init__(self, view: View, effects: Effects) -> None:
        self.view = view
        self.effects = effects
        self.draft = Draft(view)
        self.done: list[tuple[Loop, Expr]] = []

    def look(self, place: Place) -> None:
        """Take ahead of one loop what stays the same in it."""
        loop = place.statement
        assert isinstance(loop, ast.For | ast.While)
        if any(isinstance(node, ast.FunctionDef | ast.Lambda | ast.Try) for node in walk(loop)):
            return
        for found, row in _rows(loop, self.effects):
            if any(
                same(found, part)
                for around, taken in self.done
                if _within(loop, around)
                for part in walk(taken)
            ):
                continue
            if not sure(self.view, place, found, row):
                continue
            key = self.view.fresh(_called(found, row))
            self.done.append((loop, found))
            self.draft.ahead(loop, assign(key, found))
            self.draft.substitute([loop], _instead(found, key))


def _instead(found: Expr, key: str) -> Callable[[Expr], Expr | None]:
    return lambda node: name(key) if same(node, found) else None


def _within(loop: Loop, around: Loop) -> bool:
    return any(node is loop for node in walk(around))


def _rows(loop: Loop, effects: Effects) -> Iterator[tuple[ast.Subscript, bool]]:
    """Items that are the same in every pass, whose owner does not change, and rows (told by the flag)."""
    changed = effects.changed([loop])
    bound = {
        node.id for node in walk(loop) if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)
    }
    replaced = _replaced(loop, effects)
    seen: list[ast.AST] = []
    for node, based in _parts(loop):
        owner, indices = flatten(node) if isinstance(node, ast.Subscript) else (None, [])
        if not (isinstance(owner, ast.Name) and isinstance(node, ast.Subscript)):
            continue
        row = based and len(indices) == 1
        fixed = owner.id not in (replaced | bound if row else changed) and not any(
            names(index) & (changed | bound) for index in indices
        )
        if fixed and all(map(_plain, indices)) and any(map(names, indices)):
            if not any(same(node, one) for one in seen):
                yield node, row
            seen += walk(node)


def _parts(loop: Loop) -> Iterator[tuple[ast.AST, bool]]:
    """Everything that is read in a loop, with whether an item of it is taken; outer parts first."""
    pending: list[tuple[ast.AST, bool]] = [(loop, False)]
    while pending:
        node, based = pending.pop()
        if isinstance(getattr(node, "ctx", None), ast.Load):
            yield node, based
        owner = node.value if isinstance(node, ast.Subscript) else None
        pending += [(child, child is owner) for child in reversed(list(ast.iter_child_nodes(node)))]


def _replaced(loop: Loop, effects: Effects) -> set[str]:
    """Names of containers that get other items."""
    found: set[str] = set()
    for node in walk(loop):
        if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
            found |= {node.value.id} if isinstance(node.value, ast.Name) else set()
        elif isinstance(node, ast.Call) and not effects.pure_call(node):
            owner = node.func.value if isinstance(node.func, ast.Attribute) else None
            found |= {owner.id} if isinstance(owner, ast.Name) else set()
            found |= {part.id for part in node.args if isinstance(part, ast.Name)}
    return found


def _plain(index: Expr) -> bool:
    """Whether an index is arithmetic on names."""
    return not any(isinstance(part, ast.Slice | ast.Call | ast.Subscript) for part in walk(index))


def _called(found: ast.Subscript, row: bool) -> str:
    """A name for a row or an item."""
    owner, indices = flatten(found)
    ahead = {-1: "previous_", 1: "next_"}.get(linear(indices[0]).constant, "")
    kind = "row" if row else "item"
    return f"{ahead}{owner.id}_{kind}" if isinstance(owner, ast.Name) else kind
