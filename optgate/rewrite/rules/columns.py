"""A loop over the columns of a list of lists takes each row's item by its position.

## What it matches
`for j in range(len(m[0]))` around a loop that reads `m[i][j]`, where nothing changes `m`. The columns are
made by `zip`, once.

## Why it matters
A column that exists as a tuple can be walked, summed up and multiplied like a list: a transposition is 2 to 3
times faster, sums of columns twice.

## Example
```python
for j in range(len(rows[0])):
    total = 0.0
    for i in range(len(rows)):
        total += rows[i][j]
    totals.append(total)
```
becomes
```python
columns = list(zip(*rows))
for j in range(len(rows[0])):
    column = columns[j]
    total = 0.0
    for i in range(len(rows)):
        total += column[i]
    totals.append(total)
```

## Known differences
A row that is too short fails at the start of its column. A table without rows fails as before.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..lift.nodes import Expr, UnliftableError, assign, call, const, is_const, item, name, same
from ..part import BUILTIN, Part
from .draft import Draft
from .effects import Effects
from .patterns import range_of
from .registry import rewrites
from .view import Place, View


@rewrites("columns", "OPT102")
def apply(view: View) -> Iterator[Part]:
    """Each loop over the columns of a table."""
    effects = view.once(Effects)
    for place in view.loops():
        try:
            part = _walked(view, effects, place)
        except UnliftableError:
            continue
        if part is not None:
            yield part


def _walked(view: View, effects: Effects, place: Place) -> Part | None:
    loop = place.statement
    index, arguments = range_of(loop)
    assert isinstance(loop, ast.For)
    table = _table(view, arguments[0]) if len(arguments) == 1 else ""
    if not table or index in view.live(loop) or table in effects.changed([loop]):
        return None
    if not _nested(view, table) or not loop.body:
        return None
    key, columns = view.fresh("column"), view.fresh("columns")
    taken: list[Expr] = []

    def change(node: Expr) -> Expr | None:
        row = node.value if isinstance(node, ast.Subscript) else None
        if not (isinstance(node, ast.Subscript) and same(node.slice, name(index))):
            return None
        if not (isinstance(row, ast.Subscript) and same(row.value, name(table))):
            return None
        if isinstance(row.slice, ast.Slice | ast.Tuple):
            return None
        taken.append(node)
        return item(name(key), row.slice)

    draft = Draft(view)
    if not draft.substitute(loop.body, change) or not _looped(loop, taken):
        return None
    still = (around for around in place.around if table not in effects.changed([around]))
    made = call("list", call("zip", ast.Starred(name(table), ast.Load())))
    draft.ahead(next(still, loop), assign(columns, made))
    draft.ahead(loop.body[0], assign(key, item(name(columns), name(index))))
    return Part(draft.edits(), BUILTIN, ("columns by zip",), prepares=6)


def _table(view: View, stop: Expr) -> str:
    """The table whose first row has ``stop`` items."""
    if isinstance(stop, ast.Name):
        stop = view.facts.definitions.get(stop.id, stop)
    first = stop.args[0] if isinstance(stop, ast.Call) and len(stop.args) == 1 else None
    if not (isinstance(first, ast.Subscript) and isinstance(first.value, ast.Name)):
        return ""
    measured = isinstance(stop, ast.Call) and same(stop.func, name("len")) and is_const(first.slice, 0)
    return first.value.id if measured else ""


def _nested(view: View, table: str) -> bool:
    return view.facts.kind(item(name(table), const(0))) == "list"


def _looped(loop: ast.For, taken: list[Expr]) -> bool:
    """Whether a loop inside walks the column."""
    inner = [node for part in loop.body for node in ast.walk(part) if isinstance(node, ast.For)]
    return any(node is one for found in inner for node in ast.walk(found) for one in taken)
