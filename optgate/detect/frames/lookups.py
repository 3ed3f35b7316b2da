"""A counting loop looks up cells of a data frame one by one.

## What it matches
`for i in range(len(df))` or `for i in df.index` whose body reads or writes `df.iloc[i]`, `df.loc[i, "a"]`,
`df.at[i, "a"]` or `df["a"][i]`.

## Why it matters
A lookup costs 5 to 30 microseconds: it finds the label, checks the index and wraps the result. Whole
columns are read and written at the price of a few lookups.

## Example
```python
out = []
for i in range(len(df)):
    out.append(df.loc[i, "price"] * 2)
```
becomes
```python
out = list(df["price"].to_numpy() * 2)
```

## Known differences
`loc` and `at` look for labels: with an index that is not 0, 1, 2 … they raise, or find another row than the
column has at that place. A label that stands twice gives several cells.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..registry import Spot, scan
from ..tags import Tags
from ..walk import Function, own_nodes

_WAYS = frozenset({"iloc", "loc", "at", "iat"})


@scan("OPT803", "row-lookup-loop")
def look(function: Function, tags: Tags) -> Iterator[tuple[Spot, str]]:
    """Loops over the numbers or labels of rows that look cells up."""
    for node in own_nodes(function):
        if not isinstance(node, ast.For) or not isinstance(node.target, ast.Name) or node.orelse:
            continue
        frame = _frame(node.iter)
        if frame is None:
            continue
        written = ast.unparse(frame)
        if _looks_up(node, frame, node.target.id):
            yield node, f"the loop looks up cells of `{written}` one by one"


def _frame(walked: ast.expr) -> ast.expr | None:
    """``df`` of ``range(len(df))``, ``range(df.shape[0])``, ``df.index``."""
    if isinstance(walked, ast.Attribute) and walked.attr == "index":
        return walked.value
    if not (isinstance(walked, ast.Call) and isinstance(walked.func, ast.Name) and walked.func.id == "range"):
        return None
    if not 1 <= len(walked.args) <= 2:
        return None
    stop = walked.args[-1]
    if isinstance(stop, ast.Call) and isinstance(stop.func, ast.Name) and stop.func.id == "len" and stop.args:
        measured = stop.args[0]
        indexed = isinstance(measured, ast.Attribute) and measured.attr == "index"
        return measured.value if indexed and isinstance(measured, ast.Attribute) else measured
    if isinstance(stop, ast.Subscript) and isinstance(stop.value, ast.Attribute):
        return stop.value.value if stop.value.attr == "shape" else None
    return None


def _looks_up(loop: ast.For, frame: ast.expr, index: str) -> bool:
    written = ast.dump(frame)
    for node in (part for statement in loop.body for part in ast.walk(statement)):
        if not isinstance(node, ast.Subscript) or not _at(node.slice, index):
            continue
        owner = node.value
        if isinstance(owner, ast.Attribute) and owner.attr in _WAYS | {"values"}:
            cells = owner.attr in _WAYS and ast.dump(owner.value) == written
            if cells or _is_column(owner.value, written):
                return True
        elif _is_column(owner, written):
            return True
    return False


def _at(index: ast.expr, counter: str) -> bool:
    first = index.elts[0] if isinstance(index, ast.Tuple) and index.elts else index
    return isinstance(first, ast.Name) and first.id == counter


def _is_column(node: ast.expr, frame: str) -> bool:
    """Whether the expression is ``df["a"]``."""
    return (
        isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.Constant)
        and isinstance(node.slice.value, str)
        and ast.dump(node.value) == frame
    )
